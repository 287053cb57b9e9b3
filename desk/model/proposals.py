"""Proposals: a light agent asks the full agents of the group to hand a ticket back (R6)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desk.errors import DeskError, Refusal
from desk.model.assignments import Assignment, AssignmentKey
from desk.model.people import Link
from desk.model.tickets import Ticket


class ProposalState(StrEnum):
    WAITING = "waiting"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    OVER = "over"
    """The ticket left the group or was solved before a full agent answered."""


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
    """Why the full agent refused."""
    reminders: int = 0
    revision: int = 0
    """Increases with every change that its messages show."""


def delivery_id(proposal: Proposal) -> str:
    """The id of the submission that carries this confirmation out; a later confirmation of the same proposal has
    another.
    """
    return f"{proposal.id}.{proposal.revision}"


class AlreadyDecided(Refusal):
    """Another full agent answered first."""

    def __init__(self, proposal: Proposal) -> None:
        super().__init__()
        self.proposal = proposal


class ConfirmedForLater(DeskError):
    """You confirmed it, and that is stored. It cannot go to Zendesk at this moment; it is handed back under your name
    as soon as it can, and you are told.
    """


class ChooseFirst(Refusal):
    """Whoever assigned it is not to be found any more, so you choose who gets it: press “Hand back”."""


@dataclass(frozen=True)
class Asking:
    """What a light agent sees before proposing."""

    ticket: Ticket
    assignment: Assignment
    to: str | None
    """The vendor's agent who assigned it."""
    full_agents: tuple[Link, ...]
    has_analysis: bool
