"""Elements that the product does not use yet are accessible: no serious axe violation, wide or narrow."""

from typing import Any

import pytest
from playwright.async_api import expect

from tests.page.accessibility import is_accessible
from tests.page.conftest import NARROW, WIDE, NewVisitor
from tests.page.scripted import ScriptedSandbox, field, modal, option, said

pytestmark = pytest.mark.asyncio(loop_scope="session")
Block = dict[str, Any]


def _plain(text: str) -> Block:
    return {"type": "plain_text", "text": text}


_ASKED = {"title": _plain("Sure?"), "text": _plain("It goes back."), "confirm": _plain("Yes, back"), "style": "danger"}
_MENU: Block = {"type": "overflow", "action_id": "m", "options": [option("info"), option("new")]}
_CHOICES: Block = {
    "type": "actions",
    "elements": [
        {"type": "button", "action_id": "go", "text": _plain("Give back"), "confirm": _ASKED, "style": "danger"},
        {"type": "static_select", "action_id": "s", "placeholder": _plain("Show"), "options": [option("all")]},
        {"type": "radio_buttons", "action_id": "r", "options": [option("left"), option("right")]},
        {"type": "checkboxes", "action_id": "c", "options": [{**option("one"), "description": _plain("Only one")}]},
        {"type": "datepicker", "action_id": "d"},
        _MENU,
    ],
}
_HOME = [
    {"type": "header", "text": _plain("Mine")},
    said("*#7* Export stops") | {"accessory": _MENU},
    {"type": "divider"},
    {"type": "context", "elements": [{"type": "mrkdwn", "text": "as of <!date^0^{date_short}|then>"}]},
    _CHOICES,
]
_FIELDS = [
    field("number_input", "minutes", is_decimal_allowed=False)
    | {"dispatch_action": True, "hint": _plain("Whole ones")},
    field("radio_buttons", options=[option("left"), option("right")], optional=False),
    field("checkboxes", options=[option("one")]),
    field("plain_text_input", "words", multiline=True, optional=False),
    field("rich_text_input", "formatted"),
    field("file_input", "files"),
    field("multi_static_select", "several", options=[option("a"), option("b")]),
]


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
async def test_axe_finds_no_serious_violation(
    sandbox: ScriptedSandbox, new_visitor: NewVisitor, size: tuple[int, int]
) -> None:
    sanne = sandbox.scene.sanne
    card = sandbox.posts("A card", [_CHOICES])
    sandbox.posts("In its thread", [said("In its *thread*"), _CHOICES], thread_ts=card.ts)
    sandbox.posts("Psst", [said("Only for you"), _CHOICES], only_for=sanne.id)
    sandbox.slack.views.publish(sanne.id, {"type": "home", "blocks": _HOME})
    visitor = await (await new_visitor(sandbox.address, size=size)).open("sanne", f"&thread={card.ts}")
    await visitor.page.get_by_label("More actions").first.click()
    await is_accessible(visitor)
    await visitor.page.keyboard.press("Escape")
    await visitor.click("Give back")
    await is_accessible(visitor)
    await visitor.page.keyboard.press("Escape")
    await visitor.open("sanne")
    await is_accessible(visitor)
    await visitor.open("sanne", f"&channel={sandbox.slack.direct(sanne.id).id}&tab=home")
    await is_accessible(visitor)
    view = sandbox.opens(blocks=_FIELDS)
    await visitor.click("Send", within=visitor.dialog)
    await visitor.shows("Please complete this required field.")
    await is_accessible(visitor)
    sandbox.slack.views.push(sandbox.slack.new_trigger(sanne.id, view=view).id, modal(title="Over it"))
    await expect(visitor.dialog).to_have_accessible_name("Over it")
    await is_accessible(visitor)
