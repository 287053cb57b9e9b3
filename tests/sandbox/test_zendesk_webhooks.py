"""Webhooks: when they are sent, their signature, and their retries."""

import asyncio
import base64
import hashlib
import hmac
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from sandbox.zendesk import webhooks
from sandbox.zendesk.webhooks import Invocation
from tests.sandbox.zendesk_scene import Scene, opened_scene


@dataclass
class Receiver:
    """Answers with the given statuses, then repeats the last one; for `None` it does not answer."""

    answers: list[tuple[int, str] | None] = field(default_factory=lambda: [(200, "")])
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    url: str = ""

    async def receive(self, request: web.Request) -> web.Response:
        self.got.append(({name.lower(): value for name, value in request.headers.items()}, await request.read()))
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if answer is None:
            await asyncio.Event().wait()
        status, retry_after = answer or (200, "")
        return web.Response(status=status, headers={"Retry-After": retry_after} if retry_after else {})


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    async with opened_scene() as scene:
        yield scene
        await scene.world.webhooks.close()


@asynccontextmanager
async def receiving(receiver: Receiver) -> AsyncIterator[Receiver]:
    app = web.Application()
    app.router.add_post("/zendesk/webhook", receiver.receive)
    async with TestServer(app) as server:
        receiver.url = str(server.make_url("/zendesk/webhook"))
        yield receiver


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving(Receiver()) as receiver:
        yield receiver


async def over(scene: Scene) -> Invocation:
    (invocation,) = scene.world.webhooks.invocations
    async with asyncio.timeout(20):
        while not invocation.is_finished:
            await asyncio.sleep(0.01)
    return invocation


async def test_a_ticket_moved_to_the_group_is_sent_with_its_id_only(scene: Scene, receiver: Receiver) -> None:
    webhook = scene.people.add_webhook(receiver.url, scene.partner)
    ticket = scene.ticket()
    invocation = await over(scene)
    headers, body = receiver.got[0]
    at = headers["x-zendesk-webhook-signature-timestamp"]
    assert body == f'{{"ticket_id":"{ticket.id}"}}'.encode()
    assert headers["x-zendesk-webhook-invocation-id"] == invocation.id
    assert headers["x-zendesk-webhook-id"] == webhook.id
    digest = hmac.new(webhook.secret.encode(), at.encode() + body, hashlib.sha256).digest()
    assert headers["x-zendesk-webhook-signature"] == base64.b64encode(digest).decode()
    assert abs(datetime.fromisoformat(at).timestamp() - time.time()) < 60
    assert invocation.attempts == [200]


async def test_other_changes_and_other_groups_send_nothing(scene: Scene, receiver: Receiver) -> None:
    scene.people.add_webhook(receiver.url, scene.partner)
    ticket = scene.people.create_ticket("Another", "Text", scene.customer, group=scene.partner)
    scene.people.note(ticket, scene.visser, "Look at this")
    scene.people.assign(ticket, scene.visser, scene.vendor)
    assert scene.world.webhooks.invocations == []


@pytest.mark.parametrize(
    ("answers", "attempts"),
    [
        ([(500, "")], [500]),
        ([(401, "")], [401]),
        ([(302, "")], [302]),
        ([(409, ""), (200, "")], [409, 200]),
        ([(409, "")], [409] * 4),
        ([(503, "0"), (200, "")], [503, 200]),
        ([(503, "")], [503]),
        ([(503, "60")], [503]),
        ([(429, "0"), (200, "")], [429, 200]),
    ],
)
async def test_attempts_follow_the_receiver_s_answers(
    scene: Scene, receiver: Receiver, answers: list[tuple[int, str] | None], attempts: list[int]
) -> None:
    receiver.answers = answers
    scene.people.add_webhook(receiver.url, scene.partner)
    scene.ticket()
    assert (await over(scene)).attempts == attempts
    ids = {headers["x-zendesk-webhook-invocation-id"] for headers, _ in receiver.got}
    assert len(ids) == 1


async def test_a_missing_answer_is_a_timeout_and_is_tried_again(
    scene: Scene, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhooks, "PATIENCE", 0.3)
    receiver.answers = [None, (200, "")]
    scene.people.add_webhook(receiver.url, scene.partner)
    scene.ticket()
    assert (await over(scene)).attempts[0] == webhooks.TIMED_OUT


async def test_a_request_before_the_webhook_is_saved_is_signed_with_the_published_secret(
    scene: Scene, receiver: Receiver
) -> None:
    assert await scene.world.webhooks.try_out(receiver.url, "{}") == 200
    headers, body = receiver.got[0]
    at = headers["x-zendesk-webhook-signature-timestamp"]
    digest = hmac.new(webhooks.TEST_SECRET.encode(), at.encode() + body, hashlib.sha256).digest()
    assert headers["x-zendesk-webhook-signature"] == base64.b64encode(digest).decode()
