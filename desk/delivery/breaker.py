"""One circuit breaker for everything that goes to Zendesk on its own accord."""

from datetime import datetime, timedelta

from desk.ports.runtime import Clock

BACKOFF = (2.0, 5.0, 15.0, 60.0)
"""Seconds to wait after the first, second, third and every later failure in a row."""


class Breaker:
    """Open after a failure: nobody asks until the wait is over; then one asks for all."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._failures = 0
        self._open_until: datetime | None = None
        self._longest = BACKOFF[1]

    def wait(self) -> float:
        """Seconds until the caller may ask; 0 makes the caller the one who asks for all."""
        if self._open_until is None:
            return 0.0
        remaining = (self._open_until - self._clock()).total_seconds()
        if remaining > self._longest:  # the clock was put back
            self._open_until, remaining = self._clock() + timedelta(seconds=self._longest), self._longest
        if remaining > 0:
            return remaining
        self._open_until = self._clock() + timedelta(seconds=BACKOFF[1])
        return 0.0

    def trip(self, retry_after: float | None) -> float:
        """Opens for as long as Zendesk asks, else for the next backoff; tells for how many seconds."""
        seconds = retry_after or BACKOFF[min(self._failures, len(BACKOFF) - 1)]
        self._failures += 1
        self._longest = max(self._longest, seconds)
        until = self._clock() + timedelta(seconds=seconds)
        self._open_until = max(until, self._open_until or until)
        return seconds

    def close(self) -> None:
        self._failures = 0
        self._longest = BACKOFF[1]
        self._open_until = None
