"""How much there is of each kind: what whoever watches over the bot counts, without anything of what it is about."""

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
    """Since when the first in it waits."""


@dataclass(frozen=True)
class Counts:
    assignments: Mapping[Stage, int]
    submissions: Mapping[SubmissionState, int]
    new_tickets: Mapping[CreationState, int]
    notes_waiting: WaitingLine
    """Submissions on their way to Zendesk, and new tickets likewise."""
    new_tickets_waiting: WaitingLine
    posts_waiting: WaitingLine
    """Messages on their way to the chat."""
    linked: int
    lapsed: int
    """Of those who are linked."""
