"""Failures that an imitated service can be told to produce: slow, refused, cut off before or after the work, away."""

import asyncio
import re
import sys
import time
from dataclasses import dataclass, field

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from sandbox.requests import CUT, Request, RequestLog, Service, milliseconds_since

_CREDENTIALS = frozenset({"authorization", "cookie"})


@dataclass
class Fault:
    """A failure of the next `times` requests whose "METHOD /path" matches the regular expression `where`.

    The service first waits `seconds`. Without `after_commit` it then answers `status` (or cuts the connection, with
    `reset`) and does not carry out the request. With `after_commit` it carries out the request and only replaces the
    answer. A fault with neither `status` nor `reset` only delays. With `hold`, the request waits until `release` is
    called; `reached` is set when a request has arrived.
    """

    where: str = ".*"
    times: int = 1
    seconds: float = 0.0
    status: int | None = None
    body: str = ""
    content_type: str = "text/plain"
    headers: dict[str, str] = field(default_factory=dict)
    reset: bool = False
    after_commit: bool = False
    hold: bool = False
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    _released: asyncio.Event = field(default_factory=asyncio.Event)

    def release(self) -> None:
        self._released.set()

    def matches(self, request: web.Request) -> bool:
        return self.times > 0 and re.search(self.where, f"{request.method} {request.path}") is not None

    async def delay(self) -> None:
        self.reached.set()
        if self.hold:
            await self._released.wait()
        if self.seconds:
            await asyncio.sleep(self.seconds)

    def answer(self, request: web.Request) -> web.StreamResponse | None:
        """The false answer, or None when the service gives its true one."""
        if self.reset:
            if request.transport is not None:
                request.transport.abort()
            return web.Response(status=500)
        if self.status is None:
            return None
        return web.Response(status=self.status, text=self.body, content_type=self.content_type, headers=self.headers)


class Faults:
    """The faults of one service, used in the order in which they were added."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self.away = False
        """While true, every connection is cut before an answer."""

    def add(self, fault: Fault) -> Fault:
        self._faults.append(fault)
        return fault

    def slow(self, seconds: float) -> None:
        """Every request takes `seconds` longer, until `clear`."""
        self.add(Fault(seconds=seconds, times=sys.maxsize))

    def clear(self) -> None:
        for fault in self._faults:
            fault.release()
        self._faults.clear()
        self.away = False

    def take(self, request: web.Request) -> Fault | None:
        if self.away:
            return Fault(reset=True)
        for fault in self._faults:
            if fault.matches(request):
                fault.times -= 1
                return fault
        return None


def with_faults(service: Service, faults: Faults, log: RequestLog) -> Middleware:
    """The outermost middleware of a service: applies its faults and writes its request log."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        start = time.perf_counter()
        sent = await request.read()
        fault = faults.take(request)
        response = await _answer(fault, request, handler)
        log.add(
            Request(
                service=service,
                method=request.method,
                path=request.path,
                query=request.query_string,
                status=CUT if fault and fault.reset else response.status,
                milliseconds=milliseconds_since(start),
                sent=sent,
                headers={k.lower(): v for k, v in request.headers.items() if k.lower() not in _CREDENTIALS},
            )
        )
        return response

    return middleware


async def _answer(fault: Fault | None, request: web.Request, handler: Handler) -> web.StreamResponse:
    if fault is None:
        return await _carried_out(request, handler)
    if fault.after_commit:
        true_answer = await _carried_out(request, handler)
        await fault.delay()
        return fault.answer(request) or true_answer
    await fault.delay()
    return fault.answer(request) or await _carried_out(request, handler)


async def _carried_out(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except web.HTTPException as answer:
        kept = {name: value for name, value in answer.headers.items() if name.lower() != "content-type"}
        return web.Response(status=answer.status, text=answer.text, headers=kept, content_type=answer.content_type)
