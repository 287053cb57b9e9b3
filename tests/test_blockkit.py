"""The checker finds what Slack would refuse."""

from typing import Any

import pytest

from handlers.views.parts.blocks import Message, actions, button, header, modal, plain, section
from tests.blockkit import check_message, check_view


def _input(action_id: str) -> dict[str, Any]:
    element = {"type": "plain_text_input", "action_id": action_id}
    return {"type": "input", "block_id": action_id, "label": plain("Findings"), "element": element}


@pytest.mark.parametrize(
    ("blocks", "complaint"),
    [
        ([], "no fewer than 1 items"),
        ([section("a")] * 51, "no more than 50 items"),
        ([{"type": "section", "text": {"type": "mrkdwn", "text": ""}}], "empty text"),
        ([{"type": "section", "text": {"type": "mrkdwn", "text": "<!channel>"}}], "stray markup"),
        ([{"type": "section", "text": {"type": "mrkdwn", "text": "a & b"}}], "stray markup"),
        ([{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}], "must be less than 3001 characters"),
        ([{"type": "section"}], "one of text, fields is required"),
        ([{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}], "unsupported type: mrkdwn"),
        ([header("x") | {"block_id": "b"}, header("y") | {"block_id": "b"}], "block_id.*already exists"),
        ([actions(button("a", "same"), button("b", "same"))], "action_id.*already exists"),
        ([actions(button("a", "a", value="x" * 2001))], "must be less than 2001 characters"),
        ([section("x" * 2999)] * 5, "together"),
        ([{"type": "rich_text", "elements": []}], "no fewer than 1 items"),
        ([{"type": "surprise"}], "unsupported type: surprise"),
    ],
)
def test_finds_what_a_message_may_not_hold(blocks: list[dict[str, Any]], complaint: str) -> None:
    with pytest.raises(AssertionError, match=complaint):
        check_message(Message("text", blocks))


def test_finds_a_message_without_a_fallback() -> None:
    with pytest.raises(AssertionError, match="text is 0 long"):
        check_message(Message("", [section("a")]))


@pytest.mark.parametrize(
    ("view", "complaint"),
    [
        (modal("m", "Title", [_input("a")]), "missing required field: submit"),
        (modal("m", "Title", [_input("a"), _input("a")], submit="Go"), "'a' is there twice"),
        (modal("m", "Title", [section("a")]) | {"title": plain("x" * 25)}, "must be less than 25 characters"),
        (modal("m", "Title", [section("a")], metadata="x" * 3001), "must be less than 3001 characters"),
        (modal("", "Title", [section("a")]), "callback_id"),
        (modal("m", "Title", [section("語" * 900)] * 60), "too many bytes"),
    ],
)
def test_finds_what_a_dialog_may_not_hold(view: dict[str, Any], complaint: str) -> None:
    with pytest.raises(AssertionError, match=complaint):
        check_view(view)
