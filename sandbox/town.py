"""The imitated Slack and Zendesk, both served on this machine."""

import socket
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from aiohttp import web

from sandbox.faults import Faults
from sandbox.requests import RequestLog
from sandbox.slack.app import slack_app
from sandbox.slack.workspace import Workspace
from sandbox.zendesk.app import zendesk_app
from sandbox.zendesk.people import VendorPeople
from sandbox.zendesk.world import World

CLIENT_ID = "partnerdesk"
LOOPBACK_REDIRECT = "http://127.0.0.1:19780/zendesk/callback"
SCOPES = ("read", "tickets:write", "ticket_attachments:write")
MANIFEST = Path(__file__).parent.parent / "manifest.yml"


@dataclass(frozen=True)
class Town:
    slack: Workspace
    zendesk: World
    vendor: VendorPeople
    zendesk_url: str
    slack_faults: Faults = field(default_factory=Faults)
    zendesk_faults: Faults = field(default_factory=Faults)
    log: RequestLog = field(default_factory=RequestLog)

    @property
    def slack_api_url(self) -> str:
        return f"{self.slack.base_url}/api/"

    def settings(self) -> dict[str, str]:
        """The bot's settings for these two services, as environment variables."""
        return {
            "SLACK_API_URL": self.slack_api_url,
            "SLACK_BOT_TOKEN": self.slack.bot_token,
            "SLACK_APP_TOKEN": self.slack.app_token,
            "ZENDESK_URL": self.zendesk_url,
            "ZENDESK_CLIENT_ID": CLIENT_ID,
            "VENDOR_NAME": "ISPnext",
        }


def _new_town(clock: Callable[[], float], zendesk_url: str, manifest: Mapping[str, Any]) -> Town:
    world = World(clock)
    return Town(Workspace(manifest, clock=clock), world, VendorPeople(world), zendesk_url)


@asynccontextmanager
async def open_town(
    clock: Callable[[], float] = time.time,
    *,
    slack_port: int = 0,
    zendesk_port: int = 0,
    manifest: Mapping[str, Any] | None = None,
) -> AsyncIterator[Town]:
    """Serves both on loopback; port 0 takes a free port."""
    shown = manifest if manifest is not None else yaml.safe_load(MANIFEST.read_text())
    slack_socket, zendesk_socket = listen(slack_port), listen(zendesk_port)
    town = _new_town(clock, address_of(zendesk_socket), shown)
    town.slack.base_url = address_of(slack_socket)
    town.zendesk.register_client(CLIENT_ID, redirect_uris=(LOOPBACK_REDIRECT,), scopes=SCOPES)
    served = [
        await serve(slack_app(town.slack, town.slack_faults, town.log), slack_socket),
        await serve(zendesk_app(town.zendesk, town.zendesk_faults, town.log), zendesk_socket),
    ]
    try:
        yield town
    finally:
        town.slack_faults.clear()
        town.zendesk_faults.clear()
        await town.zendesk.webhooks.close()
        for runner in served:
            await runner.cleanup()


def listen(port: int, *, or_free: bool = False) -> socket.socket:
    """A listening socket on loopback; with `or_free`, on a free port when `port` is taken. Raises OSError."""
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(("127.0.0.1", port))
        listening.listen()  # at once: with SO_REUSEADDR two sockets can bind one port, but only one can listen
    except OSError:
        listening.close()
        if or_free:
            return listen(0)
        raise
    return listening


def address_of(listening: socket.socket) -> str:
    return f"http://127.0.0.1:{listening.getsockname()[1]}"


async def serve(app: web.Application, listening: socket.socket) -> web.AppRunner:
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    await web.SockSite(runner, listening).start()
    return runner
