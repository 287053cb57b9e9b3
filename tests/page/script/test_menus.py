"""Menus, confirmation dialogs, and messages that are answered in their thread or through their response_url."""

from typing import Any

import aiohttp
import pytest
from playwright.async_api import expect

from tests.page.scripted import Payload, ScriptedSandbox, option, said
from tests.page.visitor import Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")
Block = dict[str, Any]
_ASKED = {
    "title": {"type": "plain_text", "text": "Hand it back?"},
    "text": {"type": "mrkdwn", "text": "To *Joris Visser*, with <b>your</b> note."},
    "confirm": {"type": "plain_text", "text": "Hand back"},
    "deny": {"type": "plain_text", "text": "Keep it"},
    "style": "danger",
}


def _row(*elements: Block) -> Block:
    return {"type": "actions", "elements": list(elements)}


def _button(text: str, action_id: str = "go", **more: Any) -> Block:
    return {"type": "button", "action_id": action_id, "text": {"type": "plain_text", "text": text}, **more}


def _more(*values: str) -> Block:
    return {"type": "overflow", "action_id": "more", "options": [option(value) for value in values]}


async def test_a_confirmation_dialog_sends_the_click_only_after_yes(sandbox: ScriptedSandbox, watcher: Visitor) -> None:
    sandbox.posts("x", [_row(_button("Give back", confirm=_ASKED))])
    opener = watcher.page.get_by_role("button", name="Give back")
    asked = watcher.page.get_by_role("dialog", name="Hand it back?")
    for no in ("Keep it", "Escape"):
        await opener.click()
        await expect(asked).to_contain_text("To Joris Visser, with <b>your</b> note.")
        await expect(asked.locator("strong")).to_have_text("Joris Visser")
        if no == "Escape":
            await watcher.page.keyboard.press(no)
        else:
            await watcher.click(no, within=asked)
        await expect(asked).to_have_count(0)
        await expect(opener).to_be_focused()
    await opener.click()
    await watcher.click("Hand back", within=asked)
    await sandbox.receives("block_actions")
    assert len(sandbox.received_of("block_actions")) == 1


async def test_a_choice_that_was_not_confirmed_is_reset(sandbox: ScriptedSandbox, watcher: Visitor) -> None:
    menu = {"type": "static_select", "action_id": "menu", "options": [option("a"), option("b")]}
    radios = {"type": "radio_buttons", "action_id": "radios", "options": [option("left"), option("right")]}
    sandbox.posts("x", [_row({**menu, "confirm": _ASKED}, {**radios, "confirm": _ASKED})])
    chosen = watcher.page.get_by_label("static select")
    await chosen.select_option("b")
    await watcher.click("Keep it")
    await expect(chosen).to_have_value("")
    await watcher.page.get_by_label("Right").click()
    await watcher.click("Keep it")
    await expect(watcher.page.get_by_label("Right")).not_to_be_checked()
    assert sandbox.received_of("block_actions") == []
    await chosen.select_option("a")
    await watcher.click("Hand back")
    assert (await sandbox.receives("block_actions"))["actions"][0]["selected_option"]["value"] == "a"
    await expect(chosen).to_have_value("a")


async def test_a_menu_closes_on_escape_on_a_press_outside_and_on_a_choice(
    sandbox: ScriptedSandbox, watcher: Visitor
) -> None:
    sandbox.posts("x", [_row(_button("Take it"), _more("info:1", "new:1"))])
    menu, choice = watcher.page.get_by_label("More actions"), watcher.page.get_by_role("button", name="Info:1")
    await menu.press("Enter")
    await expect(watcher.page.get_by_role("button", name="New:1")).to_be_in_viewport(ratio=1)
    await watcher.page.keyboard.press("Tab")
    await expect(choice).to_be_focused()
    await watcher.page.keyboard.press("Escape")
    await expect(choice).to_be_hidden()
    await expect(menu).to_be_focused()
    await menu.click()
    await watcher.page.get_by_role("heading", name="#ispnext-tickets").click()
    await expect(choice).to_be_hidden()
    await menu.click()
    await choice.click()
    await expect(choice).to_be_hidden()
    await expect(menu).to_be_focused()
    assert (await sandbox.receives("block_actions"))["actions"][0]["selected_option"]["value"] == "info:1"


async def test_menus_with_the_same_action_id_are_told_apart(sandbox: ScriptedSandbox, watcher: Visitor) -> None:
    rows = [said(f"Ticket {number}") | {"accessory": _more(f"info:{number}", f"new:{number}")} for number in (1, 2)]
    message = sandbox.posts("x", rows)
    await watcher.page.get_by_label("More actions").nth(1).click()
    sandbox.slack.edit(message, "x", [said("Two tickets"), *rows])
    await watcher.sees("Two tickets")
    await expect(watcher.page.get_by_role("button", name="New:1")).to_be_hidden()
    await watcher.click("New:2")
    assert (await sandbox.receives("block_actions"))["actions"][0]["selected_option"]["value"] == "new:2"


async def test_an_option_with_a_url_opens_it_and_is_sent(sandbox: ScriptedSandbox, watcher: Visitor) -> None:
    there = {**option("open"), "url": f"{sandbox.address}/agent/tickets/48201"}
    sandbox.posts("x", [_row({"type": "overflow", "action_id": "more", "options": [option("info"), there]})])
    await watcher.page.get_by_label("More actions").click()
    await watcher.page.get_by_role("link", name="Open").click()
    await expect(watcher.page.locator(".ticket h3")).to_contain_text("#48201")
    assert (await sandbox.receives("block_actions"))["actions"][0]["selected_option"]["value"] == "open"


async def test_every_menu_works_beside_a_section(sandbox: ScriptedSandbox, watcher: Visitor) -> None:
    options = [option("left"), option("right")]
    kinds = ("static_select", "radio_buttons", "checkboxes")
    sandbox.posts(
        "x", [said(kind) | {"accessory": {"type": kind, "action_id": kind, "options": options}} for kind in kinds]
    )
    await watcher.page.get_by_label("static select").select_option("right")
    await sandbox.receives("block_actions")
    await watcher.page.get_by_role("radio", name="Right").check()
    await sandbox.receives("block_actions", times=2)
    await watcher.page.get_by_role("checkbox", name="Left").check()
    await sandbox.receives("block_actions", times=3)
    await watcher.page.get_by_role("checkbox", name="Right").check()
    await sandbox.receives("block_actions", times=4)
    actions = [told["actions"][0] for told in sandbox.received_of("block_actions")]
    assert [actions[at]["selected_option"]["value"] for at in (0, 1)] == ["right", "right"]
    assert [[each["value"] for each in actions[at]["selected_options"]] for at in (2, 3)] == [
        ["left"],
        ["left", "right"],
    ]


async def test_a_reply_with_buttons_is_updated_in_its_thread(sandbox: ScriptedSandbox, watcher: Visitor) -> None:
    card = sandbox.posts("A card")
    reply = sandbox.posts("Sanne asks", [said("Sanne asks"), _row(_button("Confirm"))], thread_ts=card.ts)
    sandbox.posts("Only Sanne sees this", only_for=sandbox.scene.sanne.id, thread_ts=card.ts)
    await expect(watcher.message("Sanne asks")).to_have_count(0)
    await watcher.message("A card").get_by_role("button", name="1 reply").click()
    await watcher.sees("Only Sanne sees this")
    await watcher.click("Confirm")
    told = await sandbox.receives("block_actions")
    assert told["container"]["thread_ts"] == told["message"]["thread_ts"] == card.ts
    sandbox.slack.edit(reply, "Confirmed", [said("Confirmed by Tom")], mark=False)
    await watcher.sees("Confirmed by Tom")
    await expect(watcher.page.get_by_role("button", name="Confirm")).to_have_count(0)


async def test_an_ephemeral_message_is_replaced_and_deleted_by_its_response_url(
    sandbox: ScriptedSandbox, watcher: Visitor
) -> None:
    asked = sandbox.posts("Sure?", [said("Sure?"), _row(_button("Yes"))], only_for=sandbox.scene.sanne.id)
    await watcher.click("Yes")
    told = await sandbox.receives("block_actions")
    assert told["container"]["is_ephemeral"] is True
    replaced = {"replace_original": True, "text": "Sent", "blocks": [said("On its way"), _row(_button("Undo"))]}
    await _responds(told, replaced)
    await watcher.sees("On its way")
    await expect(watcher.page.locator(".message")).to_have_count(1)
    await watcher.click("Undo")
    again = await sandbox.receives("block_actions", times=2)
    assert again["container"]["message_ts"] == asked.ts
    await _responds(again, {"delete_original": True})
    await expect(watcher.page.locator(".message")).to_have_count(0)


async def _responds(told: Payload, body: dict[str, Any]) -> None:
    async with aiohttp.ClientSession() as session, session.post(told["response_url"], json=body) as answer:
        assert answer.status == 200, await answer.text()
