"""How many requests a minute the account and its endpoints take."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field

MINUTE = 60
TEN_MINUTES = 600


@dataclass(frozen=True)
class LimitState:
    """What is left in a window, as the response headers tell it."""

    total: int
    remaining: int
    resets: int

    @property
    def line(self) -> str:
        return f"total={self.total}; remaining={self.remaining}; resets={self.resets}"


@dataclass
class Limits:
    """The numbers of an Enterprise account; set others to see the bot meet them."""

    account: int = 700
    tickets_index: int = 100
    updates: int = 100
    updates_of_one_ticket: int = 30
    search: int = 2500
    audits: int = 500
    clock: Callable[[], float] = time.time
    _windows: dict[tuple[str, int], list[float]] = field(default_factory=dict)

    def take(self, window: str, total: int, seconds: int = MINUTE) -> LimitState | None:
        """Counts one request; None when the window is used up."""
        spent = self._spent(window, seconds)
        if spent >= total:
            return None
        self._windows[window, seconds][1] += 1
        return LimitState(total, total - spent - 1, self.resets(seconds))

    def resets(self, seconds: int = MINUTE) -> int:
        """Seconds until windows of this length start anew, at least one."""
        now = self.clock()
        return max(1, math.ceil((now // seconds + 1) * seconds - now))

    def _spent(self, window: str, seconds: int) -> int:
        start = self.clock() // seconds * seconds
        if (window, seconds) not in self._windows or self._windows[window, seconds][0] != start:
            self._windows[window, seconds] = [start, 0]
        return int(self._windows[window, seconds][1])
