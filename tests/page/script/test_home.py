"""The Home tab: opening it sends an event, a published view is drawn, and a click in it names the view."""

from typing import Any

import pytest
from playwright.async_api import expect

from sandbox.slack.records import View
from tests.page.scripted import ScriptedSandbox, field, modal, option, said
from tests.page.visitor import Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")
Block = dict[str, Any]


def _button(action_id: str, text: str, **more: Any) -> Block:
    return {"type": "button", "action_id": action_id, "text": {"type": "plain_text", "text": text}, **more}


def _publishes(sandbox: ScriptedSandbox, *blocks: Block) -> None:
    sandbox.slack.views.publish(sandbox.scene.sanne.id, {"type": "home", "blocks": list(blocks)})


def _home(sandbox: ScriptedSandbox) -> View:
    home = sandbox.scene.sanne.home
    assert home is not None
    return home


async def _goes_home(visitor: Visitor) -> None:
    await visitor.page.locator(".channels").get_by_role("button", name="partnerdesk").click()
    await visitor.click("Home")


async def test_opening_the_home_sends_one_event_with_its_tab(sandbox: ScriptedSandbox, watcher: Visitor) -> None:
    await _goes_home(watcher)
    await watcher.sees("The bot has not published its Home tab yet.")
    await sandbox.receives("app_home_opened", times=2)
    _publishes(sandbox, said("*Mine*: nothing"))
    await watcher.sees("Mine")
    await watcher.page.reload()
    await watcher.is_ready("sanne")
    again = await sandbox.receives("app_home_opened", times=3)
    await watcher.sees("Mine")
    assert [opened["tab"] for opened in sandbox.received_of("app_home_opened")] == ["messages", "home", "home"]
    assert again["user"] == sandbox.scene.sanne.id
    assert again["view"]["id"] == _home(sandbox).id
    assert again["channel"] == sandbox.slack.direct(sandbox.scene.sanne.id).id


async def test_a_click_on_the_home_tab_names_its_view(sandbox: ScriptedSandbox, watcher: Visitor) -> None:
    more = {"type": "overflow", "action_id": "more", "options": [option("snooze"), option("new")]}
    level = {"type": "static_select", "action_id": "level", "options": [option("all"), option("mine")]}
    _publishes(
        sandbox,
        {"type": "header", "text": {"type": "plain_text", "text": "Mine"}},
        said("#7 Export stops") | {"block_id": "s", "accessory": more},
        {"type": "divider"},
        {"type": "actions", "block_id": "a", "elements": [_button("take", "Take it", value="7"), level]},
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "as of *now*"}]},
    )
    await _goes_home(watcher)
    home = watcher.page.get_by_role("region", name="Home tab")
    await expect(home.get_by_role("heading", name="Mine")).to_be_visible()
    await home.get_by_label("level").or_(home.get_by_label("static select")).select_option("mine")
    await sandbox.receives("block_actions")
    await home.get_by_label("More actions").click()
    await watcher.click("New", within=home)
    await sandbox.receives("block_actions", times=2)
    await watcher.click("Take it", within=home)
    await sandbox.receives("block_actions", times=3)
    selected, chosen, pressed = sandbox.received_of("block_actions")
    for told in (selected, chosen, pressed):
        assert told["container"] == {"type": "view", "view_id": _home(sandbox).id}
        assert told["view"]["type"] == "home"
        assert "message" not in told
    assert selected["actions"][0]["selected_option"]["value"] == "mine"
    assert chosen["actions"][0]["selected_option"]["value"] == "new"
    assert pressed["actions"][0]["value"] == "7"
    assert pressed["view"]["state"]["values"]["a"]["level"]["selected_option"]["value"] == "mine"


async def test_a_home_that_is_published_again_keeps_focus_and_typed_text(
    sandbox: ScriptedSandbox, watcher: Visitor
) -> None:
    row = {"type": "actions", "block_id": "a", "elements": [_button("take", "Take it")]}
    _publishes(sandbox, said("Before"), row, field("plain_text_input", "words"))
    await _goes_home(watcher)
    await watcher.page.get_by_label("Words").fill("half a sent")
    await watcher.page.get_by_role("button", name="Take it").focus()
    _publishes(sandbox, said("After"), row, field("plain_text_input", "words"))
    await watcher.sees("After")
    await expect(watcher.page.get_by_role("button", name="Take it")).to_be_focused()
    await expect(watcher.page.get_by_label("Words")).to_have_value("half a sent")
    await watcher.page.keyboard.press("Enter")
    pressed = await sandbox.receives("block_actions")
    assert pressed["view"]["state"]["values"]["words"]["it"]["value"] == "half a sent"


async def test_closing_a_dialog_returns_to_the_home_tab_that_opened_it(
    sandbox: ScriptedSandbox, watcher: Visitor
) -> None:
    _publishes(sandbox, {"type": "actions", "elements": [_button("write", "Write")]})
    sandbox.script = lambda told: _opens(sandbox, told)
    await _goes_home(watcher)
    await watcher.page.get_by_role("button", name="Write").focus()
    await watcher.page.keyboard.press("Enter")
    await expect(watcher.dialog).to_have_accessible_name("A form")
    await watcher.page.keyboard.press("Escape")
    await expect(watcher.page.locator(".dialogs")).to_be_hidden()
    await expect(watcher.page.get_by_role("button", name="Write")).to_be_focused()


def _opens(sandbox: ScriptedSandbox, told: dict[str, Any]) -> None:
    if told["type"] == "block_actions":
        sandbox.slack.views.open(told["trigger_id"], modal())
