"""How often Zendesk is polled: the less of the account's limit is left, the less often; near its end not at all."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from desk.ports.runtime import Clock

LITTLE = 0.20
"""The share of a limit below which polling slows down."""
RESERVE = 0.05
"""The share of a limit that is left to notes, to people and to the vendor's other tools."""
LONGEST_STOP = timedelta(minutes=10)
"""Longer than any limit takes to start again."""
SLOWEST = 5.0
"""The factor on the usual interval, shortly before polling stops."""


@dataclass(frozen=True)
class Room:
    """What is known of the limit that all callers of the vendor's account share."""

    share: float
    """The share that is left, from 0 to 1."""
    resets_at: datetime


@dataclass(frozen=True)
class Slowed:
    """Polling is slower than it was set to be, and why."""

    percent_left: int
    every: float
    """Seconds."""
    stopped_until: datetime | None


class Allowance(Protocol):
    def room(self) -> Room | None:
        """None while it is not known."""
        ...


class Pace:
    def __init__(self, allowance: Allowance, clock: Clock, poll_seconds: float) -> None:
        self._allowance = allowance
        self._clock = clock
        self.poll_seconds = poll_seconds
        """The interval as set."""

    @property
    def interval(self) -> float:
        """Seconds between two polls. It stays long when the limit starts again, because others use it up again."""
        room = self._allowance.room()
        return self.poll_seconds * (_stretch(room.share) if room else 1.0)

    def slowed(self) -> Slowed | None:
        room = self._allowance.room()
        if room is None or room.share >= LITTLE:
            return None
        return Slowed(int(room.share * 100), self.interval, self.stopped_until())

    def stopped_until(self) -> datetime | None:
        room = self._allowance.room()
        if room is None or room.share >= RESERVE:
            return None
        ahead = room.resets_at - self._clock()
        return room.resets_at if timedelta() < ahead <= LONGEST_STOP else None  # further ahead: the clock was put back

    def is_due(self, last: datetime | None) -> bool:
        """Whether it is time to poll again. The clock asks no more often than polls are set to be."""
        if self.stopped_until():
            return False
        interval = self.interval
        if last is None or interval <= self.poll_seconds:
            return True
        late_enough = timedelta(seconds=interval - self.poll_seconds / 2)
        return abs(self._clock() - last) >= late_enough  # also when the clock was put back


def _stretch(share: float) -> float:
    """Grows evenly from 1 to the slowest, as what is left falls from little to the reserve."""
    missing = (LITTLE - max(share, RESERVE)) / (LITTLE - RESERVE)
    return 1.0 + max(0.0, missing) * (SLOWEST - 1.0)
