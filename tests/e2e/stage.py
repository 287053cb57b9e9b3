"""The fixtures of stories: a town and a bot of one's own, or shared by the tests of a module."""

import asyncio
import json
from collections.abc import AsyncIterator, Coroutine, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import pytest_asyncio

from sandbox.scene import set_scene
from sandbox.slack.endpoints import ENDPOINTS as SLACK
from sandbox.town import open_town
from sandbox.zendesk.endpoints import ENDPOINTS as ZENDESK
from tests.e2e.story import Delivery, Story
from tests.fakes import AheadClock

CREATED_WITH = {
    *("subject", "comment", "external_id", "metadata", "requester_id", "organization_id", "group_id"),
    *("tags", "type", "ticket_form_id"),
}
"""All that is ever sent with a new ticket (R9): no status, no assignee."""
PLENTY = 1_000_000
SLACK_WAITS = 10.0
"""Seconds, instead of three: a busy machine is not a late bot. Stories of lateness set their own."""


@asynccontextmanager
async def stage(folder: Path, delivery: Delivery = "socket") -> AsyncIterator[Story]:
    """A town whose story ends with a look at everything the bot did; the story starts its bots itself."""
    folder.mkdir(exist_ok=True)  # noqa: ASYNC240 - nothing waits for it
    clock = AheadClock()
    async with open_town(clock) as town:
        limits = town.zendesk.limits
        limits.account = limits.tickets_index = limits.audits = limits.search = limits.updates = PLENTY
        town.zendesk.search_lag = 0.0
        town.slack.patience = town.slack.trigger_lives = SLACK_WAITS
        story = Story(set_scene(town, tickets=False), clock, folder, delivery)
        try:
            yield story
            check_what_was_done(story)
        finally:
            for bot in story.bots:
                if bot.is_running:
                    await bot.kill()


async def side_by_side(stories: Mapping[str, Coroutine[Any, Any, None]]) -> None:
    """Stories that mostly wait, told at the same time, each in a town of its own; whichever fails is named."""

    async def named(name: str, story: Coroutine[Any, Any, None]) -> None:
        try:
            await story
        except Exception as failure:
            failure.add_note(f"--- in the story: {name}")
            raise

    async with asyncio.TaskGroup() as group:
        for name, story in stories.items():
            group.create_task(named(name, story))


def check_what_was_done(story: Story) -> None:
    """R2 and R3 of every write there ever was, no mistake in the log, no secret in it, and nothing not imitated."""
    for request in story.town.log:
        if request.method == "PUT":
            ticket = json.loads(request.sent)["ticket"]
            assert ticket.get("comment", {"public": False})["public"] is False
            assert ticket.get("status", "open") == "open"
        elif (request.service, request.method, request.path) == ("zendesk", "POST", "/api/v2/tickets"):
            ticket = json.loads(request.sent)["ticket"]
            assert ticket["comment"].keys() == {"html_body", "public"}
            assert ticket["comment"]["public"] is False
            assert ticket.keys() <= CREATED_WITH
    assert unknown_calls(story) == set()
    assert story.slack.advice == []
    assert story.mistakes() == [], story.mistakes()
    if story.bots:
        secrets = [secret for token in story.zendesk.tokens.live.values() for secret in (token.access, token.refresh)]
        assert not [secret for secret in (*secrets, story.slack.bot_token) if secret in story.bot.log]


def unknown_calls(story: Story) -> set[str]:
    """What the bot asked for and the sandbox does not imitate."""
    return {line for line in calls(story) if line not in IMITATED}


def calls(story: Story) -> set[str]:
    """Every kind of request the bot made, ids left out."""
    return {f"{each.service} {each.method} {_pattern(each.service, each.path)}" for each in story.town.log}


def _pattern(service: str, path: str) -> str:
    if service == "slack":
        return "/".join(path.split("/")[:2]) + "/…" if not path.startswith("/api/") else path
    parts = urlsplit(path).path.removesuffix(".json").split("/")
    return "/".join("{id}" if part.isdigit() else part for part in parts)


IMITATED = {
    *(f"slack {verb} /api/{method}" for method in SLACK for verb in ("GET", "POST")),
    *(f"slack {verb} /{place}/…" for verb, place in (("POST", "commands"), ("POST", "actions"), ("GET", "files-pri"))),
    *(
        f"zendesk {each.method} {'/'.join('{id}' if p.startswith('{') else p for p in each.path.split('/'))}"
        for each in ZENDESK
    ),
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared_office(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Story]:
    """Shared by a module: a running bot, Tom (full) and Sanne (light) connected, their channel watched."""
    async with stage(tmp_path_factory.mktemp("office")) as story:
        await story.start()
        await open_office(story)
        yield story
        assert await story.bot.stop() == 0


@pytest_asyncio.fixture(loop_scope="module")
async def office(shared_office: Story) -> AsyncIterator[Story]:
    yield shared_office
    await shared_office.tidy()


@pytest_asyncio.fixture(loop_scope="module")
async def fresh(tmp_path: Path) -> AsyncIterator[Story]:
    """A town for one test, with no bot yet."""
    async with stage(tmp_path) as story:
        yield story


async def open_office(story: Story) -> None:
    await story.connect(story.tom)
    await story.connect(story.sanne)
    await story.watch(story.tom)
