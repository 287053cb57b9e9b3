"""Serves the imitated Slack, with small bots, for these tests."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from aiohttp import ClientSession, web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.faults import Faults
from sandbox.requests import RequestLog
from sandbox.slack.app import slack_app
from sandbox.slack.delivery import HttpDelivery
from sandbox.slack.person import Person
from sandbox.slack.records import Channel, Message, View
from sandbox.slack.workspace import Workspace
from tests.fakes import FakeClock

SCOPES = [
    "channels:history",
    "channels:read",
    "chat:write",
    "commands",
    "files:read",
    "groups:history",
    "groups:read",
    "im:history",
    "im:read",
    "im:write",
    "users:read",
    "users:read.email",
]
MANIFEST: dict[str, Any] = {
    "display_information": {"name": "Desk"},
    "features": {
        "app_home": {"home_tab_enabled": True},
        "bot_user": {"display_name": "desk"},
        "slash_commands": [
            {"command": "/desk", "description": "The desk"},
            {"command": "/escaped", "description": "With mentions", "should_escape": True},
        ],
    },
    "oauth_config": {"scopes": {"bot": SCOPES}},
    "settings": {
        "socket_mode_enabled": True,
        "interactivity": {"is_enabled": True},
        "event_subscriptions": {
            "bot_events": ["app_home_opened", "app_mention", "channel_archive", "member_joined_channel", "message.im"]
        },
    },
}
TITLE = {"type": "plain_text", "text": "Note"}
SUBMIT = {"type": "plain_text", "text": "Send"}
START = datetime.fromtimestamp(1_790_000_000, UTC)


@dataclass(frozen=True)
class Town:
    workspace: Workspace
    faults: Faults
    log: RequestLog
    client: AsyncWebClient
    session: ClientSession
    clock: FakeClock
    sanne: Person
    team: Channel

    async def post(self, **more: Any) -> Message:
        """Posts as the bot in the team's channel."""
        answer = await self.client.chat_postMessage(channel=self.team.id, **more)
        message = self.team.message(answer["ts"])
        assert message is not None
        return message

    async def open_modal(self, *blocks: dict[str, Any], **more: Any) -> View:
        """Opens a modal for Sanne, with a fresh trigger."""
        trigger = self.workspace.new_trigger(self.sanne.id, self.team.id)
        await self.client.views_open(trigger_id=trigger.id, view=modal(*blocks, **more))
        return top(self.sanne)


@asynccontextmanager
async def town(manifest: Mapping[str, Any] = MANIFEST) -> AsyncIterator[Town]:
    clock, faults, log = FakeClock(START), Faults(), RequestLog()
    workspace = Workspace(manifest, clock=clock.seconds)
    runner, workspace.base_url = await serve(slack_app(workspace, faults, log))
    sanne = workspace.add_user("sanne", real_name="Sanne de Vries")
    team = workspace.add_channel("team", members=[sanne])
    try:
        async with ClientSession() as session:
            client = AsyncWebClient(
                token=workspace.bot_token, base_url=f"{workspace.base_url}/api/", session=session, retry_handlers=[]
            )
            yield Town(workspace, faults, log, client, session, clock, sanne, team)
    finally:
        faults.clear()
        await runner.cleanup()


async def serve(app: web.Application) -> tuple[web.AppRunner, str]:
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    return runner, f"http://127.0.0.1:{runner.addresses[0][1]}"


def bolt(place: Town) -> AsyncApp:
    return AsyncApp(client=place.client, signing_secret=place.workspace.signing_secret)


@asynccontextmanager
async def over_sockets(place: Town, app: AsyncApp, connections: int = 1) -> AsyncIterator[None]:
    handlers = [AsyncSocketModeHandler(app, place.workspace.app_token, ping_interval=0.5) for _ in range(connections)]
    for handler in handlers:
        await handler.connect_async()  # type: ignore[no-untyped-call]
    await place.workspace.connected(connections)
    try:
        yield
    finally:
        for handler in handlers:
            await handler.close_async()  # type: ignore[no-untyped-call]


@asynccontextmanager
async def over_http(place: Town, app: AsyncApp) -> AsyncIterator[None]:
    async def events(request: web.Request) -> web.Response:
        headers: dict[str, str | Sequence[str]] = {name: [value] for name, value in request.headers.items()}
        bolted = await app.async_dispatch(AsyncBoltRequest(body=await request.text(), headers=headers))
        sent = {name: values[0] for name, values in bolted.headers.items()}
        return web.Response(status=bolted.status, text=bolted.body, headers=sent)

    server = web.Application()
    server.router.add_post("/slack/events", events)
    runner, address = await serve(server)
    place.workspace.deliver_by = HttpDelivery(f"{address}/slack/events")
    try:
        yield
    finally:
        await runner.cleanup()


def modal(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    shown = list(blocks) or [section("Hello")]
    return {"type": "modal", "callback_id": "note", "title": TITLE, "submit": SUBMIT, "blocks": shown, **more}


def section(text: str, **more: Any) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def header(text: str) -> dict[str, Any]:
    return {"type": "header", "text": {"type": "plain_text", "text": text}}


def button(action_id: str, text: str = "Press", **more: Any) -> dict[str, Any]:
    return {"type": "button", "action_id": action_id, "text": {"type": "plain_text", "text": text}, **more}


def actions(*elements: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "actions", "elements": list(elements), **more}


def field(block_id: str, kind: str = "plain_text_input", *, optional: bool = False, **element: Any) -> dict[str, Any]:
    return {
        "type": "input",
        "block_id": block_id,
        "label": {"type": "plain_text", "text": block_id.title()},
        "element": {"type": kind, "action_id": "value", **element},
        "optional": optional,
    }


def option(value: str) -> dict[str, Any]:
    return {"text": {"type": "plain_text", "text": value.title()}, "value": value}


def top(person: Person) -> View:
    assert person.modal is not None
    return person.modal
