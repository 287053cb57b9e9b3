"""The card of an assignment."""

from collections.abc import Iterator, Mapping
from typing import Any

from desk.assignments import AssignmentKey, Stage
from desk.cards import Card
from handlers.views import summary
from handlers.views.text import Block, Message, actions, button, context, message, name, when

WRITE_ANALYSIS = "write_analysis"
OPEN_IN_ZENDESK = summary.OPEN_IN_ZENDESK

_EVENT = "partnerdesk_post"


def card(shown: Card) -> Message:
    """The current truth of an assignment; edited in place."""
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
    yield from summary.notes_shown(shown.notes)
    yield from closing(shown)


def place(shown: Card) -> str:
    """From whom to whom, as mrkdwn."""
    return f"{name(shown.vendor)} &gt; {name(shown.group)}"


def closing(shown: Card) -> Iterator[Block]:
    """What can still be done, or why nothing can."""
    if shown.assignment.stage is Stage.LEFT:
        # R1: it may be somebody else's by now, so neither a way in nor anything newer
        yield context(f"Left our group. Shown as it was when we last read it, {when(shown.ticket.read_at)}.")
    elif shown.assignment.stage is Stage.SOLVED or shown.ticket.status.is_done:
        yield actions(summary.open_in_zendesk(shown.url))
        done = shown.ticket.status if shown.ticket.status.is_done else "solved"
        yield context(f"{summary.status_name(done)} in Zendesk.")
    else:
        yield actions(
            button("Write analysis", WRITE_ANALYSIS, value=_written(shown.assignment.key), primary=True),
            summary.open_in_zendesk(shown.url),
        )


def _written(key: AssignmentKey) -> str:
    return f"{key.ticket_id}:{key.audit_id}"


def pressed_card(action: Mapping[str, Any]) -> AssignmentKey:
    """Which assignment's "Write analysis" was pressed."""
    ticket_id, audit_id = action["value"].split(":")
    return AssignmentKey(int(ticket_id), int(audit_id))


def card_metadata(post_key: str) -> dict[str, Any]:
    """Marks a message as the post of this key. Other apps may read it: ids only."""
    return {"event_type": _EVENT, "event_payload": {"key": post_key}}


def post_key_of(message: Mapping[str, Any]) -> str | None:
    """The key that a message found in a channel was posted under, if it is one of our posts."""
    metadata = message.get("metadata") or {}
    if metadata.get("event_type") != _EVENT:
        return None
    key = (metadata.get("event_payload") or {}).get("key")
    return key if isinstance(key, str) else None
