"""The two hours that a partner may spend on a ticket (R8)."""

import re
from dataclasses import dataclass
from enum import StrEnum

from desk.errors import DeskError

WARNS_AT = 0.75
"""Of the limit: 1:30 of 2:00."""


class Level(StrEnum):
    WELL = "well"
    NEAR = "near"
    SPENT = "spent"


@dataclass(frozen=True)
class Budget:
    """All in seconds. `spent` is Zendesk's total; None when the vendor's Zendesk does not record time."""

    spent: int | None
    limit: int

    @property
    def level(self) -> Level:
        spent = self.spent or 0
        if spent >= self.limit:
            return Level.SPENT
        return Level.NEAR if spent >= WARNS_AT * self.limit else Level.WELL


NO_BUDGET = Budget(spent=None, limit=2 * 60 * 60)


class NoTime(DeskError):
    """That is no time. Type minutes, for example 45, or hours and minutes, for example 1:15."""


_TIME = re.compile(
    r"(?:(?P<hours>\d{1,3}):(?P<part>[0-5]\d)|(?P<minutes>\d{1,5}) ?(?:m|min|minutes?|minuten)?)", re.IGNORECASE
)
_MOST = 24 * 60


def read_time(text: str) -> int:
    """Seconds, from `75` (minutes) or `1:15`. Raises `NoTime`."""
    found = _TIME.fullmatch(text.strip())
    if found is None:
        raise NoTime
    minutes = int(found["minutes"] or 0) + 60 * int(found["hours"] or 0) + int(found["part"] or 0)
    if minutes > _MOST:
        raise NoTime("That is more than a day. Type minutes, for example 45, or hours and minutes, for example 1:15.")
    if not minutes:
        raise NoTime("That is no time at all; leave it empty if you spent none.")
    return minutes * 60


def hours(seconds: int) -> str:
    """`1:05`: hours and minutes, rounded up to whole minutes."""
    minutes = -(-seconds // 60)
    return f"{minutes // 60}:{minutes % 60:02}"
