"""Messages: blocks, menus and buttons, unknown ones too, and the Home tab."""

from typing import Any

import pytest
from playwright.async_api import expect

from tests.page.scripted import ScriptedSandbox, option, said
from tests.page.visitor import Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")


def _plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


async def test_an_unknown_block_or_element_is_shown_as_a_placeholder(
    sandbox: ScriptedSandbox, watcher: Visitor
) -> None:
    strange = {"type": "hologram", "action_id": "x"}
    sandbox.posts(
        "x", [{"type": "carousel", "block_id": "1"}, {"type": "actions", "block_id": "2", "elements": [strange]}]
    )
    await watcher.sees("carousel: not shown here")
    await watcher.sees("hologram: not shown here")


async def test_every_block_is_drawn_and_nothing_is_fetched_from_another_host(
    sandbox: ScriptedSandbox, watcher: Visitor
) -> None:
    foreign: list[str] = []
    watcher.page.on("request", lambda each: None if each.url.startswith(sandbox.address) else foreign.append(each.url))
    picture = {"image_url": "https://elsewhere.example/cat.png", "alt_text": "A cat"}
    rich = [
        {"type": "rich_text_section", "elements": [{"type": "text", "text": "strong", "style": {"bold": True}}]},
        {
            "type": "rich_text_list",
            "style": "ordered",
            "elements": [
                {"type": "rich_text_section", "elements": [{"type": "user", "user_id": sandbox.scene.tom.id}]}
            ],
        },
        {"type": "rich_text_quote", "elements": [{"type": "link", "url": "https://example.com/", "text": "quoted"}]},
        {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "code"}]},
    ]
    sandbox.posts(
        "x",
        [
            {"type": "header", "block_id": "1", "text": _plain("A heading")},
            {"type": "section", "block_id": "2", "fields": [_plain("Left"), _plain("Right")]},
            {"type": "context", "block_id": "3", "elements": [_plain("Small"), {"type": "image", **picture}]},
            {"type": "divider", "block_id": "4"},
            {"type": "rich_text", "block_id": "5", "elements": rich},
            {"type": "image", "block_id": "6", **picture},
        ],
    )
    message = watcher.page.locator(".message")
    await expect(message.get_by_role("heading", name="A heading")).to_be_visible()
    for words in ("Left", "Right", "Small"):
        await expect(message).to_contain_text(words)
    await expect(message.locator("hr")).to_have_count(1)
    await expect(message.locator("strong").filter(has_text="strong")).to_be_visible()
    await expect(message.locator("ol li")).to_have_text("@tom")
    await expect(message.locator("blockquote a")).to_have_attribute("href", "https://example.com/")
    await expect(message.locator("pre")).to_have_text("code")
    await expect(message.get_by_role("img", name="A cat")).to_have_count(2)
    assert foreign == []


async def test_buttons_and_menus_send_the_place_of_the_click(sandbox: ScriptedSandbox, watcher: Visitor) -> None:
    button = {"type": "button", "action_id": "go", "value": "7", "text": _plain("Press me"), "style": "primary"}
    menu = {
        "type": "static_select",
        "action_id": "pick",
        "placeholder": _plain("Pick"),
        "options": [option("a"), option("b")],
    }
    more = {"type": "overflow", "action_id": "more", "options": [option("edit"), option("drop")]}
    message = sandbox.posts(
        "A card",
        [
            {"type": "actions", "block_id": "b", "elements": [button, menu]},
            said("Words") | {"block_id": "s", "accessory": more},
        ],
    )
    await watcher.click("Press me")
    clicked = await sandbox.receives("block_actions")
    assert clicked["container"] == {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": message.channel.id,
        "is_ephemeral": False,
    }
    assert clicked["actions"][0]["value"] == "7"
    assert clicked["message"]["ts"] == message.ts
    await watcher.page.get_by_label("Pick").select_option("b")
    picked = await sandbox.receives("block_actions", times=2)
    assert picked["actions"][0]["selected_option"]["value"] == "b"
    assert picked["state"]["values"]["b"]["pick"]["selected_option"]["value"] == "b"
    await watcher.page.get_by_label("More actions").click()
    await watcher.click("Drop")
    chosen = await sandbox.receives("block_actions", times=3)
    assert chosen["actions"][0]["selected_option"]["value"] == "drop"


async def test_a_click_that_is_not_answered_in_time_shows_slack_s_error(
    sandbox: ScriptedSandbox, watcher: Visitor
) -> None:
    button = {"type": "button", "action_id": "go", "text": _plain("Press me")}
    sandbox.posts("x", [{"type": "actions", "block_id": "b", "elements": [button]}])
    sandbox.slack.patience, sandbox.delay = 0.2, 0.5
    await watcher.click("Press me")
    await watcher.sees("Operation timed out. Apps need to respond within 3 seconds.", within="#notices")


async def test_a_click_while_the_bot_is_stopped_shows_slack_s_error(sandbox: ScriptedSandbox, watcher: Visitor) -> None:
    button = {"type": "button", "action_id": "go", "text": _plain("Press me")}
    sandbox.posts("x", [{"type": "actions", "block_id": "b", "elements": [button]}])
    sandbox.stop_bot()
    await watcher.click("Press me")
    await watcher.sees("This app is not responding.", within="#notices")
    await watcher.command("/script")
    await watcher.sees('failed with the error "dispatch_failed"', within="#notices")


async def test_an_ephemeral_message_is_shown_to_one_person_who_can_dismiss_it(
    sandbox: ScriptedSandbox, watcher: Visitor
) -> None:
    sandbox.posts("For Tom only", only_for=sandbox.scene.tom.id)
    sandbox.posts("For Sanne only", only_for=sandbox.scene.sanne.id)
    await watcher.sees("Only visible to you")
    await expect(watcher.message("For Tom only")).to_have_count(0)
    await watcher.click("Dismiss", within=watcher.message("For Sanne only"))
    await expect(watcher.message("For Sanne only")).to_have_count(0)


async def test_an_edit_replaces_the_message_and_keeps_the_focus(sandbox: ScriptedSandbox, watcher: Visitor) -> None:
    button = {"type": "button", "action_id": "go", "text": _plain("Press me")}
    blocks = [{"type": "actions", "block_id": "b", "elements": [button]}]
    message = sandbox.posts("x", [said("Before"), *blocks])
    await watcher.page.get_by_role("button", name="Press me").focus()
    sandbox.slack.edit(message, "x", [said("After"), *blocks])
    await watcher.sees("After")
    await expect(watcher.message("Before")).to_have_count(0)
    await expect(watcher.page.get_by_role("button", name="Press me")).to_be_focused()


async def test_an_edit_leaves_an_open_menu_open(sandbox: ScriptedSandbox, watcher: Visitor) -> None:
    more = {"type": "overflow", "action_id": "more", "options": [option("edit"), option("drop")]}
    message = sandbox.posts("x", [said("Before") | {"block_id": "s", "accessory": more}])
    await watcher.page.get_by_label("More actions").click()
    sandbox.slack.edit(message, "x", [said("After") | {"block_id": "s", "accessory": more}])
    await watcher.sees("After")
    await watcher.click("Drop")
    chosen = await sandbox.receives("block_actions")
    assert chosen["actions"][0]["selected_option"]["value"] == "drop"
