"""How often Zendesk is polled: less often the less the vendor's account has left, and not at all near its end."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from desk.ports.runtime import Clock

LITTLE = 0.20
"""The share of a limit below which polling slows down."""
RESERVE = 0.05
"""The share that is left to notes and people, and to everybody else."""
LONGEST_STOP = timedelta(minutes=10)
"""No limit begins anew later."""
SLOWEST = 5.0
"""So many times the usual interval, shortly before polling stops."""


@dataclass(frozen=True)
class Room:
    """What was last heard of the limit that the vendor's account shares among all that call it."""

    share: float
    """Left of it, of 1."""
    resets_at: datetime


@dataclass(frozen=True)
class Slowed:
    """That, and why, polling is slower than it was set to be."""

    percent_left: int
    every: float
    """Seconds."""
    stopped_until: datetime | None


class Allowance(Protocol):
    def room(self) -> Room | None:
        """None while nothing is known."""
        ...


class Pace:
    def __init__(self, allowance: Allowance, clock: Clock, poll_seconds: float) -> None:
        self._allowance = allowance
        self._clock = clock
        self.poll_seconds = poll_seconds
        """As it was set to be."""

    @property
    def interval(self) -> float:
        """Seconds between two polls. It stays long when the limit begins anew: others use it up again."""
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
        return room.resets_at if timedelta() < ahead <= LONGEST_STOP else None  # further: the clock was set back

    def is_due(self, last: datetime | None) -> bool:
        """Whether it is time to poll again; the clock that asks comes round no more often than polls are set to be."""
        if self.stopped_until():
            return False
        interval = self.interval
        if last is None or interval <= self.poll_seconds:
            return True
        late_enough = timedelta(seconds=interval - self.poll_seconds / 2)
        return abs(self._clock() - last) >= late_enough  # also when the clock was set back


def _stretch(share: float) -> float:
    """Evenly from 1 to the slowest, as what is left goes from little to the reserve."""
    missing = (LITTLE - max(share, RESERVE)) / (LITTLE - RESERVE)
    return 1.0 + max(0.0, missing) * (SLOWEST - 1.0)
