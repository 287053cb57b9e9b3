"""The product joined as `bot.assembly` does it, in this process, with the sandbox around it and real Bolt in front."""

import asyncio
import json
import os
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import aiohttp
import pytest
import pytest_asyncio
from dbos import DBOS
from slack_bolt.response import BoltResponse
from sqlite_utils import Database

from bot.assembly import Bot, assemble
from bot.clients import Clients, now, open_clients
from bot.service import who_we_are
from bot.settings import Settings, load_settings
from desk.model.people import Agent, Group, Licence, Link, TokenPair
from handlers.interactions.guard import request_of
from sandbox.requests import Request
from sandbox.scene import Scene, set_scene
from sandbox.slack.payloads import command_payload, submission_payload
from sandbox.slack.person import Person
from sandbox.slack.records import View
from sandbox.slack.signing import signature
from sandbox.slack.text import view_text
from sandbox.town import Town, open_town
from sandbox.zendesk.world import User
from tests.e2e.stage import PLENTY
from work.loops import cancel

SIGNING_SECRET = "sandbox-signing-secret"
START_DEADLINE = 20.0
"""Seconds, instead of 1.5: on a busy machine the engine may take longer to store work."""


@dataclass(frozen=True)
class Front:
    """What Slack would send to the bot, and what the bot answers within its three seconds."""

    scene: Scene
    bot: Bot
    mark: int
    """How many requests the town's log held before this test."""

    @property
    def town(self) -> Town:
        return self.scene.town

    @property
    def log(self) -> list[Request]:
        """What the bot asked Slack and Zendesk for in this test."""
        return self.town.log.since(self.mark)

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
        """Waits until all background work after the answers has ended."""
        await self.bot.tasks.drain(10)

    async def connect(self, person: Person) -> Link:
        """Links the person without a browser; tests/e2e/test_connecting.py goes through the browser."""
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
        """Joris (vendor) assigns one of the scene's tickets to the partner; the ticket's id."""
        ticket = self.scene.tickets[number]
        self.town.vendor.assign(ticket, self.scene.joris, self.scene.partner_group, note="Please look into it.")
        return ticket.id

    async def last_said(self, person: Person) -> str:
        """The blocks of the newest message this person sees in the channel or by direct message, as JSON."""
        await self.settle()
        seen = [*person.sees(self.scene.channel), *person.direct_messages]
        return json.dumps(max(seen, key=lambda message: float(message.ts)).blocks, ensure_ascii=False) if seen else ""


@dataclass(frozen=True)
class SharedBot:
    """A bot that works in one town for several tests. Each test has people, channels and tickets of its own."""

    town: Town
    clients: Clients
    bot: Bot

    def new_front(self) -> Front:
        return Front(set_scene(self.town), self.bot, len(self.town.log))

    async def reset(self) -> None:
        """Removes what a test left in the database, the engine and the town.

        What the bot keeps in memory is about people, channels and tickets that no later test meets.
        """
        self.town.slack_faults.clear()
        self.town.zendesk_faults.clear()
        await self.bot.tasks.drain(5)
        left = await DBOS.list_workflows_async(status=["PENDING", "ENQUEUED"], load_input=False, load_output=False)
        await DBOS.cancel_workflows_async([each.workflow_id for each in left])
        for workflow in list(self.bot.engine._workflows):  # noqa: SLF001 - there is no other way to them
            await cancel(workflow)
        await self.clients.sqlite.run(_emptied)
        slack, zendesk = self.town.slack, self.town.zendesk
        slack.users = {slack.bot.id: slack.bot}
        zendesk.memberships = []
        for kept in (slack.people, slack.channels, zendesk.users, zendesk.groups, zendesk.tickets):
            kept.clear()


def _emptied(database: Database) -> None:
    database.execute("pragma defer_foreign_keys = on")
    for table in set(database.table_names()) - {"_sqlite_migrations"}:
        database.execute(f"delete from {table}")  # noqa: S608 - our own names


@asynccontextmanager
async def running_bot(folder: Path) -> AsyncIterator[SharedBot]:
    async with open_town() as town, aiohttp.ClientSession() as session:
        limits = town.zendesk.limits
        limits.account = limits.tickets_index = limits.audits = limits.search = limits.updates = PLENTY
        settings = _settings(town, folder)
        clients = open_clients(settings, session)
        await clients.sqlite.open()
        workspace = await who_we_are(clients.slack)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("bot.assembly.START_DEADLINE", START_DEADLINE)
            bot = assemble(settings, workspace, clients, executor="test")
        bot.engine.launch(bot.workers)
        await bot.engine.open()
        await bot.desk.check.warm_up()
        try:
            yield SharedBot(town, clients, bot)
        finally:
            await bot.tasks.drain(5)
            await bot.engine.close(5)
            await clients.http.aclose()
            await clients.sqlite.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared_bot(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[SharedBot]:
    async with running_bot(tmp_path_factory.mktemp("bot")) as shared_bot:
        yield shared_bot


@pytest_asyncio.fixture(loop_scope="module")
async def front(shared_bot: SharedBot) -> AsyncIterator[Front]:
    yield shared_bot.new_front()
    await shared_bot.reset()


@pytest.fixture
async def own_front(tmp_path: Path) -> AsyncIterator[Front]:
    """With a bot of its own, for a test that changes what the bot keeps in memory about Zendesk itself."""
    async with running_bot(tmp_path) as shared_bot:
        yield shared_bot.new_front()


def _settings(town: Town, folder: Path) -> Settings:
    told = {"SLACK_SIGNING_SECRET": SIGNING_SECRET, "DATABASE_URL": f"sqlite:///{folder / 'desk.db'}"}
    with pytest.MonkeyPatch.context() as environment:
        for name in [name for name in os.environ if name.startswith("SLACK_")]:
            environment.delenv(name)
        for name, value in (town.settings() | told).items():
            environment.setenv(name, value)
        return load_settings(env_file=None)


def renamed(view: View, callback_id: str) -> View:
    return replace(view, body=view.body | {"callback_id": callback_id})


async def opened_dialog(front: Front) -> View:
    """Sanne's dialog for the analysis of the first ticket."""
    number = front.assign()
    await front.type(front.scene.sanne, f"note {number}")
    await front.settle()
    view = front.scene.sanne.modal
    assert view, "the dialog did not open"
    assert "Invoice export" in view_text(view)
    return view


async def until(condition: Callable[[], bool]) -> None:
    """Raises `TimeoutError` after 15 seconds."""
    async with asyncio.timeout(15):
        while not condition():
            await asyncio.sleep(0.05)
