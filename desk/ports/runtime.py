"""The clock, the engine of durable work, and what counts the polls."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from desk.model.new_tickets import NewTicket
from desk.model.posts import Post
from desk.model.submissions import Submission


class Clock(Protocol):
    def __call__(self) -> datetime:
        """Now, in UTC."""
        ...


LONGEST_WAIT = 900.0
"""Seconds: the longest wait that an answer of Slack or Zendesk can ask for. Zendesk's longest limit is ten minutes."""


class Stopwatch(Protocol):
    def __call__(self) -> float:
        """Seconds of a clock that is never put back: for waits that end with this process. Its zero means nothing."""
        ...


class Engine(Protocol):
    """Carries work out even if the process dies: when a call returns, the work is stored on disk."""

    async def deliver(self, submission: Submission) -> None: ...

    async def create(self, new: NewTicket) -> None: ...

    async def post(self, post: Post) -> None: ...


class PollOutcome(StrEnum):
    WELL = "well"
    AWAY = "zendesk away"
    SLOWED = "slowed down"
    NOBODY = "nobody connected"
    TROUBLE = "other trouble"


class Pulse(Protocol):
    """Told of each poll and how late a change was seen, for monitoring."""

    def polled(self, outcome: PollOutcome, took: timedelta) -> None: ...

    def noticed(self, late_by: timedelta) -> None:
        """A change of one of our tickets was seen, this long after it was made."""
        ...
