"""The product joined as `bot.assembly` does it, in this process, with the sandbox around it and real Bolt in front."""

import json
import os
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import aiohttp
import pytest
from slack_bolt.response import BoltResponse

from bot.assembly import Bot, assemble
from bot.clients import now, open_clients
from bot.service import who_we_are
from bot.settings import Settings, load_settings
from desk.model.people import Agent, Group, Licence, Link, TokenPair
from handlers.interactions.guard import request_of
from sandbox.scene import Scene, set_scene
from sandbox.slack.payloads import command_payload, submission_payload
from sandbox.slack.person import Person
from sandbox.slack.records import View
from sandbox.slack.signing import signature
from sandbox.town import Town, open_town
from sandbox.zendesk.world import User

SIGNING_SECRET = "sandbox-signing-secret"


@dataclass(frozen=True)
class Front:
    """What Slack would send to the bot, and what the bot answers within its three seconds."""

    scene: Scene
    bot: Bot

    @property
    def town(self) -> Town:
        return self.scene.town

    async def send(
        self,
        body: str,
        *,
        secret: str = SIGNING_SECRET,
        timestamp: int | None = None,
        content_type: str = "application/x-www-form-urlencoded",
    ) -> BoltResponse:
        at = int(time.time()) if timestamp is None else timestamp
        headers: dict[str, str | Sequence[str]] = {
            "content-type": [content_type],
            "x-slack-request-timestamp": [str(at)],
            "x-slack-signature": [signature(secret, at, body.encode())],
        }
        return await self.bot.app.async_dispatch(request_of(body, headers))

    async def interact(self, payload: dict[str, Any]) -> BoltResponse:
        return await self.send(urlencode({"payload": json.dumps(payload)}))

    async def event(self, person: Person, event: dict[str, Any], event_id: str | None = None) -> BoltResponse:
        """The Home tab was opened."""
        told = {"type": "app_home_opened", "user": person.id, "channel": "D1", "event_ts": "1.1", **event}
        body = {
            "type": "event_callback",
            "team_id": self.town.slack.team.id,
            "api_app_id": self.town.slack.app_id,
            "event_id": event_id or self.town.slack.new_id("Ev"),
            "event": told,
        }
        return await self.send(json.dumps(body), content_type="application/json")

    async def type(self, person: Person, text: str) -> BoltResponse:
        payload = command_payload(self.town.slack, person.user, self.scene.channel, "/desk", text)
        return await self.send(urlencode(payload))

    async def submit(self, person: Person, view: View) -> BoltResponse:
        return await self.interact(submission_payload(self.town.slack, person.user, view))

    async def settle(self) -> None:
        """Everything that goes on after the answers comes to its end."""
        await self.bot.tasks.drain(10)

    async def connect(self, person: Person) -> Link:
        """Linked without the browser, whose way is tested elsewhere."""
        agent = self.scene.agent_of(person)
        link = Link(person.id, self.agent(agent), ("read",), connected_at=now(), checked_at=now())
        token = self.town.zendesk.sign_in(agent, ("read", "tickets:write", "ticket_attachments:write"))
        await self.bot.desk.memory.tokens.put(agent.id, TokenPair(token.access, None, None, None))
        await self.bot.desk.memory.links.put(link)
        return link

    def agent(self, user: User) -> Agent:
        licence = Licence.FULL if user is self.scene.tom_agent else Licence.LIGHT
        group = self.scene.partner_group
        return Agent(user.id, user.name, user.email, licence, (Group(group.id, group.name),))

    def assign(self, number: int = 0) -> int:
        """The vendor's Joris assigns one of the scene's tickets to the partner; its number."""
        ticket = self.scene.tickets[number]
        self.town.vendor.assign(ticket, self.scene.joris, self.scene.partner_group, note="Please look into it.")
        return ticket.id

    async def last_said(self, person: Person) -> str:
        """The text of what this person was told last, here or by direct message."""
        await self.settle()
        seen = [*person.sees(self.scene.channel), *person.direct_messages]
        return json.dumps(max(seen, key=lambda message: float(message.ts)).blocks, ensure_ascii=False) if seen else ""


@pytest.fixture
async def front(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Front]:
    async with open_town() as town, aiohttp.ClientSession() as session:
        scene = set_scene(town)
        settings = _settings(town, tmp_path, monkeypatch)
        outside = open_clients(settings, session)
        await outside.sqlite.open()
        bot = assemble(settings, await who_we_are(outside.slack), outside, executor="test")
        bot.engine.launch(bot.workers)
        await bot.engine.open()
        await bot.desk.check.warm_up()
        try:
            yield Front(scene, bot)
        finally:
            await bot.tasks.drain(5)
            await bot.engine.close(5)
            await outside.http.aclose()
            await outside.sqlite.close()


def _settings(town: Town, folder: Path, environment: pytest.MonkeyPatch) -> Settings:
    for name in [name for name in os.environ if name.startswith("SLACK_")]:
        environment.delenv(name)
    told = {"SLACK_SIGNING_SECRET": SIGNING_SECRET, "DATABASE_URL": f"sqlite:///{folder / 'desk.db'}"}
    for name, value in (town.settings() | told).items():
        environment.setenv(name, value)
    return load_settings(env_file=None)


def renamed(view: View, callback_id: str) -> View:
    return replace(view, body=view.body | {"callback_id": callback_id})
