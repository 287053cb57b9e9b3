"""The web routes, asked as browsers, Slack and supervisors ask them."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.exceptions import HTTPException

from bot.monitoring.part import Part
from bot.web.app import Web, plain_error
from bot.web.slack_requests import SlackRequests
from desk.connections.connections import Connected
from desk.errors import SignInFailed, ZendeskAway
from desk.model.people import Agent, Licence, Link
from sandbox.zendesk.webhooks import TEST_SECRET, Webhook, signed

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
OURS = Webhook("01F1KRFQ6BG29CNWFR60NK5FNY", "http://bot/zendesk/webhook", "c2VjcmV0IG9mIHRoZSB2ZW5kb3I=")
BODY = b'{"ticket_id":"48213"}'


@dataclass
class RunningBot:
    """A bot that runs, or does not yet."""

    slack_requests: SlackRequests | None = None
    health: list[Part] = field(default_factory=list)
    trouble: Exception | None = None
    refused_states: list[str] = field(default_factory=list)
    pokes: list[tuple[str, ...]] = field(default_factory=list)

    async def parts(self) -> list[Part]:
        return self.health

    async def metrics(self) -> bytes:
        return b"partnerdesk_polls_total 1.0\n"

    async def begun_by(self, state: str) -> str:
        if self.trouble:
            raise self.trouble
        return f"Sanne <{state}>"

    async def came_back(self, state: str, code: str) -> Connected:
        if self.trouble:
            raise self.trouble
        agent = Agent(7, f"Sanne <{state}{code}>", None, Licence.LIGHT)
        return Connected(Link("U1", agent, (), NOW, NOW), None, None)

    async def declined(self, state: str) -> None:
        if self.trouble:
            raise self.trouble
        self.refused_states.append(state)

    async def poked(self, marks: Sequence[str]) -> bool:
        if self.trouble:
            raise self.trouble
        self.pokes.append(tuple(marks))
        return self.pokes.count(tuple(marks)) == 1


@pytest.fixture
def running() -> RunningBot:
    return RunningBot()


@pytest.fixture
async def browser(running: RunningBot) -> AsyncIterator[httpx.AsyncClient]:
    async with browsing(Web(running, OURS.secret)) as client:
        yield client


@asynccontextmanager
async def browsing(web: Web) -> AsyncIterator[httpx.AsyncClient]:
    app = Starlette(routes=web.routes, exception_handlers={HTTPException: plain_error, Exception: plain_error})
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://bot") as client:
        yield client


async def test_the_process_is_well_while_it_starts_and_not_ready(browser: httpx.AsyncClient) -> None:
    assert (await browser.get("/healthz")).status_code == 200
    assert (await browser.get("/readyz")).status_code == 503


async def test_one_part_that_is_not_well_makes_it_not_ready(browser: httpx.AsyncClient, running: RunningBot) -> None:
    running.health = [Part("slack", well=True, age_seconds=0.0), Part("poll", well=False, problem="polls are late")]

    answer = await browser.get("/readyz")

    assert answer.status_code == 503
    assert answer.json() == {
        "ready": False,
        "parts": {
            "slack": {"well": True, "age_seconds": 0.0, "problem": None},
            "poll": {"well": False, "age_seconds": None, "problem": "polls are late"},
        },
    }


async def test_ready_when_every_part_is_well(browser: httpx.AsyncClient, running: RunningBot) -> None:
    running.health = [Part("slack", well=True), Part("storage", well=True)]

    assert (await browser.get("/readyz")).status_code == 200


async def test_metrics_are_told_in_prometheus_own_format(browser: httpx.AsyncClient) -> None:
    answer = await browser.get("/metrics")

    assert answer.text == "partnerdesk_polls_total 1.0\n"
    assert answer.headers["content-type"].startswith("text/plain; version=")


async def test_whoever_comes_back_is_asked_whether_it_was_they_who_began(browser: httpx.AsyncClient) -> None:
    """R4: a sign-in link that was passed on must not link somebody else's agent unseen."""
    page = await browser.get("/zendesk/callback", params={"state": "<b>", "code": '"c'})

    assert page.status_code == 200
    assert "Are you Sanne &lt;&lt;b&gt;&gt;?" in page.text
    assert 'value="&lt;b&gt;"' in page.text
    assert 'value="&quot;c"' in page.text
    assert "Connected" not in page.text
    assert "form-action 'self'" in page.headers["content-security-policy"]


async def test_whoever_says_yes_reads_who_they_are(browser: httpx.AsyncClient) -> None:
    page = await browser.post("/zendesk/callback", data={"state": "<b>", "code": "c"})

    assert page.status_code == 200
    assert "Connected as Sanne &lt;&lt;b&gt;c&gt;" in page.text
    assert "light agent" in page.text
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["referrer-policy"] == "no-referrer"


async def test_whoever_declined_is_told_and_the_attempt_is_used_up(
    browser: httpx.AsyncClient, running: RunningBot
) -> None:
    page = await browser.get("/zendesk/callback", params={"state": "s", "error": "access_denied"})

    assert page.status_code == 400
    assert "declined" in page.text
    assert running.refused_states == ["s"]


@pytest.mark.parametrize("query", ["", "?code=c", "?state=s", "?state=&code=c"])
async def test_a_callback_without_a_sign_in_is_no_sign_in(browser: httpx.AsyncClient, query: str) -> None:
    page = await browser.get(f"/zendesk/callback{query}")

    assert page.status_code == 400
    assert "/desk connect" in page.text


@pytest.mark.parametrize(
    ("trouble", "status", "said"),
    [
        (SignInFailed("That code was used before."), 400, "That code was used before."),
        (ZendeskAway(), 502, "Type /desk connect"),
        (RuntimeError("secret details"), 500, "reference"),
    ],
)
async def test_a_sign_in_that_fails_says_what_next(
    browser: httpx.AsyncClient, running: RunningBot, trouble: Exception, status: int, said: str
) -> None:
    running.trouble = trouble

    for page in (
        await browser.get("/zendesk/callback", params={"state": "s", "code": "c"}),
        await browser.post("/zendesk/callback", data={"state": "s", "code": "c"}),
        await browser.get("/zendesk/callback", params={"state": "s", "error": "access_denied"}),
    ):
        assert page.status_code == status
        assert said in page.text
        assert "secret details" not in page.text


async def test_a_form_of_any_size_is_not_read(browser: httpx.AsyncClient) -> None:
    page = await browser.post("/zendesk/callback", data={"state": "s", "code": "c" * 20_000})

    assert (page.status_code, page.text) == (413, "The request is too large.")


async def test_slack_is_turned_away_while_http_mode_is_off(browser: httpx.AsyncClient) -> None:
    assert (await browser.post("/slack/events")).status_code == 503


async def test_what_is_not_there_says_so(browser: httpx.AsyncClient) -> None:
    answer = await browser.get("/admin")

    assert (answer.status_code, answer.text) == (404, "There is nothing here.")


async def test_slacks_route_takes_only_posts(browser: httpx.AsyncClient) -> None:
    assert (await browser.get("/slack/events")).status_code == 405


async def poked(browser: httpx.AsyncClient, headers: Mapping[str, str], body: bytes = BODY) -> tuple[int, str]:
    answer = await browser.post("/zendesk/webhook", content=body, headers=headers)
    return answer.status_code, answer.text


async def test_a_webhook_is_heard_once(browser: httpx.AsyncClient, running: RunningBot) -> None:
    headers = signed(OURS, "1", BODY)
    assert await poked(browser, headers) == (200, "Accepted: the ticket will be read.")
    assert await poked(browser, headers) == (403, "This invocation was received before; nothing was done.")
    assert await poked(browser, signed(OURS, "2", BODY, age=1)) == (200, "Accepted: the ticket will be read.")
    assert len(running.pokes) == 3


@pytest.mark.parametrize(
    ("webhook", "how", "body", "status"),
    [
        (replace(OURS, secret="another"), {}, BODY, 401),
        (replace(OURS, secret=TEST_SECRET), {}, BODY, 401),
        (OURS, {"age": 6 * 60}, BODY, 401),
        (OURS, {"age": -6 * 60}, BODY, 401),
        (OURS, {"invocation_id": ""}, BODY, 401),
        (OURS, {}, b"{}", 400),
        (OURS, {}, b"x" * 1001, 413),
    ],
    ids=["forged", "test secret", "stale", "of tomorrow", "no invocation", "another body", "too large"],
)
async def test_a_webhook_that_is_not_ours_does_nothing(
    browser: httpx.AsyncClient, running: RunningBot, webhook: Webhook, how: dict[str, Any], body: bytes, status: int
) -> None:
    said, text = await poked(browser, signed(webhook, body=body, **{"invocation_id": "1", **how}), body)
    assert said == status
    assert text.endswith(".")
    assert running.pokes == []


async def test_an_unsigned_webhook_does_nothing(browser: httpx.AsyncClient, running: RunningBot) -> None:
    said, _ = await poked(browser, {})
    assert (said, running.pokes) == (401, [])


async def test_a_body_without_a_length_is_read_no_further_than_it_may_be_long(browser: httpx.AsyncClient) -> None:
    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield b"x" * 500

    answer = await browser.post("/zendesk/webhook", content=endless(), headers=signed(OURS, "1", BODY))
    assert answer.status_code == 413


async def test_a_webhook_that_comes_while_we_cannot_is_sent_again(
    browser: httpx.AsyncClient, running: RunningBot
) -> None:
    running.trouble = ZendeskAway("The bot is still starting.")
    answer = await browser.post("/zendesk/webhook", content=BODY, headers=signed(OURS, "1", BODY))
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_without_a_secret_there_is_no_webhook(running: RunningBot, method: str) -> None:
    async with browsing(Web(running)) as browser:
        answer = await browser.request(method, "/zendesk/webhook", content=BODY, headers=signed(OURS, "1", BODY))
    assert (answer.status_code, answer.text) == (404, "There is nothing here.")
    assert running.pokes == []
