"""How many there are of each kind, for monitoring; holds nothing of any ticket or person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from desk.model.assignments import Stage
from desk.model.new_tickets import CreationState
from desk.model.submissions import SubmissionState


@dataclass(frozen=True)
class WaitingLine:
    length: int
    oldest: datetime | None
    """When the first in it began to wait."""


@dataclass(frozen=True)
class Counts:
    assignments: Mapping[Stage, int]
    submissions: Mapping[SubmissionState, int]
    new_tickets: Mapping[CreationState, int]
    notes_waiting: WaitingLine
    """Submissions on their way to Zendesk; the next line counts new tickets."""
    new_tickets_waiting: WaitingLine
    posts_waiting: WaitingLine
    """Messages on their way to the chat."""
    linked: int
    lapsed: int
    """How many of those who are linked."""
