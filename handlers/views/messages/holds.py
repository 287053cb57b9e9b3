"""The answers to `/desk take ID` and `/desk release ID`. After a card's button the card itself shows the result."""

from desk.model.holds import Hold
from handlers.views.parts.blocks import Message, said
from handlers.views.parts.mrkdwn import link, person


def taken(ticket_id: int, url: str) -> Message:
    return said(
        f"{link(url, f'#{ticket_id}')} is yours: its card shows your name. `/desk release {ticket_id}` ends that."
    )


def released(ticket_id: int, url: str, held: Hold, by: str) -> Message:
    whose = "" if held.user == by else f" {person(held.user, held.name)} had taken it, so tell them."
    return said(f"{link(url, f'#{ticket_id}')} is free again.{whose}")
