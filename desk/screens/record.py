"""The partner's record: every write to the vendor's Zendesk, who asked for it, and its outcome."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from desk.model.budget import hours
from desk.model.new_tickets import CreationState, NewTicket
from desk.model.submissions import Override, Submission, SubmissionState
from desk.ports.outbox import NewTicketStore, SubmissionStore


@dataclass(frozen=True)
class Entry:
    at: datetime
    """When the author asked for it."""
    who: str
    """The Zendesk agent under whose name it was made."""
    user: str
    """The chat user who asked."""
    ticket_id: int
    what: str
    outcome: str
    finished_at: datetime | None
    audit_id: int | None
    remark: str
    """Why it was refused or waits, and why the author continued although the check pointed at something (R10)."""


async def record(
    submissions: SubmissionStore, new_tickets: NewTicketStore, begin: datetime, end: datetime
) -> list[Entry]:
    """Oldest first; `end` is not included."""
    entries = [
        *map(_of_submission, await submissions.accepted_between(begin, end)),
        *map(_of_new_ticket, await new_tickets.accepted_between(begin, end)),
    ]
    return sorted(entries, key=lambda entry: entry.at)


def _of_submission(made: Submission) -> Entry:
    return Entry(
        at=made.accepted_at,
        who=made.author_name,
        user=made.author,
        ticket_id=made.ticket_id,
        what=", ".join(_parts(made)),
        outcome=_outcome(made),
        finished_at=made.finished_at,
        audit_id=made.audit_id,
        remark=_remark(made.refusal, made.trouble, made.override),
    )


def _of_new_ticket(made: NewTicket) -> Entry:
    outcome = {CreationState.CREATED: f"created #{made.ticket_id}", CreationState.REFUSED: "refused"}
    return Entry(
        at=made.accepted_at,
        who=made.author_name,
        user=made.author,
        ticket_id=made.source_id,
        what=f"new ticket ({made.kind})",
        outcome="PUBLIC" if made.went_public else outcome.get(made.state, "waits"),
        finished_at=made.finished_at,
        audit_id=made.audit_id,
        remark=_remark(made.refusal, made.trouble, made.override),
    )


def _parts(made: Submission) -> Iterable[str]:
    if made.has_note:
        yield "internal note"
    if made.seconds is not None:
        yield f"{hours(made.seconds)} recorded"
    if made.transfer:
        yield f"hand-back to {made.transfer.name}" + (" (proposed)" if made.proposal else "")
    if made.sets_open or not (made.has_note or made.transfer):
        yield "set Open"


def _outcome(made: Submission) -> str:
    if made.went_public:
        return "PUBLIC"
    if made.unconfirmed:
        return "not confirmed"
    if made.altered:
        return "not as sent"
    final = {SubmissionState.SENT: "done", SubmissionState.REFUSED: "refused"}
    return final.get(made.state, "waits")


def _remark(refusal: str | None, trouble: str | None, override: Override | None) -> str:
    went_on = f"Sent although it may hold {', '.join(override.findings)}: {override.reason}" if override else None
    return " ".join(part for part in (refusal, trouble, went_on) if part)
