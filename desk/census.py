"""How much there is of each kind: what whoever watches over the bot counts, without anything of what it is about."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from desk.assignments import Stage
from desk.new_tickets import CreationState
from desk.submissions import SubmissionState


@dataclass(frozen=True)
class Queue:
    length: int
    oldest: datetime | None
    """Since when the first in it waits."""


@dataclass(frozen=True)
class Census:
    assignments: Mapping[Stage, int]
    submissions: Mapping[SubmissionState, int]
    new_tickets: Mapping[CreationState, int]
    notes_waiting: Queue
    """Submissions on their way to Zendesk, and new tickets likewise."""
    new_tickets_waiting: Queue
    posts_waiting: Queue
    """Messages on their way to the chat."""
    linked: int
    lapsed: int
    """Of those who are linked."""


class CensusTaker(Protocol):
    async def take(self) -> Census: ...
