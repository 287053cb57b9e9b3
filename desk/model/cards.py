"""What a card and a ticket summary show. The chat decides how it looks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from desk.model.assignments import Assignment, AssignmentKey
from desk.model.budget import NO_BUDGET, Budget
from desk.model.holds import Hold
from desk.model.new_tickets import TicketKind, is_reference
from desk.model.proposals import Proposal
from desk.model.submissions import Submission, SubmissionState
from desk.model.tickets import Ticket


@dataclass(frozen=True)
class CardNote:
    """An analysis for this assignment, and its state."""

    author: str
    author_name: str
    state: SubmissionState
    at: datetime
    went_public: bool = False
    left_status: str | None = None
    """The ticket's status after the note, when it was not Open."""


@dataclass(frozen=True)
class HandedBack:
    """How an assignment ended."""

    by: str
    by_name: str
    to: str
    at: datetime


@dataclass(frozen=True)
class LinkedTicket:
    """A ticket that this one resulted in (R9)."""

    ticket_id: int
    url: str
    kind: TicketKind
    went_public: bool = False


@dataclass(frozen=True)
class Card:
    assignment: Assignment
    ticket: Ticket
    """The last reading; of a ticket that left our groups, the last one from before it left."""
    vendor: str
    url: str
    group: str
    assigned_by: str | None
    """Name of the vendor's agent; None when a Zendesk rule assigned it."""
    excerpt: str | None = None
    """What the vendor asked; None when nothing was asked, or when the channel does not show it."""
    notes: tuple[CardNote, ...] = ()
    budget: Budget = NO_BUDGET
    hold: Hold | None = None
    proposal: Proposal | None = None
    """The newest one for this assignment."""
    handed_back: HandedBack | None = None
    new_tickets: tuple[LinkedTicket, ...] = ()


@dataclass(frozen=True)
class ShownProposal:
    """A proposal as it is shown anywhere (R6)."""

    proposal: Proposal
    subject: str | None
    """None when the ticket may be another group's by now (R1)."""
    url: str
    to: str
    """Name of the person it goes back to, as far as that is known without asking Zendesk."""
    asks: tuple[str, ...] = ()
    """The full agents who are asked, as chat users."""
    has_analysis: bool = True


@dataclass(frozen=True)
class QueueRow:
    ticket: Ticket
    url: str
    assigned_by: str | None
    assigned_at: datetime | None
    notes: tuple[CardNote, ...] = ()
    budget: Budget = NO_BUDGET
    hold: Hold | None = None
    key: AssignmentKey | None = None
    """None when no assignment is known."""


Content = Card | ShownProposal | None
"""What a post shows beside its own words."""


def _note(submission: Submission) -> CardNote:
    return CardNote(
        author=submission.author,
        author_name=submission.author_name,
        state=submission.state,
        at=submission.finished_at or submission.accepted_at,
        went_public=submission.is_public,
        left_status=submission.left_status,
    )


def card_notes(submissions: Sequence[Submission]) -> tuple[CardNote, ...]:
    noted = [each for each in submissions if each.has_note and _is_shown(each)]
    return tuple(_note(each) for each in noted)


def _is_shown(submission: Submission) -> bool:
    """The card lists new tickets itself, so the note that names one shows only when it became public."""
    if is_reference(submission.id):
        return submission.is_public
    return submission.state is not SubmissionState.REFUSED
