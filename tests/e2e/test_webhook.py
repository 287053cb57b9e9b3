"""The vendor's trigger webhook: a poke that makes the bot look sooner, and nothing that anybody else can send."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace

import aiohttp
import pytest
import pytest_asyncio

from sandbox.zendesk.webhooks import TEST_SECRET, TICKET_ID_ONLY, Webhook, signed
from tests.e2e.stage import open_office, stage
from tests.e2e.story import Story

pytestmark = pytest.mark.asyncio(loop_scope="module")

PAUSE_AND_MORE = 40.0
"""Fifteen seconds lie between two looks that pokes ask for."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def poked(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[Story, Webhook]]:
    """A bot that by itself looks once an hour, and a webhook whose triggers fire for our group and for another."""
    async with stage(tmp_path_factory.mktemp("poked")) as story:
        webhook = story.vendor.add_webhook("", story.scene.partner_group)
        story.zendesk.webhooks.connect(webhook, story.scene.other_group, TICKET_ID_ONLY)
        await story.start({"POLL_SECONDS": "3600", "ZENDESK_WEBHOOK_SECRET": webhook.secret})
        webhook.url = f"{story.bot.url}/zendesk/webhook"
        await open_office(story)
        yield story, webhook
        assert await story.bot.stop() == 0


def heard(story: Story) -> int:
    return sum(line.get("event") == "feed.poked" for line in story.logged())


async def send(url: str, headers: Mapping[str, str], body: bytes) -> int:
    async with aiohttp.ClientSession() as session, session.post(url, data=body, headers=headers) as answer:
        await answer.read()
        return answer.status


async def test_an_assignment_becomes_a_card_soon_after_the_poke(poked: tuple[Story, Webhook]) -> None:
    story, _ = poked
    mark = len(story.town.log)
    ticket = story.ticket()
    story.assign(ticket)
    await story.until(lambda: story.cards_of(ticket), "the card", PAUSE_AND_MORE)
    (invocation,) = story.zendesk.webhooks.invocations
    assert invocation.attempts == [200]
    assert len(story.polls_since(mark)) == 1


async def test_a_poke_about_another_groups_ticket_shows_nothing(poked: tuple[Story, Webhook]) -> None:
    """R1: also when the vendor's trigger is wrong. The next poke of ours shows that there was a look since."""
    story, _ = poked
    mark = len(story.town.log)
    theirs = story.ticket("Not for us")
    story.assign(theirs, group=story.scene.other_group)
    ours = story.ticket("For us")
    story.assign(ours)
    await story.until(lambda: story.cards_of(ours), "the card", PAUSE_AND_MORE)
    assert story.cards_of(theirs) == []
    assert str(theirs.id) not in story.bot.log
    assert len(story.polls_since(mark)) <= 2  # one for both, unless the first had not to wait for an earlier one


async def test_what_zendesk_did_not_send_just_now_is_refused_and_does_nothing(poked: tuple[Story, Webhook]) -> None:
    story, webhook = poked
    body = b'{"ticket_id":"48213"}'
    before = heard(story)
    refused = {
        "unsigned": ({}, 401),
        "forged": (signed(replace(webhook, secret="guessed"), "11", body), 401),
        "signed with the published secret": (signed(replace(webhook, secret=TEST_SECRET), "12", body), 401),
        "stale": (signed(webhook, "13", body, age=6 * 60), 401),
        "of tomorrow": (signed(webhook, "14", body, age=-6 * 60), 401),
        "for another body": (signed(webhook, "15", b'{"ticket_id":"1"}'), 401),
    }
    for name, (headers, status) in refused.items():
        assert await send(webhook.url, headers, body) == status, name
    assert await send(webhook.url, signed(webhook, "16", b"{}"), b"{}") == 400
    huge = b"x" * 100_000
    assert await send(webhook.url, signed(webhook, "17", huge), huge) == 413
    assert await story.zendesk.webhooks.try_out(webhook.url, body.decode()) == 401
    assert heard(story) == before


async def test_a_replay_is_refused_even_after_a_restart_and_under_another_invocation(
    poked: tuple[Story, Webhook],
) -> None:
    story, webhook = poked
    body = b'{"ticket_id":"48213"}'
    headers = signed(webhook, "21", body)
    before = heard(story)
    assert await send(webhook.url, headers, body) == 200
    assert await send(webhook.url, headers, body) == 403
    assert await send(webhook.url, {**headers, "X-Zendesk-Webhook-Invocation-Id": "22"}, body) == 403
    await story.bot.kill()
    await story.bot.start()
    assert await send(webhook.url, headers, body) == 403
    assert await send(webhook.url, signed(webhook, "21", body, age=2), body) == 403
    assert heard(story) == before + 1
