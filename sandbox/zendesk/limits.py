"""Rate limits of the account and of single endpoints."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field

MINUTE = 60
TEN_MINUTES = 600


@dataclass(frozen=True)
class LimitState:
    """The state of one limit, as the response headers show it; `resets` is in seconds."""

    total: int
    remaining: int
    resets: int

    @property
    def line(self) -> str:
        return f"total={self.total}; remaining={self.remaining}; resets={self.resets}"


@dataclass
class Limits:
    """Requests per minute (`updates_of_one_ticket`: per ten minutes); the defaults are an Enterprise account's."""

    account: int = 700
    tickets_index: int = 100
    updates: int = 100
    updates_of_one_ticket: int = 30
    search: int = 2500
    audits: int = 500
    clock: Callable[[], float] = time.time
    _windows: dict[tuple[str, int], list[float]] = field(default_factory=dict)

    def take(self, window: str, total: int, seconds: int = MINUTE) -> LimitState | None:
        """Counts one request; None when the limit is reached."""
        spent = self._spent(window, seconds)
        if spent >= total:
            return None
        self._windows[window, seconds][1] += 1
        return LimitState(total, total - spent - 1, self.resets(seconds))

    def resets(self, seconds: int = MINUTE) -> int:
        """Seconds until the current window of this length ends, at least 1."""
        now = self.clock()
        return max(1, math.ceil((now // seconds + 1) * seconds - now))

    def _spent(self, window: str, seconds: int) -> int:
        start = self.clock() // seconds * seconds
        if (window, seconds) not in self._windows or self._windows[window, seconds][0] != start:
            self._windows[window, seconds] = [start, 0]
        return int(self._windows[window, seconds][1])
