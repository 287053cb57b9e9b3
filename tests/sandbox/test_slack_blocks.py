"""Blocks and views are checked against Slack's limits."""

from typing import Any

import pytest

from sandbox.slack.blocks import complaints_about_blocks, complaints_about_view
from tests.sandbox.slack_kit import actions, button, field, header, modal, option, section

Block = dict[str, Any]


def plain(words: str) -> Block:
    return {"type": "plain_text", "text": words}


def select(**more: Any) -> Block:
    return {"type": "static_select", "action_id": "cause", "options": [option("mapping")], **more}


GOOD: list[list[Block]] = [
    [header("x" * 150), section("x" * 3000, fields=[plain("x" * 2000)] * 10), {"type": "divider"}],
    [actions(*[button(f"b{number}", value="x" * 2000) for number in range(25)])],
    [section("Pick", accessory=select(initial_option=option("mapping")))],
    [{"type": "context", "elements": [plain("x")] * 10}],
    [{"type": "image", "image_url": "https://example.com/a.png", "alt_text": "A picture"}],
    [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "x"}]}]}],
    [actions({"type": "overflow", "action_id": "more", "options": [option("open")]})],
    [{"type": "markdown", "text": "**bold**"}],
]
BAD: list[tuple[list[Block], str, str]] = [
    ([], "no fewer than 1 items allowed", "/blocks"),
    ([header("x")] * 51, "no more than 50 items allowed", "/blocks"),
    ([header("x" * 151)], "must be less than 151 characters", "/blocks/0/text/text"),
    ([header("")], "must be more than 0 characters", "/blocks/0/text/text"),
    ([{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}], "unsupported type: mrkdwn", "/blocks/0/text/type"),
    ([{"type": "section"}], "one of text, fields is required", "/blocks/0"),
    ([section("x", fields=[plain("x")] * 11)], "no more than 10 items allowed", "/blocks/0/fields"),
    ([section("x", fields=[plain("x" * 2001)])], "must be less than 2001 characters", "/blocks/0/fields/0/text"),
    ([section("x", colour="red")], "invalid additional property: colour", "/blocks/0"),
    ([section("x", block_id="x" * 256)], "must be less than 256 characters", "/blocks/0/block_id"),
    ([section("x", block_id="a"), section("y", block_id="a")], '`block_id` "a" already exists', "/blocks/1/block_id"),
    ([actions(button("a"), button("a"))], '`action_id` "a" already exists', "/blocks/0/elements/1/action_id"),
    ([actions(*[button(f"b{number}") for number in range(26)])], "no more than 25 items allowed", "/blocks/0/elements"),
    ([actions(button("a", "x" * 76))], "must be less than 76 characters", "/blocks/0/elements/0/text/text"),
    ([actions(button("a", value="x" * 2001))], "must be less than 2001 characters", "/blocks/0/elements/0/value"),
    ([actions(button("a", url="ftp://x"))], "invalid url", "/blocks/0/elements/0/url"),
    ([actions(button("a", style="green"))], "must be one of primary, danger", "/blocks/0/elements/0/style"),
    (
        [actions(button("a", confirm={"text": plain("x" * 301)}))],
        "must be less than 301 characters",
        "/blocks/0/elements/0/confirm/text/text",
    ),
    (
        [actions({"type": "overflow", "options": [option(str(n)) for n in range(6)]})],
        "no more than 5 items allowed",
        "/blocks/0/elements/0/options",
    ),
    (
        [actions(select(options=[option("x" * 76)]))],
        "must be less than 76 characters",
        "/blocks/0/elements/0/options/0/text/text",
    ),
    (
        [actions(select(options=[{**option("a"), "value": "x" * 151}]))],
        "must be less than 151 characters",
        "/blocks/0/elements/0/options/0/value",
    ),
    (
        [actions(select(options=[option(str(n)) for n in range(101)]))],
        "no more than 100 items allowed",
        "/blocks/0/elements/0/options",
    ),
    (
        [actions(select(initial_option=option("other")))],
        "initial option must be one of the options",
        "/blocks/0/elements/0",
    ),
    ([actions(select(option_groups=[]))], "exactly one of options, option_groups is required", "/blocks/0/elements/0"),
    ([{"type": "context", "elements": [plain("x")] * 11}], "no more than 10 items allowed", "/blocks/0/elements"),
    ([{"type": "context", "elements": [button("a")]}], "unsupported type: button", "/blocks/0/elements/0/type"),
    ([{"type": "alert", "text": plain("Careful")}], "unsupported type: alert", "/blocks/0/type"),
    ([{"type": "nonsense"}], "unsupported type: nonsense", "/blocks/0/type"),
    (
        [{"type": "markdown", "text": "x" * 7000}] * 2,
        "markdown blocks must be less than 12001 characters together",
        "/blocks",
    ),
]
BAD_VIEWS: list[tuple[Block, str, str]] = [
    ({"type": "modal"}, "missing required field: title", "/view"),
    (modal(title=plain("x" * 25)), "must be less than 25 characters", "/view/title/text"),
    (modal(private_metadata="x" * 3001), "must be less than 3001 characters", "/view/private_metadata"),
    (modal(callback_id="x" * 256), "must be less than 256 characters", "/view/callback_id"),
    (modal(*[section("x")] * 101), "no more than 100 items allowed", "/view/blocks"),
    (modal(field("a"), submit=None), "missing required field: submit, needed with input blocks", "/view"),
    (modal(field("a"), field("a")), '`block_id` "a" already exists', "/view/blocks/1/block_id"),
    (modal(field("a", max_length=3001)), "must be between 1 and 3000", "/view/blocks/0/element/max_length"),
    (
        modal(field("a", placeholder=plain("x" * 151))),
        "must be less than 151 characters",
        "/view/blocks/0/element/placeholder/text",
    ),
    (modal(field("a", "file_input", max_files=11)), "must be between 1 and 10", "/view/blocks/0/element/max_files"),
    (
        modal({**field("a", "file_input"), "dispatch_action": True}),
        "dispatch_action is not allowed with file_input",
        "/view/blocks/0",
    ),
    (
        modal(field("a", "checkboxes", options=[option(str(n)) for n in range(11)])),
        "no more than 10 items allowed",
        "/view/blocks/0/element/options",
    ),
    (
        modal({"type": "alert", "text": plain("x" * 201)}),
        "must be less than 201 characters",
        "/view/blocks/0/text/text",
    ),
    (modal({"type": "markdown", "text": "x"}), "unsupported type: markdown", "/view/blocks/0/type"),
    (
        {"type": "home", "blocks": [field("a", "file_input")]},
        "unsupported type: file_input",
        "/view/blocks/0/element/type",
    ),
    ({"type": "page"}, "unsupported type: page", "/view/type"),
]


@pytest.mark.parametrize("blocks", GOOD)
def test_blocks_within_the_limits_are_accepted(blocks: list[Block]) -> None:
    assert complaints_about_blocks(blocks) == []


@pytest.mark.parametrize(("blocks", "complaint", "at"), BAD)
def test_block_beyond_a_limit_is_refused(blocks: list[Block], complaint: str, at: str) -> None:
    assert f"{complaint} [json-pointer:{at}]" in complaints_about_blocks(blocks)


@pytest.mark.parametrize(("view", "complaint", "at"), BAD_VIEWS)
def test_view_beyond_a_limit_is_refused(view: Block, complaint: str, at: str) -> None:
    assert f"{complaint} [json-pointer:{at}]" in complaints_about_view(view)


@pytest.mark.parametrize(
    "blocks",
    [
        "text",
        [7],
        [{"type": 7}],
        [{**section("x"), "text": 7}],
        [section("x", expand="yes")],
        [section("x", block_id=7)],
        [{"type": "actions", "elements": ["x"]}],
        [{"type": "actions", "elements": 7}],
    ],
)
def test_malformed_blocks_are_refused_with_a_reason(blocks: Any) -> None:
    assert complaints_about_blocks(blocks)


@pytest.mark.parametrize(
    "view",
    [
        "text",
        modal(title="Note"),
        modal(blocks=7),
        modal(field("a", max_length="9")),
        modal(field("a", "rich_text_input"), section("x", accessory=7)),
        modal({**field("a"), "element": button("b")}),
        {"type": "home", "blocks": [{"type": "rich_text", "elements": "x"}]},
        modal(actions(select(confirm="Sure?"))),
    ],
)
def test_malformed_views_are_refused_with_a_reason(view: Any) -> None:
    assert complaints_about_view(view)


def test_every_kind_of_field_is_accepted_in_a_modal() -> None:
    options = [option("a"), option("b")]
    view = modal(
        field("text", multiline=True, max_length=3000, initial_value="x"),
        field("rich", "rich_text_input"),
        field("mail", "email_text_input"),
        field("link", "url_text_input"),
        field("minutes", "number_input", is_decimal_allowed=False, min_value="0", max_value="600"),
        field("choice", "radio_buttons", options=options),
        field("several", "multi_static_select", options=options, max_selected_items=2),
        field("outside", "external_select", min_query_length=0),
        field("who", "users_select"),
        field("where", "conversations_select", default_to_current_conversation=True, filter={"include": ["public"]}),
        field("day", "datepicker", initial_date="2026-11-22"),
        field("hour", "timepicker", initial_time="09:30"),
        field("moment", "datetimepicker", initial_date_time=1_790_000_000),
        field("files", "file_input", filetypes=["log"], max_files=3),
        {"type": "alert", "text": plain("Internal note"), "level": "warning"},
    )
    assert complaints_about_view(view) == []
