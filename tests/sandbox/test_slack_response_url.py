"""A response_url works for a limited time, and accepts only what Slack accepts."""

import json
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

from sandbox.slack.records import Message
from tests.sandbox.slack_kit import (
    Town,
    actions,
    bolt,
    button,
    over_http,
    over_sockets,
)

Body = dict[str, Any]
Way = Callable[[Town, AsyncApp], AbstractAsyncContextManager[None]]


@pytest.fixture(params=[over_sockets, over_http], ids=["sockets", "http"])
def way(request: pytest.FixtureRequest) -> Way:
    chosen: Way = request.param
    return chosen


async def test_response_url_works_five_times_within_thirty_minutes(place: Town, way: Way) -> None:
    app = bolt(place)
    statuses: list[int] = []

    @app.action("take")
    async def take(ack: AsyncAck, respond: AsyncRespond) -> None:
        await ack()
        await respond("Only you")
        await respond("New card", replace_original=True)
        await respond("All", response_type="in_channel")
        statuses.extend([(await respond(text)).status_code for text in ("4", "5", "6")])

    card = await place.post(text="A ticket", blocks=[actions(button("take"))])
    async with way(place, app):
        await place.sanne.click(card, "take")
        await place.workspace.until(lambda: len(statuses) == 3)
    assert statuses == [200, 200, 404]
    assert (card.text, card.blocks) == ("New card", [])
    seen = place.sanne.sees(place.team)
    assert [(m.text, m.only_for) for m in seen[1:3]] == [("Only you", place.sanne.id), ("All", None)]


async def test_response_url_refuses_what_slack_refuses(place: Town) -> None:
    card = await place.post(text="A ticket")
    workspace = place.workspace

    async def refusal(url: str, body: Body | str) -> str:
        sent = body if isinstance(body, str) else json.dumps(body)
        async with place.session.post(url, data=sent) as answer:
            error: str = (await answer.json())["error"]
            return error

    def fresh(source: Message | None = card) -> str:
        return workspace.new_response_url(source, place.team, place.sanne.id)

    assert await refusal(fresh(), "{") == "invalid_payload"
    assert await refusal(fresh(), "[]") == "invalid_payload"
    assert await refusal(fresh(), {}) == "no_text"
    assert await refusal(fresh(), {"blocks": [{"type": "nonsense"}]}) == "invalid_blocks"
    assert await refusal(fresh(), {"text": "x", "thread_ts": card.ts}) == "invalid_arguments"
    assert await refusal(fresh(None), {"delete_original": True}) == "cant_delete_message"
    assert await refusal(f"{fresh()}0", {"text": "x"}) == "invalid_url"
    old = fresh()
    place.clock.advance(30 * 60 + 1)
    assert await refusal(old, {"text": "x"}) == "expired_url"


async def test_ephemeral_message_is_removed_by_its_response_url(place: Town) -> None:
    app = bolt(place)
    seen: list[Body] = []

    @app.action("ok")
    async def ok(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        await ack()
        seen.append(body)
        await respond(delete_original=True)

    await place.client.chat_postEphemeral(
        channel=place.team.id, user=place.sanne.id, text="Psst", blocks=[actions(button("ok"))]
    )
    tom = place.workspace.add_user("tom")
    place.team.members.append(tom.id)
    assert tom.sees(place.team) == []
    async with over_sockets(place, app):
        await place.sanne.click(place.sanne.sees(place.team)[0], "ok")
        await place.workspace.until(lambda: not place.sanne.sees(place.team))
    assert seen[0]["container"]["is_ephemeral"]
    assert "message" not in seen[0]
