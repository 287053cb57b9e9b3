"""The log of the requests that the bot sent to the two imitated services, in order."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

Service = Literal["slack", "zendesk"]
CUT = 0
"""The status of a request whose connection was cut before an answer."""


@dataclass(frozen=True)
class Request:
    """One request of the bot and the status of its answer."""

    service: Service
    method: str
    path: str
    query: str
    status: int
    milliseconds: float
    sent: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    """Lower-case names; credentials are left out."""

    @property
    def target(self) -> str:
        return f"{self.path}?{self.query}" if self.query else self.path

    @property
    def status_text(self) -> str:
        return "no answer" if self.status == CUT else str(self.status)

    @property
    def line(self) -> str:
        return f"{self.service:8}{self.method:7}{self.target}  {self.status_text}  {self.milliseconds:.0f} ms"


class RequestLog:
    """The last `limit` requests, newest last; each watcher is called with a request when it ends."""

    def __init__(self, limit: int = 50_000) -> None:
        self._limit = limit
        self._seen: list[Request] = []
        self._watchers: list[Callable[[Request], None]] = []

    def __iter__(self) -> Iterator[Request]:
        return iter(tuple(self._seen))

    def __len__(self) -> int:
        return len(self._seen)

    def add(self, request: Request) -> None:
        self._seen.append(request)
        del self._seen[: -self._limit]
        for watcher in tuple(self._watchers):
            watcher(request)

    def since(self, mark: int) -> list[Request]:
        """The requests after the first `mark`; `len(log)` is the mark of now."""
        return self._seen[mark:]

    @contextmanager
    def watched_by(self, watcher: Callable[[Request], None]) -> Iterator[None]:
        self._watchers.append(watcher)
        try:
            yield
        finally:
            self._watchers.remove(watcher)


def milliseconds_since(start: float) -> float:
    """`start` comes from `time.perf_counter()`."""
    return (time.perf_counter() - start) * 1000
