"""Proposals: a light agent asks the full agents of the group to hand a ticket back (R6)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desk.assignments import AssignmentKey


class ProposalState(StrEnum):
    WAITING = "waiting"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    OVER = "over"
    """The ticket left the group, or was solved, before anybody answered."""


@dataclass(frozen=True)
class Proposal:
    id: str
    assignment: AssignmentKey
    by: str
    """The chat user who asks."""
    by_name: str
    at: datetime
    why: str = ""
    """In the proposer's words; may be empty."""
    state: ProposalState = ProposalState.WAITING
    decided_by: str | None = None
    decided_by_name: str | None = None
    decided_at: datetime | None = None
    reason: str | None = None
    """Why it was refused."""
    reminders: int = 0
    revision: int = 0
    """Grows with every change that its messages show."""
