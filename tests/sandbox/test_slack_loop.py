"""A real Bolt app works against the imitation, over sockets and over HTTP."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack.delivery import HttpDelivery
from sandbox.slack.text import message_text
from tests.sandbox.slack_kit import (
    Town,
    actions,
    bolt,
    button,
    field,
    modal,
    over_http,
    over_sockets,
    section,
    top,
)

Body = dict[str, Any]
Way = Callable[[Town, AsyncApp], AbstractAsyncContextManager[None]]


@pytest.fixture(params=[over_sockets, over_http], ids=["sockets", "http"])
def way(request: pytest.FixtureRequest) -> Way:
    chosen: Way = request.param
    return chosen


async def test_command_click_and_form_reach_the_bot_and_are_answered(place: Town, way: Way) -> None:
    app = bolt(place)

    @app.command("/desk")
    async def command(ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        await ack(f"You said {body['text']}")
        card = [section("A ticket"), actions(button("take", value="7"))]
        await client.chat_postMessage(channel=body["channel_id"], text="A ticket", blocks=card)

    @app.action("take")
    async def take(ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        await ack()
        ticket = body["actions"][0]["value"]
        await client.views_open(
            trigger_id=body["trigger_id"], view=modal(field("findings", multiline=True), private_metadata=ticket)
        )

    @app.view("note")
    async def submitted(ack: AsyncAck, body: Body, view: Body, client: AsyncWebClient) -> None:
        await ack()
        words = view["state"]["values"]["findings"]["value"]["value"]
        said = f"#{view['private_metadata']} by {body['user']['username']}: {words}"
        await client.chat_postMessage(channel=place.team.id, text=said)

    async with way(place, app):
        answered = await place.sanne.command("/desk", " watch ", channel=place.team)
        assert answered.reply is not None
        assert answered.reply.only_for == place.sanne.id
        assert answered.reply.text == "You said watch"
        await place.workspace.until(lambda: len(place.sanne.sees(place.team)) == 2)

        card = next(message for message in place.sanne.sees(place.team) if message.blocks)
        clicked = await place.sanne.click(card, "take", value="7")
        assert clicked.error is None
        await place.workspace.until(lambda: place.sanne.modal)

        place.sanne.fill("Findings", "First line\nSecond line")
        outcome = await place.sanne.submit()
        assert outcome.closed
        assert place.sanne.modal is None
        await place.workspace.until(lambda: len(place.sanne.sees(place.team)) == 3)
    assert message_text(place.sanne.sees(place.team)[2]) == "#7 by sanne: First line\nSecond line"


async def test_late_acknowledgement_shows_an_error_and_the_typed_text_stays(place: Town, way: Way) -> None:
    place.workspace.patience = 0.1
    app = bolt(place)

    @app.command("/desk")
    @app.action("take")
    @app.view("note")
    async def late(ack: AsyncAck) -> None:
        await asyncio.sleep(0.3)
        await ack()

    card = await place.post(text="A ticket", blocks=[actions(button("take"))])
    view = await place.open_modal(field("findings"))
    async with way(place, app):
        command = await place.sanne.command("/desk", channel=place.team)
        assert command.shown == 'Slack: /desk failed with the error "operation_timeout"'

        assert (await place.sanne.click(card, "take")).error == "operation_timeout"

        place.sanne.fill("findings", "Long work")
        outcome = await place.sanne.submit()
        assert outcome.shown == view.trouble == "We had some trouble connecting. Try again?"
        assert top(place.sanne).values["findings"]["value"]["value"] == "Long work"
        await asyncio.sleep(0.3)
        assert top(place.sanne) is view


@pytest.mark.parametrize(
    "answer",
    [
        {"response_action": "errors", "errors": {"nowhere": "No such field"}},
        {"response_action": "errors", "errors": {}},
        {"response_action": "update", "view": {"type": "modal"}},
        {"response_action": "vanish"},
        {"text": "Thanks"},
    ],
)
async def test_answer_that_slack_does_not_understand_shows_an_error(place: Town, way: Way, answer: Body) -> None:
    app = bolt(place)

    @app.view("note")
    async def submitted(ack: AsyncAck) -> None:
        await ack(answer)

    await place.open_modal(field("findings", initial_value="Kept"))
    async with way(place, app):
        outcome = await place.sanne.submit()
    assert outcome.shown == "We had some trouble connecting. Try again?"
    assert top(place.sanne).values["findings"]["value"]["value"] == "Kept"


async def test_submission_can_show_errors_update_push_and_clear(place: Town, way: Way) -> None:
    app = bolt(place)
    answers: list[Body] = [
        {"response_action": "errors", "errors": {"findings": "Too vague"}},
        {"response_action": "update", "view": modal(field("findings"), section("Saving"))},
        {"response_action": "push", "view": modal(section("Sure?"))},
        {"response_action": "clear"},
    ]

    @app.view("note")
    async def submitted(ack: AsyncAck) -> None:
        await ack(answers.pop(0))

    first = await place.open_modal(field("findings"))
    place.sanne.fill("findings", "It broke")
    async with way(place, app):
        assert (await place.sanne.submit()).errors == {"findings": "Too vague"}
        assert first.errors == {"findings": "Too vague"}
        assert (await place.sanne.submit()).updated
        assert first.errors == {}
        assert first.values["findings"]["value"]["value"] == "It broke"
        assert (await place.sanne.submit()).pushed
        assert len(place.sanne.modals) == 2
        assert (await place.sanne.submit()).closed
    assert place.sanne.modals == []


async def test_failing_bot_and_missing_bot_give_different_errors(place: Town) -> None:
    app = bolt(place)
    gone = await place.sanne.command("/desk", channel=place.team)
    assert gone.error == "dispatch_failed"
    place.workspace.deliver_by = HttpDelivery("http://127.0.0.1:9/slack/events")
    assert (await place.sanne.command("/desk", channel=place.team)).error == "dispatch_failed"

    async with over_http(place, app):
        unhandled = await place.sanne.command("/desk", channel=place.team)
    assert unhandled.error == "http_client_error"


async def test_http_statuses_are_shown_at_the_button(place: Town) -> None:
    card = await place.post(text="A ticket", blocks=[actions(button("take"))])
    assert (await place.sanne.click(card, "take")).shown == "This app is not responding."
    async with over_http(place, bolt(place)):
        assert (await place.sanne.click(card, "take")).shown == "This app responded with Status Code 404."


@pytest.mark.parametrize(
    ("answer", "error", "shown"),
    [
        ({}, None, None),
        ({"response_type": "in_channel"}, None, None),
        ({"blocks": [section("Only blocks")]}, None, ""),
        ({"text": "Card", "blocks": [{"type": "nonsense"}]}, "invalid_blocks", None),
    ],
)
async def test_acknowledgement_of_a_command_may_carry_a_message(
    place: Town, way: Way, answer: Body, error: str | None, shown: str | None
) -> None:
    app = bolt(place)

    @app.command("/desk")
    async def command(ack: AsyncAck) -> None:
        await ack(answer)

    async with way(place, app):
        outcome = await place.sanne.command("/desk", channel=place.team)
    assert outcome.error == error
    assert (outcome.reply.text if outcome.reply else None) == shown
