"""Assignments: a ticket that entered our group, as its audits tell."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desk.model.tickets import Audit, Change


@dataclass(frozen=True)
class AssignmentKey:
    """The audit that brought the ticket tells two assignments of one ticket apart."""

    ticket_id: int
    audit_id: int


class Stage(StrEnum):
    """Where an assignment stands."""

    WITH_US = "with us"
    SOLVED = "solved"
    LEFT = "left"


@dataclass(frozen=True)
class Assignment:
    key: AssignmentKey
    group_id: int
    from_group_id: int | None
    assigned_by: int | None
    """The vendor's agent; None when a rule or the system did it."""
    assigned_at: datetime
    asked: str | None = None
    """The vendor's last internal note: what is asked of us."""
    stage: Stage = Stage.WITH_US
    revision: int = 0
    """Increases with every change that a card shows."""


def latest_assignment(audits: Sequence[Audit], group_id: int, ours: frozenset[int]) -> Assignment | None:
    """The last time the ticket entered `group_id`. Notes of the agents in `ours` are not the vendor's question."""
    entered = [audit for audit in audits if _enters(audit, group_id)]
    if not entered:
        return None
    audit = max(entered, key=lambda candidate: (candidate.at, candidate.id))
    before = next(change.before for change in reversed(audit.changes) if _brings(change, group_id))
    return Assignment(
        key=AssignmentKey(audit.ticket_id, audit.id),
        group_id=group_id,
        from_group_id=int(before) if before else None,
        assigned_by=audit.author_id if audit.author_id > 0 else None,
        assigned_at=audit.at,
        asked=_last_internal_note(audits, ours),
    )


def arrivals(audits: Sequence[Audit], group_id: int) -> list[Audit]:
    """Every time the ticket entered the group, oldest first."""
    return sorted((audit for audit in audits if _enters(audit, group_id)), key=lambda audit: (audit.at, audit.id))


def _enters(audit: Audit, group_id: int) -> bool:
    return any(_brings(change, group_id) for change in audit.changes)


def _brings(change: Change, group_id: int) -> bool:
    return change.field == "group_id" and change.after == str(group_id)


def _last_internal_note(audits: Sequence[Audit], ours: frozenset[int]) -> str | None:
    for audit in sorted(audits, key=lambda a: (a.at, a.id), reverse=True):
        comment = audit.comment
        if comment and not comment.public and audit.submission is None and comment.author_id not in ours:
            return comment.text
    return None
