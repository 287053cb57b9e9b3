"""The dialog for handing a ticket back: drawn and read."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from desk.model.analysis import NO_ANALYSIS, Analysis
from desk.model.assignments import AssignmentKey
from desk.model.hand_back import Obstacle, Plan, Why
from desk.model.submissions import Transfer
from handlers.views.modals import analysis_modal, receiver
from handlers.views.modals.receiver import TO
from handlers.views.modals.update_outcome import HAND_BACK_MODAL, done, queued, refused, saving, unavailable
from handlers.views.parts.blocks import Block, Blocks, context, modal, plain, section
from handlers.views.parts.mrkdwn import link, name, when
from handlers.views.parts.rich_text import from_slack
from handlers.views.parts.roundtrip import Carried, Id, Key, carried

__all__ = [
    "HAND_BACK_MODAL",
    "NOTE",
    "NOWHERE",
    "TO",
    "Handed",
    "done",
    "form",
    "loading",
    "problems",
    "queued",
    "refused",
    "saving",
    "submitted",
    "unavailable",
]

NOTE = "last_note"

NOWHERE = (
    "Zendesk names no group that you may give this ticket to. Ask the vendor to let your role assign tickets to any "
    "group, or to take the ticket back themselves."
)

_VERSION = 1


class _Ids(Carried):
    v: Literal[1]
    submission: Key
    ticket: Id
    audit: Id
    to: receiver.Receiver | None


@dataclass(frozen=True)
class Handed:
    """What was submitted."""

    submission_id: str
    ticket_id: int
    assignment: AssignmentKey
    transfer: Transfer | None
    note: Analysis


def loading(ticket_id: int) -> Block:
    """Opened at once, because the trigger lives three seconds."""
    return modal(HAND_BACK_MODAL, f"Hand back #{ticket_id}", [section("Reading the ticket's history…")])


def form(submission_id: str, plan: Plan, vendor: str, url: str) -> Block:
    ids = {
        "v": _VERSION,
        "submission": submission_id,
        "ticket": plan.ticket.id,
        "audit": plan.assignment.key.audit_id,
        "to": receiver.written(plan.transfer) if plan.transfer else None,
    }
    return _frame(plan.ticket.id, list(_blocks(plan, vendor, url)), json.dumps(ids))


def _frame(ticket_id: int, blocks: Blocks, metadata: str) -> Block:
    title = f"Hand back #{ticket_id}"
    return modal(HAND_BACK_MODAL, title, blocks, submit="Hand back", close="Cancel", metadata=metadata)


def _blocks(plan: Plan, vendor: str, url: str) -> Iterator[Block]:
    subject = name(plan.ticket.subject) or "(no subject)"
    yield section(f"*#{plan.ticket.id}*  {subject} · {link(url, 'Open in Zendesk')}")
    if plan.transfer and not plan.choices:
        where = f" ({name(plan.group)})" if plan.group and plan.transfer.agent_id else ""
        yield section(f"*Back to {name(plan.transfer.name)}*{where}")
    yield context(_why(plan))
    yield from _warnings(plan, vendor)
    if plan.choices:
        yield receiver.menu(plan.choices, plan.transfer)
    yield {
        "type": "input",
        "block_id": NOTE,
        "label": plain("A last note, if there is more to say"),
        "optional": True,
        "element": {"type": "rich_text_input", "action_id": NOTE, "min_lines": 3},
        "hint": plain("Saved as INTERNAL NOTE together with the hand-back. Write as if the customer reads it."),
    }


def _why(plan: Plan) -> str:
    who = name(plan.transfer.name) if plan.transfer else ""
    at = when(plan.assignment.assigned_at)
    if plan.obstacle is Obstacle.AGENT:
        return (
            f"{name(plan.gone or '')} would get it, but no ticket can be assigned to them. Please choose who gets it."
        )
    if plan.gone:
        return f"{name(plan.gone)}, who assigned it {at}, is no longer there. Please choose who gets it."
    match plan.why:
        case Why.ASSIGNED:
            return f"assigned by {who}, {at}"
        case Why.HELD:
            return f"{who} had it when it was assigned to your group, {at}"
        case Why.EARLIER:
            return f"{who} was the last of {name(plan.group or 'the vendor')} to have it, before {at}"
        case Why.GROUP:  # pragma: no branch - there is no other reason, mypy sees to it
            return f"The history does not show who had it before it came to your group, {at}."


def _warnings(plan: Plan, vendor: str) -> Iterator[Block]:
    if not plan.has_analysis:
        yield section(":warning: *No analysis is there yet.* The agent who gets it back will not see what you found.")
    if plan.obstacle is Obstacle.GROUP:
        to = name(plan.transfer.name) if plan.transfer else name(vendor)
        yield section(
            f":no_entry: *Zendesk will refuse this:* your role may not give tickets to {to}. Ask {name(vendor)} to let "
            "your role assign tickets to any group, or to allow reassigning them back to the general group. "
            "You can try all the same: when it is refused, nothing changes."
        )


def submitted(view: Mapping[str, Any]) -> Handed:
    ids, values = carried(view, _Ids, NOTE), view["state"]["values"]
    suggested = ids.to.read() if ids.to else None
    return Handed(
        submission_id=ids.submission,
        ticket_id=ids.ticket,
        assignment=AssignmentKey(ids.ticket, ids.audit),
        transfer=receiver.picked(values) if _has_menu(view) else suggested,
        note=_note(values),
    )


def _has_menu(view: Mapping[str, Any]) -> bool:
    return any(block.get("block_id") == TO for block in view["blocks"])


def _note(values: Mapping[str, Any]) -> Analysis:
    typed = from_slack((values.get(NOTE, {}).get(NOTE) or {}).get("rich_text_value"))
    return NO_ANALYSIS if typed.is_blank else Analysis(typed)


def problems(handed: Handed) -> dict[str, str]:
    """What prevents it from being accepted, by the input that it concerns."""
    found = {}
    if handed.transfer is None:
        found[TO] = "Please choose who gets the ticket."
    if not handed.note.is_blank and (wrong := analysis_modal.note_problems(handed.note)):
        found[NOTE] = next(iter(wrong.values()))
    return found
