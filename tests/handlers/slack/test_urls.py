"""Addresses in a payload: the bot's token, and what it answers, go to Slack and nowhere else."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.web.async_client import AsyncWebClient

from bot.monitoring.metrics import Metrics
from bot.monitoring.slack_timing import slack_session
from desk.errors import ChatAway, FileGone
from handlers.interactions.interaction import Interaction
from handlers.slack import chat
from handlers.slack.chat import SlackChat
from handlers.slack.urls import ANSWERS, FILES, at_slack
from handlers.views.parts.blocks import said

API = "https://slack.com/api/"
TRIAL = "http://127.0.0.1:18081/api/"
READING: Any = None
"""Nothing of these tests draws a card."""


@pytest.mark.parametrize(
    ("address", "api"),
    [
        ("https://files.slack.com/files-pri/T1-F1/log.txt", API),
        ("https://files.slack.com/files-pri/T1-F1/download/%C3%BC.txt?pub_secret=1", API),
        ("https://files.slack-gov.com/files-pri/T1-F1/log.txt", "https://slack-gov.com/api/"),
        ("http://127.0.0.1:18081/files-pri/T1-F1/log.txt", TRIAL),
    ],
)
def test_files_lie_at_slack(address: str, api: str) -> None:
    assert str(at_slack(address, api, FILES)) == address


@pytest.mark.parametrize(
    "address",
    [
        "",
        "log.txt",
        "/files-pri/T1-F1/log.txt",
        "//files.slack.com/files-pri/T1-F1/log.txt",
        "http://files.slack.com/files-pri/T1-F1/log.txt",
        "ftp://files.slack.com/files-pri/T1-F1/log.txt",
        "https://files.slack.com:8443/files-pri/T1-F1/log.txt",
        "https://files.slack.com./files-pri/T1-F1/log.txt",
        "https://files.slack.com.evil.example/files-pri/T1-F1/log.txt",
        "https://evil.example/files.slack.com/files-pri/T1-F1/log.txt",
        "https://files.slack.com@evil.example/files-pri/T1-F1/log.txt",
        "https://evil.example\\@files.slack.com/files-pri/T1-F1/log.txt",
        "https://user:password@files.slack.com/files-pri/T1-F1/log.txt",
        "https://files.slack.com#@evil.example/files-pri/T1-F1/log.txt",
        "https://hooks.slack.com/files-pri/T1-F1/log.txt",
        "https://files.slack.com/api/chat.delete?channel=C1&ts=1.2",
        "https://files.slack.com/files-pri/../api/chat.delete",
        "https://files.slack.com/files-pri/%2e%2e/api/chat.delete",
        "https://slack.com/api/files-pri",
        "http://127.0.0.1/files-pri/T1-F1/log.txt",
        "http://169.254.169.254/latest/meta-data/",
        "http://127.0.0.1:18081/files-pri/T1-F1/log.txt",
        "https://[::1]/files-pri/T1-F1/log.txt",
        "https://[/files-pri/T1-F1/log.txt",
        "https://[]@/files-pri/T1-F1/log.txt",
        "https://files.slack.com:99999/files-pri/T1-F1/log.txt",
    ],
)
def test_nothing_else_is_a_file_at_slack(address: str) -> None:
    assert at_slack(address, API, FILES) is None


def test_answers_go_where_slack_asks_for_them() -> None:
    for kind in ("commands", "actions", "app"):
        address = f"https://hooks.slack.com/{kind}/T1/2/3"
        assert str(at_slack(address, API, ANSWERS)) == address
    assert at_slack("https://hooks.slack.com/services/T1/B2/3", API, ANSWERS) is None  # posts to everybody
    assert at_slack("https://files.slack.com/commands/T1/2/3", API, ANSWERS) is None
    assert at_slack("http://127.0.0.1:18081/api/chat.postMessage", TRIAL, ANSWERS) is None


@given(st.text(), st.sampled_from(["", "https://", "https://files.slack.com", "https://files.slack.com/files-pri/"]))
def test_only_addresses_at_slack_are_accepted(text: str, begins: str) -> None:
    found = at_slack(begins + text, API, FILES)
    assert found is None or (found.scheme, found.host, found.parts[1]) == ("https", "files.slack.com", "files-pri")


@dataclass
class Place:
    """A server that answers everything in one way, and remembers what it was asked."""

    status: int = 200
    body: bytes = b"content"
    headers: dict[str, str] = field(default_factory=dict)
    asked: list[web.Request] = field(default_factory=list)
    origin: str = ""

    async def answer(self, request: web.Request) -> web.Response:
        self.asked.append(request)
        return web.Response(status=self.status, body=self.body, headers=self.headers)


async def opened(place: Place) -> TestServer:
    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", place.answer)
    server = TestServer(app)
    await server.start_server()
    place.origin = str(server.make_url("")).rstrip("/")
    return server


@pytest.fixture
async def places() -> AsyncIterator[tuple[Place, Place]]:
    """Slack, and somewhere else."""
    slack, elsewhere = Place(), Place()
    servers = [await opened(each) for each in (slack, elsewhere)]
    yield slack, elsewhere
    for server in servers:
        await server.close()


@pytest.fixture
async def client(places: tuple[Place, Place]) -> AsyncIterator[AsyncWebClient]:
    api = f"{places[0].origin}/api/"
    async with slack_session(Metrics(), api, 10) as session:
        yield AsyncWebClient(token="xoxb-1", base_url=api, session=session, retry_handlers=[])


async def fetched(client: AsyncWebClient, url: str) -> bytes:
    assert client.session
    return await SlackChat(client, client.session, READING).fetch(url)


async def test_a_file_is_fetched_with_the_token(places: tuple[Place, Place], client: AsyncWebClient) -> None:
    slack, _ = places
    assert await fetched(client, f"{slack.origin}/files-pri/T1-F1/log.txt") == b"content"
    assert slack.asked[0].headers["Authorization"] == "Bearer xoxb-1"


async def test_a_file_elsewhere_is_not_asked_for(places: tuple[Place, Place], client: AsyncWebClient) -> None:
    _, elsewhere = places
    with pytest.raises(FileGone, match="is not stored at Slack"):
        await fetched(client, f"{elsewhere.origin}/files-pri/T1-F1/log.txt")
    assert elsewhere.asked == []


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_neither_file_nor_answer_follows_a_redirect(
    places: tuple[Place, Place], client: AsyncWebClient, status: int
) -> None:
    slack, elsewhere = places
    slack.status, slack.headers = status, {"Location": f"{elsewhere.origin}/files-pri/T1-F1/log.txt"}
    with pytest.raises(FileGone):
        await fetched(client, f"{slack.origin}/files-pri/T1-F1/log.txt")
    interaction = Interaction(client, "U1", "T1", response_url=f"{slack.origin}/commands/T1/2/3")
    with pytest.raises(ChatAway):  # the message to the person is redirected, too
        await interaction.say(said("For you alone"))
    assert elsewhere.asked == []


async def test_an_answer_is_not_given_elsewhere_but_told_by_message(
    places: tuple[Place, Place], client: AsyncWebClient
) -> None:
    slack, elsewhere = places
    slack.body, slack.headers = b'{"ok": true}', {"Content-Type": "application/json"}
    await Interaction(client, "U1", "T1", response_url=f"{elsewhere.origin}/commands/T1/2/3").say(said("For you alone"))
    assert elsewhere.asked == []
    assert [request.path for request in slack.asked] == ["/api/chat.postMessage"]


async def test_a_file_that_is_larger_than_it_said_is_not_read_to_its_end(
    places: tuple[Place, Place], client: AsyncWebClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chat, "LARGEST_FILE", 1_000)
    slack, _ = places
    slack.body = b"x" * 1_000
    assert len(await fetched(client, f"{slack.origin}/files-pri/T1-F1/log.txt")) == 1_000
    slack.body = b"x" * 1_001
    with pytest.raises(FileGone, match="larger than Zendesk takes"):
        await fetched(client, f"{slack.origin}/files-pri/T1-F1/log.txt")
