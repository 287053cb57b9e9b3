"""How Slack's requests reach the bot: sockets that come and go, and HTTP requests that anybody may send."""

import asyncio
import io
import json
from collections.abc import AsyncIterator
from urllib.parse import urlencode

import aiohttp
import pytest
import pytest_asyncio

from sandbox.slack.delivery import DeliveredPayload, HttpDelivery
from sandbox.slack.sockets import Connection
from tests.e2e.stage import open_office, stage
from tests.e2e.story import Story, notes_of

pytestmark = pytest.mark.asyncio(loop_scope="module")

FORM = "application/x-www-form-urlencoded"


def renewed(story: Story, before: list[Connection]) -> list[Connection]:
    return [each for each in story.slack.sockets.connections if each not in before]


async def test_a_lost_network_is_found_again(office: Story) -> None:
    await office.slack.connected(2)
    before = list(office.slack.sockets.connections)
    office.slack.cut_connections()
    await office.until(lambda: len(renewed(office, before)) == 2, "both sockets")
    assert "All is well." in await office.says(office.tom, "status")


async def test_slack_renewing_its_sockets_is_not_noticed(office: Story) -> None:
    await office.slack.connected(2)
    before = list(office.slack.sockets.connections)
    renewing = asyncio.create_task(office.slack.refresh_connections())
    while not renewing.done():
        assert "Forgot password?" in await office.says(office.sanne, "help")
    await renewing
    await office.until(lambda: len(renewed(office, before)) == 2, "both sockets")
    assert "Forgot password?" in await office.says(office.sanne, "help")


async def test_without_a_signing_secret_http_mode_is_off(office: Story) -> None:
    async with aiohttp.ClientSession() as session, session.post(f"{office.bot.url}/slack/events") as answer:
        assert answer.status == 503


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def by_http(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Story]:
    async with stage(tmp_path_factory.mktemp("http"), "http") as story:
        await story.start()
        yield story
        assert await story.bot.stop() == 0


def a_command(story: Story, text: str = "help") -> str:
    return urlencode(
        {
            "command": "/desk",
            "text": text,
            "team_id": story.slack.team.id,
            "user_id": story.tom.id,
            "channel_id": story.channel.id,
            "trigger_id": "1.2.3",
            "response_url": story.slack.new_response_url(None, story.channel, story.tom.id),
        }
    )


async def test_slack_can_verify_the_address(by_http: Story) -> None:
    assert await by_http.slack.verify_url()


async def test_a_signed_request_is_answered(by_http: Story) -> None:
    before = len(by_http.heard(by_http.tom))
    answer = await by_http.slack.post_raw(a_command(by_http), content_type=FORM)
    assert answer.status == 200
    await by_http.hears(by_http.tom, "Forgot password?", since=before)


@pytest.mark.parametrize(
    "how",
    [
        {"sign": False},
        {"secret": "another-signing-secret"},
        {"age": 6 * 60},
        {"age": -6 * 60},
        {"headers": {"X-Slack-Request-Timestamp": "soon"}},
        {"headers": {"X-Slack-Request-Timestamp": ""}},
        {"headers": {"X-Slack-Signature": ""}},
        {"headers": {"X-Slack-Signature": "v0=00"}},
        {"headers": {"X-Slack-Signature": "v0=é"}},
        {"headers": {"X-Slack-Request-Timestamp": "9" * 5_000}},
        {"headers": {"X-Slack-Request-Timestamp": "-1"}},
        {"headers": {"X-Slack-Request-Timestamp": "1e9"}},
        {"headers": {"X-Slack-Request-Timestamp": "²"}},
    ],
    ids=json.dumps,
)
async def test_a_forged_request_is_refused_and_does_nothing(by_http: Story, how: dict[str, object]) -> None:
    await by_http.says(by_http.sanne, "help")  # the first time Slack is asked who she is
    heard, asked = len(by_http.heard(by_http.tom)), len(by_http.town.log)
    answer = await by_http.slack.post_raw(a_command(by_http), content_type=FORM, **how)  # type: ignore[arg-type]
    assert answer.status == 401
    await by_http.says(by_http.sanne, "help")
    assert len(by_http.heard(by_http.tom)) == heard
    assert len(by_http.town.log) == asked + 1  # the answer to Sanne


async def test_a_signed_request_that_is_sent_again_does_nothing(by_http: Story) -> None:
    """What one request can be seen to do, the same request can be made to do by whoever saw it, but for this."""
    body = a_command(by_http).encode()
    headers = by_http.slack.delivery.signed(body, FORM)
    before = len(by_http.heard(by_http.tom))
    assert (await by_http.slack.delivery.post(body, headers)).status == 200
    await by_http.hears(by_http.tom, "Forgot password?", since=before)
    mark = len(by_http.town.log)
    again = [await by_http.slack.delivery.post(body, {**headers, **more}) for more in ({}, {"X-Slack-Retry-Num": "1"})]
    assert [(answer.status, answer.text) for answer in again] == [
        (401, "The request was taken before; nothing was done.")
    ] * 2
    await by_http.says(by_http.sanne, "help")
    assert len(by_http.heard(by_http.tom)) == before + 1
    assert len(by_http.town.log) == mark + 1  # the answer to Sanne


async def test_what_was_remembered_in_memory_is_not_needed_for_what_writes(by_http: Story) -> None:
    """A restart forgets what was signed; the submission is known by the id that its dialog carries."""
    await open_office(by_http)
    ticket, card = await by_http.assigned("Sent again after a restart")
    brought: list[DeliveredPayload] = []
    by_http.slack.delivery.watchers.append(brought.append)
    await by_http.saves(by_http.tom, card, "Once.", time="30")
    (submission,) = [each for each in brought if each.payload.get("type") == "view_submission"]
    await by_http.bot.kill()
    await by_http.bot.start()
    body = urlencode({"payload": json.dumps(submission.payload)})
    assert (await by_http.slack.post_raw(body, content_type=FORM)).status == 200
    await by_http.polls()
    assert "All is well." in await by_http.says(by_http.tom, "status")
    assert [note.plain for note in notes_of(ticket)] == ["Once."]
    assert ticket.custom_fields[by_http.zendesk.total_time_field.id] == 1800


async def test_what_slack_itself_sends_again_is_taken(by_http: Story) -> None:
    by_http.slack.deliver_twice = True
    outcome = await by_http.sanne.command("/desk", "help", channel=by_http.channel)
    by_http.slack.deliver_twice = False
    assert outcome.error is None


@pytest.mark.parametrize("signed", [True, False], ids=["signed", "unsigned"])
@pytest.mark.parametrize("body", ["", "{", "payload=%7B", "payload=null", "text=only", "\x00" * 10])
async def test_garbage_breaks_nothing(by_http: Story, body: str, signed: bool) -> None:  # noqa: FBT001
    answer = await by_http.slack.post_raw(body, content_type=FORM, sign=signed)
    assert answer.status < 500
    assert "Forgot password?" in await by_http.says(by_http.tom, "help")


@pytest.mark.parametrize("announced", [True, False], ids=["announced", "by and by"])
async def test_a_huge_request_is_refused(by_http: Story, announced: bool) -> None:  # noqa: FBT001
    async def by_and_by() -> AsyncIterator[bytes]:
        for _ in range(60):
            yield b"x" * 100_000

    headers = by_http.slack.delivery.signed(b"", FORM)
    async with aiohttp.ClientSession() as session:
        data = io.BytesIO(b"x" * 5_000_001) if announced else by_and_by()
        async with session.post(f"{by_http.bot.url}/slack/events", data=data, headers=headers) as answer:
            assert answer.status == 413


async def test_other_addresses_are_not_there(by_http: Story) -> None:
    async with aiohttp.ClientSession() as session:
        for path in ("/", "/slack/events", "/slack/install", "/../partnerdesk.db", "/zendesk/webhook"):
            async with session.get(by_http.bot.url + path) as answer:
                assert answer.status in {404, 405}
        async with session.get(f"{by_http.bot.url}/healthz") as answer:
            assert (answer.status, await answer.text()) == (200, "ok")


async def test_http_mode_is_ready_without_a_socket(by_http: Story) -> None:
    assert isinstance(by_http.slack.deliver_by, HttpDelivery)
    assert by_http.slack.sockets.connections == []
    async with aiohttp.ClientSession() as session, session.get(f"{by_http.bot.url}/readyz") as answer:
        assert answer.status == 200
        assert (await answer.json())["ready"] is True
