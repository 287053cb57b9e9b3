"""What a card and a ticket summary show; how it looks is the chat's business."""

from dataclasses import dataclass
from datetime import datetime

from desk.analyses import SubmissionState
from desk.assignments import Assignment
from desk.tickets import Ticket


@dataclass(frozen=True)
class CardNote:
    """An analysis for this assignment, as far as it got."""

    author: str
    author_name: str
    state: SubmissionState
    at: datetime
    went_public: bool = False


@dataclass(frozen=True)
class Card:
    assignment: Assignment
    ticket: Ticket
    """The last reading; of a ticket that left our groups, the last one while it was ours."""
    vendor: str
    url: str
    group: str
    assigned_by: str | None
    """Name of the vendor's agent; None when a rule did it."""
    excerpt: str | None = None
    """What the vendor asked; None when nothing was, or when the channel does not show it."""
    notes: tuple[CardNote, ...] = ()


@dataclass(frozen=True)
class QueueRow:
    ticket: Ticket
    url: str
    assigned_by: str | None
    assigned_at: datetime | None
    notes: tuple[CardNote, ...] = ()
