"""Modals behave as in Slack, with a scripted bot: errors, updates, a stack of three, true payloads."""

import asyncio
from typing import Any

import pytest
from playwright.async_api import FilePayload, expect

from tests.page.scripted import Payload, ScriptedSandbox, field, modal, option, said
from tests.page.visitor import Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_an_error_is_shown_under_its_field_and_the_typed_text_stays(
    sandbox: ScriptedSandbox, watcher: Visitor
) -> None:
    sandbox.script = lambda _: {"response_action": "errors", "errors": {"name": "That name is taken."}}
    sandbox.opens(blocks=[field("plain_text_input", "other"), field("plain_text_input", "name")])
    page = watcher.page
    await page.get_by_label("Name").fill("Sanne")
    await watcher.click("Send", within=watcher.dialog)
    await watcher.shows("That name is taken.")
    name = page.get_by_label("Name")
    await expect(name).to_be_focused()
    await expect(name).to_have_attribute("aria-invalid", "true")
    await expect(name).to_have_accessible_description("That name is taken.")
    await expect(name).to_have_value("Sanne")


async def test_an_error_below_a_tall_field_is_scrolled_into_view(sandbox: ScriptedSandbox, watcher: Visitor) -> None:
    sandbox.script = lambda _: {"response_action": "errors", "errors": {"tall": "That is too short."}}
    tall = field("rich_text_input", "tall", min_lines=12)
    sandbox.opens(blocks=[*(said(f"Line {number}") for number in range(6)), tall, field("plain_text_input", "other")])
    await watcher.click("Send", within=watcher.dialog)
    await watcher.shows("That is too short.")
    error = watcher.dialog.get_by_text("That is too short.")
    await expect(error).to_be_in_viewport(ratio=1)
    frame, words = await watcher.dialog.locator(".dialog-body").bounding_box(), await error.bounding_box()
    assert frame
    assert words
    assert words["y"] + words["height"] <= frame["y"] + frame["height"]


async def test_an_incomplete_form_is_not_sent(sandbox: ScriptedSandbox, watcher: Visitor) -> None:
    sandbox.opens(blocks=[field("plain_text_input", "name", optional=False)])
    await watcher.click("Send", within=watcher.dialog)
    await watcher.shows("Please complete this required field.")
    assert sandbox.received_of("view_submission") == []


async def test_up_to_three_modals_are_stacked_and_close_one_by_one(sandbox: ScriptedSandbox, watcher: Visitor) -> None:
    titles = iter(("Second", "Third"))
    sandbox.script = lambda payload: _pushes(payload, next(titles, None))
    sandbox.opens(title="First")
    dialogs = watcher.page.locator(".dialog")
    for number, title in enumerate(("First", "Second", "Third"), start=1):
        await expect(watcher.dialog).to_have_accessible_name(title)
        await expect(dialogs).to_have_count(number)
        await expect(watcher.dialog.get_by_label("Plain text input")).to_be_focused()
        if number < 3:
            await watcher.dialog.get_by_label("Plain text input").fill(f"in {title}")
            await watcher.click("Send", within=watcher.dialog)
    await watcher.page.keyboard.press("Escape")
    await expect(watcher.dialog).to_have_accessible_name("Second")
    await expect(watcher.dialog.get_by_label("Plain text input")).to_have_value("in Second")
    await watcher.click("Cancel", within=watcher.dialog)
    await expect(watcher.dialog.get_by_label("Plain text input")).to_have_value("in First")
    await watcher.click("Close dialog", within=watcher.dialog)
    await expect(dialogs).to_have_count(0)


async def test_the_x_closes_the_whole_stack(sandbox: ScriptedSandbox, watcher: Visitor) -> None:
    sandbox.script = lambda payload: _pushes(payload, "Second")
    sandbox.opens(title="First")
    await watcher.click("Send", within=watcher.dialog)
    await expect(watcher.dialog).to_have_accessible_name("Second")
    await watcher.click("Close dialog", within=watcher.dialog)
    await expect(watcher.page.locator(".dialogs")).to_be_hidden()
    assert sandbox.scene.sanne.modals == []


async def test_typed_text_survives_an_update_that_keeps_the_ids(sandbox: ScriptedSandbox, watcher: Visitor) -> None:
    view = sandbox.opens(
        blocks=[said("Reading…"), field("plain_text_input", "alpha"), field("rich_text_input", "beta")]
    )
    page = watcher.page
    await page.get_by_label("Alpha").fill("typed")
    await page.get_by_role("textbox", name="Beta").click()
    await page.keyboard.type("still ty")
    blocks = [said("Read."), field("plain_text_input", "alpha", "Now called Z"), field("rich_text_input", "beta")]
    sandbox.slack.views.update(view, modal(blocks=blocks))
    await watcher.shows("Read.")
    await page.keyboard.type("ping")
    await expect(page.get_by_role("textbox", name="Beta")).to_have_text("still typing")
    await expect(page.get_by_label("Now called Z")).to_have_value("typed")
    sandbox.slack.views.update(view, modal(blocks=[field("plain_text_input", "new", "Now called Z")]))
    await expect(page.get_by_label("Now called Z")).to_have_value("")


async def test_focus_stays_in_a_dialog_and_returns_to_what_opened_it(
    sandbox: ScriptedSandbox, watcher: Visitor
) -> None:
    button = {"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Open it"}}
    sandbox.posts("A card", [{"type": "actions", "block_id": "b", "elements": [button]}])
    sandbox.script = lambda payload: _opens_on(sandbox, payload)
    page = watcher.page
    await page.get_by_role("button", name="Open it").focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("Plain text input")).to_be_focused()
    for _ in range(8):
        await page.keyboard.press("Tab")
        assert await page.evaluate("document.querySelector('.dialog').contains(document.activeElement)")
    await page.keyboard.press("Shift+Tab")
    assert await page.evaluate("document.querySelector('.dialog').contains(document.activeElement)")
    await page.keyboard.press("Escape")
    await expect(page.locator(".dialogs")).to_be_hidden()
    await expect(page.get_by_role("button", name="Open it")).to_be_focused()


async def test_a_submission_carries_each_field_in_its_own_shape(sandbox: ScriptedSandbox, watcher: Visitor) -> None:
    blocks = [
        field("plain_text_input", "short"),
        field("plain_text_input", "long", multiline=True),
        field("rich_text_input"),
        field("static_select", options=[option("low"), option("high")]),
        field("multi_static_select", options=[option("one"), option("two"), option("three")]),
        field("checkboxes", options=[option("yes")]),
        field("radio_buttons", options=[option("left"), option("right")]),
        field("users_select"),
        field("conversations_select"),
        field("channels_select"),
        field("file_input"),
        field("email_text_input"),
        field("number_input", is_decimal_allowed=False),
        field("datepicker"),
    ]
    sandbox.opens(blocks=blocks)
    page, dialog = watcher.page, watcher.dialog
    await page.get_by_label("Short").fill("one line")
    await page.get_by_label("Long").fill("two\nlines")
    await page.get_by_role("textbox", name="Rich text input").click()
    await page.keyboard.type("rich")
    await page.get_by_label("Static select (optional)", exact=True).select_option("high")
    await dialog.get_by_label("One", exact=True).check()
    await dialog.get_by_label("Three", exact=True).check()
    await dialog.get_by_label("Yes").check()
    await dialog.get_by_label("Right").check()
    await page.get_by_label("Users select").select_option(label="Tom de Boer")
    await page.get_by_label("Conversations select").select_option(label="#ispnext-tickets")
    await page.get_by_label("Channels select").select_option(label="#ispnext-tickets")
    await page.get_by_label("File input").set_input_files(
        FilePayload(name="a.txt", mimeType="text/plain", buffer=b"abc")
    )
    await watcher.shows("a.txt (3 bytes)")
    await page.get_by_label("Email text input").fill("a@example.com")
    await page.get_by_label("Number input").fill("12")
    await page.get_by_label("Datepicker").fill("2026-11-23")
    await watcher.click("Send", within=dialog)
    values = {
        name: state["it"]
        for name, state in (await sandbox.receives("view_submission"))["view"]["state"]["values"].items()
    }
    assert values["short"] == {"type": "plain_text_input", "value": "one line"}
    assert values["long"]["value"] == "two\nlines"
    rich = [{"type": "rich_text_section", "elements": [{"type": "text", "text": "rich"}]}]
    assert values["rich_text_input"]["rich_text_value"] == {"type": "rich_text", "elements": rich}
    assert values["static_select"]["selected_option"]["value"] == "high"
    assert [each["value"] for each in values["multi_static_select"]["selected_options"]] == ["one", "three"]
    assert [each["value"] for each in values["checkboxes"]["selected_options"]] == ["yes"]
    assert values["radio_buttons"]["selected_option"]["value"] == "right"
    assert values["users_select"]["selected_user"] == sandbox.scene.tom.id
    assert values["conversations_select"]["selected_conversation"] == sandbox.scene.channel.id
    assert values["channels_select"]["selected_channel"] == sandbox.scene.channel.id
    assert [(file["name"], file["size"]) for file in values["file_input"]["files"]] == [("a.txt", 3)]
    assert values["email_text_input"]["value"] == "a@example.com"
    assert values["number_input"]["value"] == "12"
    assert values["datepicker"]["selected_date"] == "2026-11-23"


async def test_an_input_that_dispatches_does_so_on_enter_or_on_each_character(
    sandbox: ScriptedSandbox, watcher: Visitor
) -> None:
    letters = {"trigger_actions_on": ["on_character_entered"]}
    blocks = [
        field("plain_text_input", "other"),
        field("number_input", "minutes", is_decimal_allowed=False) | {"dispatch_action": True},
        field("plain_text_input", "search", dispatch_action_config=letters) | {"dispatch_action": True},
        field("static_select", "kind", options=[option("change"), option("work")]) | {"dispatch_action": True},
    ]
    view = sandbox.opens(blocks=blocks)
    page = watcher.page
    await page.get_by_label("Other").fill("typed a moment ago")
    await page.get_by_label("Kind").select_option("work")
    chosen = await sandbox.receives("block_actions")
    assert chosen["actions"][0]["selected_option"]["value"] == "work"
    assert chosen["view"]["state"]["values"]["other"]["it"]["value"] == "typed a moment ago"
    minutes = page.get_by_label("Minutes")
    await expect(minutes).to_have_accessible_description("Press Enter to send it.")
    await minutes.fill("75")
    await sandbox.slack.until(lambda: view.values["minutes"]["it"]["value"] == "75")
    assert len(sandbox.received_of("block_actions")) == 1
    await minutes.press("Enter")
    entered = await sandbox.receives("block_actions", times=2)
    assert (entered["actions"][0]["type"], entered["actions"][0]["value"]) == ("number_input", "75")
    await page.get_by_label("Search").press_sequentially("ab")
    searched = await sandbox.receives("block_actions", times=3)
    assert searched["actions"][0]["block_id"] == "search"
    assert sandbox.received_of("view_submission") == []


async def test_a_button_in_a_form_sends_the_typed_text_first(sandbox: ScriptedSandbox, watcher: Visitor) -> None:
    button = {"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Check"}}
    sandbox.opens(blocks=[field("plain_text_input", "words"), said("Ready?") | {"accessory": button}])
    await watcher.page.get_by_label("Words").fill("not told yet")
    await watcher.click("Check", within=watcher.dialog)
    pressed = await sandbox.receives("block_actions")
    assert pressed["view"]["state"]["values"]["words"]["it"]["value"] == "not told yet"
    assert pressed["container"]["type"] == "view"


async def test_focus_on_load_gives_the_field_the_focus(sandbox: ScriptedSandbox, watcher: Visitor) -> None:
    sandbox.opens(blocks=[field("plain_text_input", "first"), field("plain_text_input", "second", focus_on_load=True)])
    await expect(watcher.page.get_by_label("Second")).to_be_focused()


async def test_a_form_that_is_not_answered_in_time_stays_open_with_slack_s_error(
    sandbox: ScriptedSandbox, watcher: Visitor
) -> None:
    sandbox.slack.patience, sandbox.delay = 0.2, 0.6
    sandbox.opens()
    await watcher.page.get_by_label("Plain text input").fill("not lost")
    await watcher.click("Send", within=watcher.dialog)
    await watcher.shows("We had some trouble connecting. Try again?")
    await expect(watcher.page.get_by_label("Plain text input")).to_have_value("not lost")
    await asyncio.sleep(sandbox.delay)


def _pushes(payload: Payload, title: str | None) -> dict[str, Any] | None:
    if payload["type"] != "view_submission" or title is None:
        return None
    return {"response_action": "push", "view": modal(title=title)}


def _opens_on(sandbox: ScriptedSandbox, payload: Payload) -> None:
    if payload["type"] == "block_actions":
        sandbox.slack.views.open(payload["trigger_id"], modal())
