"""Every web route of the running bot, tried with all that its description allows and much that it does not.

Nothing that anybody sends may break it, keep it waiting, or make it tell a secret. What Hypothesis finds it prints with
what is needed to try it once more.
"""

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from sandbox.slack.signing import signature
from sandbox.zendesk.webhooks import Webhook, signed
from tests.e2e.anything import BODIES, CONTENT_TYPES, HEADERS, JSON, METHODS, QUERIES
from tests.e2e.stage import open_office, stage
from tests.e2e.story import Story

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(300)]

SCHEMA = schemathesis.openapi.from_path(Path(__file__).parents[2] / "docs" / "openapi.yaml")
WAYS = [
    (method, path, mode)
    for path, methods in SCHEMA.raw_schema["paths"].items()
    for method, operation in methods.items()
    for mode in GenerationMode
    if mode is GenerationMode.POSITIVE or {"parameters", "requestBody"} & operation.keys()  # else nothing can be wrong
]
AS_DOCUMENTED = [
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
]
SECONDS = 10.0
SUBJECT = "Nobody outside may read this"

over_the_network = settings(
    phases=[Phase.generate, Phase.shrink], suppress_health_check=list(HealthCheck), print_blob=True
)


@dataclass(frozen=True)
class Open:
    """The running bot as the internet sees it, and what it must not tell."""

    story: Story
    webhook: Webhook
    secrets: tuple[str, ...]

    @property
    def url(self) -> str:
        return self.story.bot.url

    def check(self, status: int, told: str) -> None:
        assert status < 500 or status == 503, told
        assert not [secret for secret in self.secrets if secret in told]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def open_bot(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Open]:
    async with stage(tmp_path_factory.mktemp("open"), "http") as story:
        webhook = story.vendor.add_webhook("", story.scene.partner_group)
        await story.start({"ZENDESK_WEBHOOK_SECRET": webhook.secret, "POLL_SECONDS": "1"})
        webhook.url = f"{story.bot.url}/zendesk/webhook"
        await open_office(story)
        await story.assigned(SUBJECT)
        yield Open(story, webhook, tuple(secrets_of(story, webhook)))
        assert await story.bot.stop() == 0


def secrets_of(story: Story, webhook: Webhook) -> list[str]:
    keys = (story.folder / "partnerdesk.key").read_text().split()
    tokens = [secret for token in story.zendesk.tokens.live.values() for secret in (token.access, token.refresh)]
    return [webhook.secret, story.slack.signing_secret, story.slack.bot_token, SUBJECT, *keys, *tokens]


async def meanwhile(work: Callable[[], None]) -> None:
    """In a thread: the town, which the bot talks to, lives in this loop."""
    await asyncio.to_thread(work)


@pytest.mark.parametrize(("method", "path", "mode"), WAYS)
async def test_every_route_answers_as_it_is_documented(
    open_bot: Open, method: str, path: str, mode: GenerationMode
) -> None:
    @over_the_network
    @given(case=SCHEMA[path][method].as_strategy(generation_mode=mode))
    def ask(case: schemathesis.Case[Any]) -> None:
        answer = case.call(base_url=open_bot.url, timeout=SECONDS, allow_redirects=False)
        open_bot.check(answer.status_code, answer.text)
        case.validate_response(answer, checks=AS_DOCUMENTED)

    await meanwhile(ask)


@pytest.mark.parametrize("path", sorted(SCHEMA.raw_schema["paths"]))
async def test_every_route_bears_any_request(open_bot: Open, path: str) -> None:
    @over_the_network
    @given(method=METHODS, query=QUERIES, headers=HEADERS, body=st.binary(max_size=2_000))
    def ask(method: str, query: bytes, headers: dict[str, str], body: bytes) -> None:
        url = httpx.URL(f"{open_bot.url}{path}").copy_with(query=query)
        answer = client.request(method, url, headers=headers, content=body)
        open_bot.check(answer.status_code, answer.text)

    with httpx.Client(timeout=SECONDS, follow_redirects=False) as client:
        await meanwhile(ask)


@pytest.mark.parametrize("sign", [True, False], ids=["signed", "unsigned"])
async def test_slacks_route_bears_any_body(open_bot: Open, sign: bool) -> None:  # noqa: FBT001
    """Signed ones, too: a listener that breaks at the shape of a payload breaks for the person who pressed."""
    seconds = itertools.count()

    @over_the_network
    @given(body=BODIES, content_type=CONTENT_TYPES, headers=HEADERS)
    def send(body: bytes, content_type: str, headers: dict[str, str]) -> None:
        now = int(time.time()) - next(seconds) % 200  # a request that is tried once more is signed anew
        made = {"Content-Type": content_type, "X-Slack-Request-Timestamp": str(now)}
        if sign:
            made["X-Slack-Signature"] = signature(open_bot.story.slack.signing_secret, now, body)
        answer = client.post("/slack/events", content=body, headers={**headers, **made})
        open_bot.check(answer.status_code, answer.text)
        assert sign or answer.status_code == 401

    with httpx.Client(base_url=open_bot.url, timeout=SECONDS) as client:
        await meanwhile(send)


async def test_the_webhook_bears_any_signed_body(open_bot: Open) -> None:
    @over_the_network
    @given(body=st.one_of(st.binary(max_size=1_100), JSON))
    def send(body: bytes) -> None:
        answer = client.post("/zendesk/webhook", content=body, headers=signed(open_bot.webhook, "1", body))
        open_bot.check(answer.status_code, answer.text)
        assert answer.status_code in {400, 413}

    with httpx.Client(base_url=open_bot.url, timeout=SECONDS) as client:
        await meanwhile(send)


async def test_afterwards_it_works_as_before(open_bot: Open) -> None:
    story = open_bot.story
    ticket, card = await story.assigned("After all of it")
    note = await story.saves(story.tom, card, "Nothing happened.")
    assert (note.plain, ticket.status) == ("Nothing happened.", "open")
