"""One circuit breaker for everything that the bot sends to Zendesk in the background."""

from desk.ports.runtime import Stopwatch

BACKOFF = (2.0, 5.0, 15.0, 60.0)
"""Seconds to wait after the first, second, third and every later failure in a row."""


class Breaker:
    """Open after a failure: all callers wait. When the wait is over, one of them probes whether Zendesk is back."""

    def __init__(self, stopwatch: Stopwatch) -> None:
        self._stopwatch = stopwatch
        self._failures = 0
        self._open_until: float | None = None

    def wait(self) -> float:
        """Seconds until the caller may ask. 0 means: ask now; for the next seconds the others wait for the result."""
        if self._open_until is None:
            return 0.0
        now = self._stopwatch()
        if self._open_until > now:
            return self._open_until - now
        self._open_until = now + BACKOFF[1]
        return 0.0

    def trip(self, retry_after: float | None) -> float:
        """Opens for as long as Zendesk asks, else for the next backoff; returns these seconds."""
        seconds = retry_after or BACKOFF[min(self._failures, len(BACKOFF) - 1)]
        self._failures += 1
        self._open_until = max(self._stopwatch() + seconds, self._open_until or 0.0)
        return seconds

    def close(self) -> None:
        self._failures = 0
        self._open_until = None
