"""The answer to `/desk ticket ID`: like the card, shown to one person."""

from collections.abc import Iterator, Mapping
from typing import Any

from desk.model.cards import Card, QueueRow
from handlers.views.messages import card as cards
from handlers.views.parts import summary
from handlers.views.parts.blocks import Block, Message, actions, button, context, message
from handlers.views.parts.buttons import open_in_zendesk
from handlers.views.parts.mrkdwn import name
from handlers.views.parts.roundtrip import number

WRITE_ANALYSIS_ON_TICKET = "write_analysis_on_ticket"
"""Like the card's button, when no assignment is known."""

_ASKED = 2500


def ticket(shown: Card | QueueRow, asked: str | None = None, *, vendor: str = "") -> Message:
    """`asked` is the vendor's whole question, which a card may not quote. `vendor` is for a row, which does not name
    it.
    """
    read = shown.ticket
    summed = f"#{read.id} {name(summary.subject(read))}: {summary.status_name(read.status)}"
    return message(summed, list(_card(shown, asked) if isinstance(shown, Card) else _row(shown, asked, vendor)))


def _card(shown: Card, asked: str | None) -> Iterator[Block]:
    yield summary.heading(shown.ticket)
    at = shown.assignment.assigned_at
    yield context(summary.facts(shown.ticket, place=cards.place(shown), assigned_by=shown.assigned_by, assigned_at=at))
    yield from summary.asked_of_us(asked or shown.excerpt, _ASKED)
    yield from summary.notes_shown(shown.notes)
    yield from cards.closing(shown)


def _row(shown: QueueRow, asked: str | None, vendor: str) -> Iterator[Block]:
    read = shown.ticket
    place = " &gt; ".join(name(part) for part in (vendor, read.group) if part)
    yield summary.heading(read)
    yield context(summary.facts(read, place=place, assigned_by=shown.assigned_by, assigned_at=shown.assigned_at))
    yield from summary.asked_of_us(asked, _ASKED)
    yield from summary.notes_shown(shown.notes)
    write = () if read.status.is_done else (write_on_ticket(read.id),)
    yield actions(*write, open_in_zendesk(shown.url))


def write_on_ticket(ticket_id: int) -> Block:
    return button("Write analysis", WRITE_ANALYSIS_ON_TICKET, value=str(ticket_id), primary=True)


def pressed_ticket(action: Mapping[str, Any]) -> int:
    """The ticket whose "Write analysis" was pressed."""
    return number(action.get("value"))
