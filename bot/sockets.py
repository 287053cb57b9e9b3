"""Socket Mode: two connections, so that one serves while Slack renews the other, and a watchdog over both."""

import asyncio
from time import time

import structlog
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.adapter.socket_mode.async_internals import send_async_response
from slack_bolt.adapter.socket_mode.internals import build_headers
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from handlers.interactions.guard import request_of

CONNECTIONS = 2
PING_SECONDS = 10
RECONNECT_SECONDS = 30

log = structlog.get_logger()


class _Handler(AsyncSocketModeHandler):
    async def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override] # as Bolt's
        start = time()
        answer = await self.app.async_dispatch(request_of(req.payload, build_headers(req), mode="socket_mode"))
        await send_async_response(client, req, answer, start)


class Sockets:
    """The client's own reconnecting has gaps and may die silently; the clock calls `watch`."""

    def __init__(self, app: AsyncApp, app_token: str) -> None:
        self._handlers = [_Handler(app, app_token, ping_interval=PING_SECONDS) for _ in range(CONNECTIONS)]
        self._connecting = [asyncio.ensure_future(_connect(client)) for client in self._clients]

    async def connected(self) -> int:
        """How many of the connections answer."""
        return sum([await client.is_connected() for client in self._clients])

    async def watch(self) -> None:
        for number, client in enumerate(self._clients):
            if await client.is_connected() or not self._connecting[number].done():
                continue
            log.warning("slack.socket_stale", number=number)
            try:
                await asyncio.wait_for(client.connect_to_new_endpoint(force=True), RECONNECT_SECONDS)
            except TimeoutError:
                log.warning("slack.socket_not_renewed", number=number)

    async def stop_taking(self) -> None:
        """From here on Slack sends to other processes of this app, or asks people to try again."""
        for task in self._connecting:
            task.cancel()
        await asyncio.gather(*(_close(client) for client in self._clients), return_exceptions=True)

    @property
    def _clients(self) -> list[SocketModeClient]:
        return [handler.client for handler in self._handlers]


async def _connect(client: SocketModeClient) -> None:
    """Tries until it succeeds."""
    await client.connect()  # type: ignore[no-untyped-call]


async def _close(client: SocketModeClient) -> None:
    await client.close()  # type: ignore[no-untyped-call]
