"""Socket Mode: tickets, up to ten connections, envelopes and their acknowledgements.

https://docs.slack.dev/apis/events-api/using-socket-mode
"""

import asyncio
import itertools
import json
import secrets
from contextlib import suppress
from typing import Any

from aiohttp import WSCloseCode, WSMsgType, web

from sandbox.slack.state import State

MAX_CONNECTIONS = 10
PING_SECONDS = 10.0
_CONNECTION_SECONDS = 3600
_HOST = "applink-sandbox"


class Connection:
    def __init__(self, socket: web.WebSocketResponse, request: web.Request) -> None:
        self.socket = socket
        self._request = request
        self.closed = asyncio.Event()
        self.leaving = False
        """A disconnect was sent: payloads prefer another connection."""

    async def send(self, frame: dict[str, Any]) -> None:
        await self.socket.send_str(json.dumps(frame))

    async def disconnect(self, reason: str) -> None:
        self.leaving = True
        await self.send({"type": "disconnect", "reason": reason, "debug_info": {"host": _HOST}})

    def cut(self) -> None:
        if self._request.transport is not None:
            self._request.transport.abort()


class Sockets:
    def __init__(self, state: State) -> None:
        self._state = state
        self._tickets: set[str] = set()
        self._turn = itertools.count()
        self._waiting: dict[str, asyncio.Future[Any]] = {}
        self.connections: list[Connection] = []

    def new_address(self) -> str:
        ticket = secrets.token_hex(16)
        self._tickets.add(ticket)
        base = self._state.base_url.replace("http", "ws", 1)
        return f"{base}/link?ticket={ticket}&app_id={self._state.app_id}"

    async def serve(self, request: web.Request) -> web.StreamResponse:
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=401, text="invalid ticket")
        self._tickets.discard(ticket)
        socket = web.WebSocketResponse(heartbeat=PING_SECONDS)
        await socket.prepare(request)
        connection = Connection(socket, request)
        if len(self.connections) >= MAX_CONNECTIONS:
            await connection.disconnect("too_many_websockets")
            await socket.close()
            return socket
        self.connections.append(connection)
        try:
            await self._hello(connection)
            await self._listen(socket)
        finally:
            self.connections.remove(connection)
            connection.closed.set()
            self._state.changed()
        return socket

    async def deliver(self, envelope: dict[str, Any]) -> Any:
        """The payload of the acknowledgement, or None.

        Raises ConnectionError when the bot has no connection, TimeoutError when the acknowledgement is late.
        """
        envelope_id = secrets.token_hex(16)
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting[envelope_id] = answer
        try:
            await self._send({"envelope_id": envelope_id, **envelope})
            return await asyncio.wait_for(answer, self._state.patience)
        finally:
            del self._waiting[envelope_id]

    async def refresh(self, notice: float) -> None:
        """Warns each connection and closes it `notice` seconds later, one connection after the other.

        Before the next one it waits until the bot has connected again, at most `notice` seconds.
        """
        number = len(self.connections)
        for connection in list(self.connections):
            await connection.disconnect("warning")
            try:
                await asyncio.wait_for(connection.closed.wait(), notice)
            except TimeoutError:
                await connection.disconnect("refresh_requested")
                await connection.socket.close()
            with suppress(TimeoutError):
                await self._state.until(lambda: len(self.connections) >= number, notice)

    def cut(self) -> None:
        """Cuts every connection without a closing frame, like a lost network."""
        for connection in list(self.connections):
            connection.cut()

    async def close(self) -> None:
        for connection in list(self.connections):
            await connection.socket.close(code=WSCloseCode.GOING_AWAY)

    async def _hello(self, connection: Connection) -> None:
        await connection.send(
            {
                "type": "hello",
                "num_connections": len(self.connections),
                "connection_info": {"app_id": self._state.app_id},
                "debug_info": {
                    "host": _HOST,
                    "build_number": 1,
                    "approximate_connection_time": _CONNECTION_SECONDS,
                },
            }
        )
        self._state.changed()

    async def _listen(self, socket: web.WebSocketResponse) -> None:
        async for frame in socket:
            if frame.type is not WSMsgType.TEXT:
                continue
            try:
                answer = json.loads(frame.data)
            except json.JSONDecodeError:
                self._state.advise("a frame that is not JSON came over the socket")
                continue
            waiting = self._waiting.get(answer.get("envelope_id", ""))
            if waiting is not None and not waiting.done():
                waiting.set_result(answer.get("payload"))

    async def _send(self, envelope: dict[str, Any]) -> None:
        start = next(self._turn)
        there = list(self.connections)
        in_turn = [there[(start + at) % len(there)] for at in range(len(there))]
        for connection in sorted(in_turn, key=lambda each: each.leaving):
            try:
                await connection.send(envelope)
            except ConnectionError:  # this connection is closing: try the next one
                continue
            return
        raise ConnectionError("no connection")
