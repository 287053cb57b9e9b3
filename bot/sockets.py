"""Socket Mode: two connections, so that one covers while Slack renews the other, and a watchdog over both."""

import asyncio

import structlog
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.aiohttp import SocketModeClient

CONNECTIONS = 2
PING_SECONDS = 10
RECONNECT_SECONDS = 30

log = structlog.get_logger()


class Sockets:
    """The client's own reconnecting has gaps and may die silently; `watch` is called by the clock."""

    def __init__(self, app: AsyncApp, app_token: str) -> None:
        self._handlers = [
            AsyncSocketModeHandler(app, app_token, ping_interval=PING_SECONDS) for _ in range(CONNECTIONS)
        ]
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
        """Slack sends to other processes of this app, or tells people to try again."""
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
