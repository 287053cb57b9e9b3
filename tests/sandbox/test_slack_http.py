"""Signed and forged requests over HTTP."""

import asyncio
import hashlib
import hmac
import time
from typing import Any

import pytest
from aiohttp import web
from slack_bolt.async_app import AsyncAck, AsyncApp

from sandbox.slack.delivery import HttpDelivery
from tests.sandbox.slack_kit import Town, bolt, over_http, serve

Body = dict[str, Any]


async def answering(place: Town) -> tuple[AsyncApp, list[str]]:
    app = bolt(place)
    said: list[str] = []

    @app.command("/desk")
    async def command(ack: AsyncAck, body: Body) -> None:
        await ack()
        said.append(body["text"])

    return app, said


async def test_http_retries_name_their_reason_and_stop_on_no_retry(place: Town) -> None:
    place.workspace.retry_delays = (0.0, 0.0, 0.0)
    seen: list[tuple[str | None, str | None]] = []
    answers = [500, 500, 503]

    async def events(request: web.Request) -> web.Response:
        seen.append((request.headers.get("X-Slack-Retry-Num"), request.headers.get("X-Slack-Retry-Reason")))
        status = answers.pop(0)
        return web.Response(status=status, headers={"x-slack-no-retry": "1"} if status == 503 else {})

    server = web.Application()
    server.router.add_post("/slack/events", events)
    runner, base = await serve(server)
    place.workspace.deliver_by = HttpDelivery(f"{base}/slack/events")
    await place.sanne.open_home()
    await place.workspace.until(lambda: not answers)
    await asyncio.sleep(0.05)
    await runner.cleanup()
    assert seen == [(None, None), ("1", "http_error"), ("2", "http_error")]


async def test_requests_are_signed_and_forged_ones_are_refused(place: Town) -> None:
    app, said = await answering(place)
    form = "application/x-www-form-urlencoded"
    body = "command=/desk&text=forged&user_id=U1&team_id=T1&token=x&channel_id=C1"
    async with over_http(place, app):
        assert (await place.sanne.command("/desk", "true", channel=place.team)).error is None
        post = place.workspace.post_raw
        assert (await post(body, content_type=form)).status == 200
        assert (await post(body, content_type=form, secret="other")).status == 401
        assert (await post(body, content_type=form, age=301)).status == 401
        assert (await post(body, content_type=form, sign=False)).status == 401
        assert (await post(body, content_type=form, path="/elsewhere")).status == 404
    assert said == ["true", "forged"]


async def test_signature_follows_slacks_scheme(place: Town) -> None:
    headers = place.workspace.delivery.signed(b"body", "application/json")
    stamp = headers["X-Slack-Request-Timestamp"]
    assert abs(int(stamp) - time.time()) < 5
    secret = place.workspace.signing_secret.encode()
    expected = hmac.new(secret, f"v0:{stamp}:body".encode(), hashlib.sha256).hexdigest()
    assert headers["X-Slack-Signature"] == f"v0={expected}"


async def test_url_verification_is_answered_by_bolt(place: Town) -> None:
    async with over_http(place, bolt(place)):
        assert await place.workspace.verify_url()
    place.workspace.deliver_by = "socket"
    with pytest.raises(TypeError):
        await place.workspace.verify_url()


async def test_http_answer_that_is_not_json_shows_an_error_in_the_form(place: Town) -> None:
    async def nonsense(request: web.Request) -> web.Response:
        kind = "payload" in await request.post()
        return web.Response(text="{" if kind else "[1]", content_type="application/json")

    server = web.Application()
    server.router.add_post("/slack/events", nonsense)
    runner, base = await serve(server)
    place.workspace.deliver_by = HttpDelivery(f"{base}/slack/events")
    assert (await place.sanne.command("/desk", channel=place.team)).error == "invalid_command_response"
    await place.open_modal()
    assert (await place.sanne.submit()).error == "invalid_response"
    await runner.cleanup()
