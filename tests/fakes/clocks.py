"""Clocks that tests move."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

START = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


class FakeClock:
    """Implements `desk.ports.runtime.Clock`: time stands still until a test moves it."""

    def __init__(self, now: datetime = START) -> None:
        self._now = now
        self._passed = 0.0

    def __call__(self) -> datetime:
        return self.now

    @property
    def now(self) -> datetime:
        return self._now

    @now.setter
    def now(self, moment: datetime) -> None:
        self._passed += max((moment - self._now).total_seconds(), 0.0)
        self._now = moment

    def stopwatch(self) -> float:
        """Implements `desk.ports.runtime.Stopwatch`: goes on while the clock does, and stays when it is put back."""
        return self._passed

    def seconds(self) -> float:
        """Since 1970, as the sandbox counts."""
        return self.now.timestamp()

    def advance(self, by: float | timedelta) -> None:
        """A number is in seconds."""
        self.now += by if isinstance(by, timedelta) else timedelta(seconds=by)


class AheadClock:
    """Seconds since 1970: the real time, and as much ahead as the test asked for."""

    def __init__(self, real: Callable[[], float] = time.time) -> None:
        self._real = real
        self._ahead = 0.0

    def __call__(self) -> float:
        return self._real() + self._ahead

    def advance(self, seconds: float) -> None:
        self._ahead += seconds
