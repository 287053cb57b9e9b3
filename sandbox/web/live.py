"""Sends every open page its changes as server-sent events: first all items, then only those that changed."""

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from aiohttp import web

KEEP_ALIVE_SECONDS = 10.0
SETTLING_SECONDS = 0.03
"""Changes within this time are sent together: one action makes several."""
_HEADERS = {"Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no"}


class Live:
    def __init__(self) -> None:
        self._listeners: set[asyncio.Event] = set()
        self._ended = False

    def poke(self) -> None:
        """Call this after every change that a page may show."""
        for listener in self._listeners:
            listener.set()

    def end(self) -> None:
        self._ended = True
        self.poke()

    async def tell(self, request: web.Request, look: Callable[[], dict[str, Any]]) -> web.StreamResponse:
        """Sends events until the page is closed. `look` returns all items that the page shows, by key."""
        response = web.StreamResponse(headers=_HEADERS)
        await response.prepare(request)
        sent = _Sent(look)
        with self._listening() as changed, suppress(ConnectionResetError):  # the page was closed
            while not self._ended:
                changed.clear()
                await response.write(sent.changes())
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


class _Sent:
    """The items that one page has already received."""

    def __init__(self, look: Callable[[], dict[str, Any]]) -> None:
        self._look = look
        self._known: dict[str, str] | None = None

    def changes(self) -> bytes:
        now = {key: json.dumps(item) for key, item in self._look().items()}
        known, self._known = self._known, now
        if known is None:
            return _event("world", f"{{{_members(now)}}}")
        different = {key: text for key, text in now.items() if known.get(key) != text}
        gone = [key for key in known if key not in now]
        if not different and not gone:
            return b": no change\n\n"
        return _event("change", f'{{"set": {{{_members(different)}}}, "gone": {json.dumps(gone)}}}')


def _members(items: dict[str, str]) -> str:
    return ", ".join(f"{json.dumps(key)}: {text}" for key, text in items.items())


def _event(name: str, data: str) -> bytes:
    return f"event: {name}\ndata: {data}\n\n".encode()
