"""The card of an assignment."""

from collections.abc import Iterator, Mapping
from typing import Any

from desk.model.assignments import Stage
from desk.model.budget import Level, hours
from desk.model.cards import Card, HandedBack
from desk.model.proposals import Proposal, ProposalState
from handlers.views.parts import summary
from handlers.views.parts.blocks import Block, Message, actions, context, fields, message, section
from handlers.views.parts.buttons import needs_open, open_in_zendesk, set_open, work_buttons
from handlers.views.parts.mrkdwn import link, name, person, when

_LINKS_SHOWN = 5
_EVENT = "partnerdesk_post"


def card(shown: Card) -> Message:
    """The current state of an assignment; the message is edited in place."""
    ticket = shown.ticket
    by = f" by {name(shown.assigned_by)}" if shown.assigned_by else ""
    return message(
        f"#{ticket.id} {name(summary.subject(ticket))}: assigned to {name(shown.group)}{by}", list(_blocks(shown))
    )


def _blocks(shown: Card) -> Iterator[Block]:
    yield summary.heading(shown.ticket)
    yield context(
        summary.facts(
            shown.ticket,
            place=place(shown),
            assigned_by=shown.assigned_by,
            assigned_at=shown.assignment.assigned_at,
        )
    )
    yield from summary.asked_of_us(shown.excerpt)
    if shown.assignment.stage is Stage.WITH_US:
        yield fields(*_standing(shown))
    yield from summary.notes_shown(shown.notes)
    yield from _linked(shown)
    yield from closing(shown)


def place(shown: Card) -> str:
    """From whom to whom, as mrkdwn."""
    return f"{name(shown.vendor)} &gt; {name(shown.group)}"


def _standing(shown: Card) -> Iterator[str]:
    """Who works on it, how much time was spent, and whom it goes back to."""
    hold = shown.hold
    yield (
        f"*Working on it:* {person(hold.user, hold.name)} since {when(hold.since)}"
        if hold
        else ("*Working on it:* nobody yet")
    )
    if shown.budget.spent is not None:
        yield f"*Budget:* {hours(shown.budget.spent)} of {hours(shown.budget.limit)}"
    yield f"*Hands back to:* {name(shown.assigned_by or shown.vendor)}"


def _linked(shown: Card) -> Iterator[Block]:
    if shown.new_tickets:
        made = (f"{new.kind.value} {link(new.url, f'#{new.ticket_id}')}" for new in shown.new_tickets[:_LINKS_SHOWN])
        yield context(f"Resulted in: {', '.join(made)}")
    for new in shown.new_tickets:
        if new.went_public:
            yield section(summary.public_warning(f"the description of {new.kind} #{new.ticket_id}"))


def closing(shown: Card) -> Iterator[Block]:
    """The buttons that apply, or why there are none."""
    if shown.assignment.stage is Stage.LEFT:
        yield context(_handed_back(shown, shown.handed_back) if shown.handed_back else _left(shown))
    elif shown.assignment.stage is Stage.SOLVED or shown.ticket.status.is_done:
        done = shown.ticket.status if shown.ticket.status.is_done else "solved"
        buttons = [set_open(shown.assignment.key)] if needs_open(shown) else []
        yield actions(*buttons, open_in_zendesk(shown.url))
        yield context(f"{summary.status_name(done)} in Zendesk.")
    else:
        yield from _warning(shown)
        yield from _proposal(shown.proposal)
        yield work_buttons(shown)


def _left(shown: Card) -> str:
    """R1: the ticket may belong to another group by now, so the card shows neither a link nor anything newer."""
    return f"Left our group. Shown as it was when we last read it, {when(shown.ticket.read_at)}."


def _handed_back(shown: Card, back: HandedBack) -> str:
    spent = "" if shown.budget.spent is None else f" · {hours(shown.budget.spent)} spent"
    return f"Handed back to {name(back.to)} by {person(back.by, back.by_name)}, {when(back.at)}{spent}"


def _warning(shown: Card) -> Iterator[Block]:
    """R8."""
    budget = shown.budget
    if budget.level is Level.WELL or budget.spent is None:
        return
    spent = f"{hours(budget.spent)} of {hours(budget.limit)}"
    if budget.level is Level.NEAR:
        yield section(f":hourglass_flowing_sand: *{spent} are spent.* When that is not enough, the ticket goes back.")
    else:
        yield section(
            f":alarm_clock: *{spent} are spent.* Please hand it back: "
            f"{name(shown.vendor)} then decides with you and the customer how to go on."
        )


def _proposal(proposal: Proposal | None) -> Iterator[Block]:
    if proposal and proposal.state is ProposalState.WAITING:
        who = person(proposal.by, proposal.by_name)
        yield context(f"{who} asks to hand it back, {when(proposal.at)}. A full agent confirms it in the thread.")
    elif proposal and proposal.state is ProposalState.CONFIRMED:
        by = person(proposal.decided_by, proposal.decided_by_name or "")
        yield context(f"{by} confirmed the hand-back; it is on its way to Zendesk.")


def card_metadata(post_key: str) -> dict[str, Any]:
    """Marks a message as the post of this key. Other apps may read it, so it holds ids only."""
    return {"event_type": _EVENT, "event_payload": {"key": post_key}}


def post_key_of(message: Mapping[str, Any]) -> str | None:
    """The key that a message in a channel was posted under, if it is one of our posts."""
    metadata = message.get("metadata") or {}
    if metadata.get("event_type") != _EVENT:
        return None
    key = (metadata.get("event_payload") or {}).get("key")
    return key if isinstance(key, str) else None
