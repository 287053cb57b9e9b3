"""A bot with a public address, and the browsers of people who come back to it from Zendesk's sign-in."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from urllib.parse import urlsplit

import aiohttp
import pytest
import pytest_asyncio

from sandbox.town import CLIENT_ID
from tests.e2e.stage import stage
from tests.e2e.story import Story

PUBLIC_URL = "https://desk.partner.example"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def public(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Story]:
    """The bot has a public address: what a browser asks of it, a proxy brings to the bot."""
    async with stage(tmp_path_factory.mktemp("public")) as story:
        clients = story.zendesk.tokens.clients
        clients[CLIENT_ID] = replace(clients[CLIENT_ID], redirect_uris=(f"{PUBLIC_URL}/zendesk/callback",))
        await story.start({"PUBLIC_URL": PUBLIC_URL})
        yield story
        assert await story.bot.stop() == 0


async def says_yes(story: Story, page: str) -> tuple[int, str]:
    """What comes after pressing the button of the page that asks."""
    return await send(story, dict(re.findall(r'name="(state|code)" value="([^"]*)"', page)))


async def send(story: Story, form: dict[str, str]) -> tuple[int, str]:
    """The form of that page, filled in by anybody."""
    async with (
        aiohttp.ClientSession() as browser,
        browser.post(f"{story.bot.url}/zendesk/callback", data=form, allow_redirects=False) as answer,
    ):
        return await shown(answer)


async def browse(story: Story, address: str) -> tuple[int, str]:
    """What the person's browser shows on coming back."""
    there = urlsplit(address)
    assert f"{there.scheme}://{there.netloc}" == PUBLIC_URL
    async with (
        aiohttp.ClientSession() as browser,
        browser.get(f"{story.bot.url}{there.path}?{there.query}", allow_redirects=False) as answer,
    ):
        return await shown(answer)


async def shown(answer: aiohttp.ClientResponse) -> tuple[int, str]:
    """Nobody is sent on from here, wherever a request says."""
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.status // 100 != 3
    assert not {"Location", "Refresh"} & set(answer.headers)
    page = await answer.text()
    assert "http-equiv" not in page
    return answer.status, page
