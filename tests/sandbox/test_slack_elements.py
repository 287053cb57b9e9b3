"""Each element sends its choice at once, with the state of the other elements, on every surface."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from slack_bolt.async_app import AsyncAck, AsyncRespond

from sandbox.slack.records import Message, View
from tests.sandbox.slack_kit import Town, actions, bolt, button, modal, option, over_sockets, section
from tests.sandbox.slack_kit import field as input_

Body = dict[str, Any]
OPTIONS = [option("mapping"), option("rights"), option("data")]
PLACEHOLDER = {"type": "plain_text", "text": "Choose one", "emoji": True}
CONFIRM = {"title": {"type": "plain_text", "text": "Sure?"}, "text": {"type": "mrkdwn", "text": "It goes *back*."}}


@dataclass(frozen=True)
class Case:
    """An element, what a person enters, and the expected part of the action."""

    kind: str
    told: Body
    more: Body = field(default_factory=dict)
    option: Any = None

    @property
    def element(self) -> Body:
        return {"type": self.kind, "action_id": "it", **self.more}


CASES = {
    "button": Case("button", {"value": "7"}, {"text": PLACEHOLDER, "value": "7", "confirm": CONFIRM}),
    "overflow": Case("overflow", {"selected_option": OPTIONS[2]}, {"options": OPTIONS}, "data"),
    "radio": Case("radio_buttons", {"selected_option": OPTIONS[1]}, {"options": OPTIONS}, "rights"),
    "checkboxes": Case("checkboxes", {"selected_options": OPTIONS[:2]}, {"options": OPTIONS}, ["mapping", "rights"]),
    "select": Case(
        "static_select",
        {"selected_option": OPTIONS[0], "initial_option": OPTIONS[1], "placeholder": PLACEHOLDER},
        {"options": OPTIONS, "initial_option": OPTIONS[1], "placeholder": PLACEHOLDER},
        "Mapping",
    ),
    "date": Case("datepicker", {"selected_date": "2026-11-23"}, {}, "2026-11-23"),
}


class Heard:
    """A bot that acknowledges every payload and keeps it."""

    def __init__(self, place: Town) -> None:
        self.bodies: list[Body] = []
        self.app = bolt(place)
        self.app.action("it")(self._keep)

    async def _keep(self, ack: AsyncAck, body: Body) -> None:
        await ack()
        self.bodies.append(body)


def _plain(told: Any) -> Any:
    """A copy without the defaults that Slack adds to text objects."""
    if isinstance(told, list):
        return [_plain(each) for each in told]
    return {name: _plain(value) for name, value in told.items() if name != "emoji"} if isinstance(told, dict) else told


async def _acts(place: Town, where: Message | View, case: Case) -> Body:
    heard = Heard(place)
    async with over_sockets(place, heard.app):
        outcome = await place.sanne.click(where, "it", option=case.option)
    assert outcome.error is None
    (body,) = heard.bodies
    (action,) = body["actions"]
    assert (action["type"], action["action_id"], action["block_id"]) == (case.kind, "it", "b")
    assert action["action_ts"]
    assert {name: _plain(action[name]) for name in case.told} == _plain(case.told)
    return body


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
@pytest.mark.parametrize("beside", ["in actions", "beside a section"])
async def test_an_element_in_a_message_sends_its_choice(place: Town, case: Case, beside: str) -> None:
    block = actions(case.element) if beside == "in actions" else section("Words", accessory=case.element)
    message = await place.post(text="Card", blocks=[{**block, "block_id": "b"}])
    body = await _acts(place, message, case)
    assert body["container"] == {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": place.team.id,
        "is_ephemeral": False,
    }
    assert body["message"]["ts"] == message.ts
    assert body["channel"] == {"id": place.team.id, "name": "team"}
    assert body["response_url"].startswith(place.workspace.base_url)
    assert body["trigger_id"]


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
async def test_an_element_in_a_dialog_sends_its_choice(place: Town, case: Case) -> None:
    view = await place.open_modal({**actions(case.element), "block_id": "b"}, input_("words"))
    place.sanne.fill("words", "half a sentence")
    body = await _acts(place, view, case)
    assert body["container"] == {"type": "view", "view_id": view.id}
    assert body["view"]["hash"] == view.hash
    assert body["view"]["state"]["values"]["words"]["value"]["value"] == "half a sentence"
    assert not {"message", "channel", "response_url"} & set(body)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
async def test_an_element_on_the_home_tab_sends_its_choice(place: Town, case: Case) -> None:
    blocks = [section("Mine"), {"type": "divider"}, {**section("#7", accessory=case.element), "block_id": "b"}]
    await place.client.views_publish(user_id=place.sanne.id, view={"type": "home", "blocks": blocks})
    home = place.sanne.home
    assert home is not None
    body = await _acts(place, home, case)
    assert body["container"] == {"type": "view", "view_id": home.id}
    assert (body["view"]["type"], body["view"]["id"]) == ("home", home.id)
    assert not {"message", "channel", "response_url"} & set(body)


async def test_a_button_on_the_home_tab_opens_a_dialog(place: Town) -> None:
    app = bolt(place)

    @app.action("it")
    async def opens(ack: AsyncAck, body: Body) -> None:
        await ack()
        await place.client.views_open(trigger_id=body["trigger_id"], view=modal(section("Hello")))

    home = {"type": "home", "blocks": [actions(button("it"))]}
    await place.client.views_publish(user_id=place.sanne.id, view=home)
    assert place.sanne.home is not None
    async with over_sockets(place, app):
        await place.sanne.click(place.sanne.home, "it")
        await place.workspace.until(lambda: place.sanne.modal)
    assert len(place.sanne.modals) == 1


async def test_a_button_sends_the_state_of_the_menus_beside_it(place: Town) -> None:
    menu = {"type": "static_select", "action_id": "menu", "options": OPTIONS, "initial_option": OPTIONS[1]}
    boxes = {"type": "checkboxes", "action_id": "boxes", "options": OPTIONS}
    message = await place.post(text="Card", blocks=[{**actions(button("it"), menu, boxes), "block_id": "b"}])
    values = (await _acts(place, message, Case("button", {})))["state"]["values"]
    assert _plain(values["b"]) == {
        "menu": {"type": "static_select", "selected_option": OPTIONS[1]},
        "boxes": {"type": "checkboxes", "selected_options": []},
    }


async def test_an_input_that_dispatches_sends_the_typed_text(place: Town) -> None:
    for kind, more, typed in (
        ("plain_text_input", {"multiline": True}, "two\nlines"),
        ("number_input", {"is_decimal_allowed": False}, "75"),
        ("plain_text_input", {}, None),
    ):
        block = {**input_("b", kind, **more), "dispatch_action": True}
        block["element"]["action_id"] = "it"
        view = await place.open_modal(block)
        body = await _acts(place, view, Case(kind, {"value": typed}, option=typed))
        assert body["view"]["state"]["values"]["b"]["it"] == {"type": kind, "value": typed}


async def test_an_ephemeral_message_in_a_thread_changes_only_through_its_response_url(place: Town) -> None:
    app = bolt(place)
    bodies: list[Body] = []
    statuses: list[int] = []
    answers: list[Body] = [
        {"text": "Handing back…", "replace_original": True, "blocks": [actions(button("it", "Again"))]},
        {"delete_original": True},
        {"delete_original": True},
    ]

    @app.action("it")
    async def answered(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        await ack()
        bodies.append(body)
        statuses.append((await respond(**answers[len(statuses)])).status_code)

    card = await place.post(text="Card")
    await place.client.chat_postEphemeral(
        channel=place.team.id, user=place.sanne.id, thread_ts=card.ts, text="Sure?", blocks=[actions(button("it"))]
    )
    (asked,) = [message for message in place.sanne.thread(card) if message.only_for]
    async with over_sockets(place, app):
        await place.sanne.click(asked, "it")
        await place.workspace.until(lambda: asked.text == "Handing back…")
        assert asked in place.sanne.thread(card)
        await place.sanne.click(asked, "it")
        await place.workspace.until(lambda: asked not in place.sanne.thread(card))
        url = bodies[-1]["response_url"]
        async with place.session.post(url, json={"delete_original": True}) as again:
            assert again.status == 200
    assert statuses == [200, 200]
    assert bodies[0]["container"] == {
        "type": "message",
        "message_ts": asked.ts,
        "channel_id": place.team.id,
        "is_ephemeral": True,
        "thread_ts": card.ts,
    }
    assert "message" not in bodies[0]


async def test_a_message_that_is_gone_is_neither_replaced_nor_deleted(place: Town) -> None:
    card = await place.post(text="Card")
    url = place.workspace.new_response_url(card, place.team, place.sanne.id)
    await place.client.chat_delete(channel=place.team.id, ts=card.ts)
    for body in ({"delete_original": True}, {"replace_original": True, "text": "x"}):
        async with place.session.post(url, json=body) as answer:
            assert (answer.status, (await answer.json())["error"]) == (400, "message_not_found")


async def test_a_reply_with_buttons_is_updated_in_place(place: Town) -> None:
    card = await place.post(text="Card")
    reply = await place.post(text="Sanne asks to hand back", thread_ts=card.ts, blocks=[actions(button("it"))])
    await place.client.chat_update(channel=place.team.id, ts=reply.ts, text="Confirmed", blocks=[section("Confirmed")])
    assert place.sanne.thread(card) == [card, reply]
    assert reply.blocks[0]["text"]["text"] == "Confirmed"
    assert (reply.edited, reply.thread_ts) == (None, card.ts)
