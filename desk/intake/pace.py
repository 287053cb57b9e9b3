"""How often Zendesk is polled: the less of the account's limit is left, the less often; near its end not at all."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from desk.ports.runtime import Clock, Stopwatch

LITTLE = 0.20
"""The share of a limit below which polling slows down."""
RESERVE = 0.05
"""The share of a limit that is left to notes, to people and to the vendor's other tools."""
SLOWEST = 5.0
"""The factor on the usual interval, shortly before polling stops."""


@dataclass(frozen=True)
class Room:
    """What is known of the limit that all callers of the vendor's account share."""

    share: float
    """The share that is left, from 0 to 1."""
    resets_in: float
    """Seconds until the limit starts again."""


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
    def __init__(self, allowance: Allowance, clock: Clock, stopwatch: Stopwatch, poll_seconds: float) -> None:
        self._allowance = allowance
        self._clock = clock
        self._stopwatch = stopwatch
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
        return self._clock() + timedelta(seconds=room.resets_in) if room.resets_in > 0 else None

    def is_due(self, last: float | None) -> bool:
        """Whether it is time to poll again. `last` is when the last poll began, by the stopwatch.

        The clock asks no more often than polls are set to be.
        """
        if self.stopped_until():
            return False
        interval = self.interval
        if last is None or interval <= self.poll_seconds:
            return True
        return self._stopwatch() - last >= interval - self.poll_seconds / 2


def _stretch(share: float) -> float:
    """Grows evenly from 1 to the slowest, as what is left falls from little to the reserve."""
    missing = (LITTLE - max(share, RESERVE)) / (LITTLE - RESERVE)
    return 1.0 + max(0.0, missing) * (SLOWEST - 1.0)
