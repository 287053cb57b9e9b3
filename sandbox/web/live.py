"""Telling every open page what changed, as server-sent events: first everything, then only what differs."""

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from aiohttp import web

KEEP_ALIVE_SECONDS = 10.0
SETTLING_SECONDS = 0.03
"""One act makes several changes: they travel together."""
_HEADERS = {"Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no"}


class Live:
    def __init__(self) -> None:
        self._listeners: set[asyncio.Event] = set()
        self._ended = False

    def poke(self) -> None:
        """Something may look different now."""
        for listener in self._listeners:
            listener.set()

    def end(self) -> None:
        self._ended = True
        self.poke()

    async def tell(self, request: web.Request, look: Callable[[], dict[str, Any]]) -> web.StreamResponse:
        """Until the page is closed. `look` is everything it shows, by key."""
        response = web.StreamResponse(headers=_HEADERS)
        await response.prepare(request)
        told = _Told(look)
        with self._listening() as changed, suppress(ConnectionResetError):  # the page was closed
            while not self._ended:
                changed.clear()
                await response.write(told.news())
                try:
                    await asyncio.wait_for(changed.wait(), KEEP_ALIVE_SECONDS)
                except TimeoutError:
                    continue
                await asyncio.sleep(SETTLING_SECONDS)
        return response

    @contextmanager
    def _listening(self) -> Iterator[asyncio.Event]:
        changed = asyncio.Event()
        self._listeners.add(changed)
        try:
            yield changed
        finally:
            self._listeners.discard(changed)


class _Told:
    """What one page knows already."""

    def __init__(self, look: Callable[[], dict[str, Any]]) -> None:
        self._look = look
        self._known: dict[str, str] | None = None

    def news(self) -> bytes:
        now = {key: json.dumps(item) for key, item in self._look().items()}
        known, self._known = self._known, now
        if known is None:
            return _event("world", f"{{{_members(now)}}}")
        different = {key: text for key, text in now.items() if known.get(key) != text}
        gone = [key for key in known if key not in now]
        if not different and not gone:
            return b": nothing new\n\n"
        return _event("change", f'{{"set": {{{_members(different)}}}, "gone": {json.dumps(gone)}}}')


def _members(items: dict[str, str]) -> str:
    return ", ".join(f"{json.dumps(key)}: {text}" for key, text in items.items())


def _event(name: str, data: str) -> bytes:
    return f"event: {name}\ndata: {data}\n\n".encode()
