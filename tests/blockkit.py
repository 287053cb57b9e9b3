"""Would Slack take this? Three independent opinions on what a view function drew; each finding says where."""

import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from handlers.views.parts.blocks import Message

MESSAGE_SIZE = 12_000
"""Slack refuses posted messages from about 12,000 characters in all blocks together (`msg_blocks_too_long`)."""
VIEW_SIZE = 250_000

_MARKUP = re.compile(
    r"<!date\^\d+\^[^|>]+\|[^<>|]+>|<@[UW][A-Z0-9]+>|<#[CG][A-Z0-9]+>|<https?://[^<>|]+\|[^<>|]+>|&(amp|lt|gt);"
)
_COUNTS = {"actions": (1, 25), "context": (1, 10)}
_OPTIONS = {"checkboxes": 10, "static_select": 100, "multi_static_select": 100, "radio_buttons": 10, "overflow": 5}
_LENGTHS = {"action_id": 255, "block_id": 255, "callback_id": 255, "private_metadata": 3000, "url": 3000}


def check_message(message: Message) -> None:
    found = [*_text_findings("text", message.text), *_blocks_findings(message.blocks, at_most=50)]
    size = len(json.dumps(message.blocks, ensure_ascii=False))
    if size > MESSAGE_SIZE:
        found.append(f"all blocks together are {size:,} long, more than {MESSAGE_SIZE:,}")
    found += _blocks_schema_findings(message.blocks)
    _report(found)


def check_view(view: Mapping[str, Any]) -> None:
    blocks = view["blocks"]
    found = [*_blocks_findings(blocks, at_most=100), *_frame_findings(view)]
    inputs = [block["element"]["action_id"] for block in blocks if block["type"] == "input"]
    if inputs and "submit" not in view:
        found.append("there are inputs and no submit button")
    found += _twice("the action_id", inputs)
    if (size := len(json.dumps(view))) > VIEW_SIZE:
        found.append(f"the view is {size:,} bytes, more than {VIEW_SIZE:,}")
    found += _sdk_findings(lambda: View(**view).validate_json(), "view")
    found += _blocks_schema_findings(blocks)
    shape = "HomeView" if view.get("type") == "home" else "ModalView"
    found += _schema_findings(shape, {**view, "blocks": [{"type": "divider"}]}, "view")
    _report(found)


def _report(found: Sequence[str]) -> None:
    if found:
        raise AssertionError("Slack would not take this:\n" + "\n".join(f"- {finding}" for finding in found))


def _frame_findings(view: Mapping[str, Any]) -> Iterator[str]:
    if view.get("type") == "home":
        yield from (f"a Home tab has no {part}" for part in ("title", "submit", "close") if part in view)
        yield from _each(view, "view")
        return
    if view.get("type") != "modal" or not view.get("callback_id"):
        yield "a modal has a type and a callback_id"
    for part in ("title", "submit", "close"):
        if part in view and not 1 <= len(view[part]["text"]) <= 24:
            yield f"{part} is 1 to 24 long"
    if "title" not in view:
        yield "a modal has a title"
    yield from _each(view, "view")


def _blocks_findings(blocks: Sequence[Mapping[str, Any]], at_most: int) -> Iterator[str]:
    if not 1 <= len(blocks) <= at_most:
        yield f"{len(blocks)} blocks: 1 to {at_most} are allowed"
    yield from _twice("the block_id", [block["block_id"] for block in blocks if "block_id" in block])
    for index, block in enumerate(blocks):
        where = f"blocks[{index}]"
        yield from _block_findings(block, where)
        yield from _each(block, where)
        yield from _sdk_findings(lambda block=block: _parsed(block), where)


def _parsed(block: Mapping[str, Any]) -> None:
    parsed = Block.parse(dict(block))
    assert parsed is not None, f"no known block: {block.get('type')}"
    parsed.validate_json()


def _block_findings(block: Mapping[str, Any], where: str) -> Iterator[str]:
    kind = block["type"]
    elements = block.get("elements", [])
    if kind in _COUNTS and not _COUNTS[kind][0] <= len(elements) <= _COUNTS[kind][1]:
        yield f"{where}: {len(elements)} elements in {kind}"
    if kind == "header" and (block["text"]["type"] != "plain_text" or len(block["text"]["text"]) > 150):
        yield f"{where}: a header is plain_text of at most 150"
    if kind == "section" and not (block.get("text") or block.get("fields")):
        yield f"{where}: a section has text or fields"
    if kind == "actions":
        yield from _twice(f"{where}: the action_id", [element["action_id"] for element in elements])


def _each(thing: Any, where: str) -> Iterator[str]:
    """Rules for whatever lies inside, at any depth."""
    if isinstance(thing, Mapping):
        yield from _object_findings(thing, where)
        for key, inner in thing.items():
            if key in _LENGTHS and isinstance(inner, str) and len(inner) > _LENGTHS[key]:
                yield f"{where}.{key} is {len(inner)} long, more than {_LENGTHS[key]}"
            if key != "blocks":
                yield from _each(inner, f"{where}.{key}")
    elif isinstance(thing, list):
        for index, inner in enumerate(thing):
            yield from _each(inner, f"{where}[{index}]")


def _object_findings(thing: Mapping[str, Any], where: str) -> Iterator[str]:
    kind = thing.get("type", "")
    if kind in {"plain_text", "mrkdwn", "text"} and not str(thing["text"]).strip(" ") and kind != "text":
        yield f"{where}: empty text"
    if kind in {"plain_text", "mrkdwn"} and len(thing["text"]) > 3000:
        yield f"{where}: text of {len(thing['text'])}"
    if kind == "mrkdwn":
        yield from _markup_findings(where, thing["text"])
    if kind == "button":
        yield from _button_findings(thing, where)
    if kind in _OPTIONS:
        yield from _options_findings(thing, where)
    if kind.startswith("rich_text") and kind != "rich_text_input" and not thing["elements"]:
        yield f"{where}: an empty {kind}"
    if kind == "text" and not thing["text"]:
        yield f"{where}: an empty run of text"


def _button_findings(button: Mapping[str, Any], where: str) -> Iterator[str]:
    if len(button["text"]["text"]) > 75:
        yield f"{where}: a button says at most 75"
    if len(button.get("value", "-")) not in range(1, 2001):
        yield f"{where}: a button's value is 1 to 2000 long"
    if not button.get("action_id"):
        yield f"{where}: a button has an action_id"


def _options_findings(element: Mapping[str, Any], where: str) -> Iterator[str]:
    options = element["options"]
    if not 1 <= len(options) <= _OPTIONS[element["type"]]:
        yield f"{where}: {len(options)} options in {element['type']}"
    yield from _twice(f"{where}: the option", [option["value"] for option in options])
    chosen = [*element.get("initial_options", []), *[element[key] for key in ["initial_option"] if key in element]]
    if any(option not in options for option in chosen) or element.get("initial_options") == []:
        yield f"{where}: what is chosen at first is no option, or nothing"
    for option in options:
        if len(option["text"]["text"]) > 75 or not 1 <= len(option["value"]) <= 150:
            yield f"{where}: an option's text is at most 75 long, its value 150"


def _text_findings(where: str, text: str) -> Iterator[str]:
    if not 1 <= len(text.strip()) <= 3000:
        yield f"{where} is {len(text)} long: 1 to 3000 are allowed"
    yield from _markup_findings(where, text)


def _markup_findings(where: str, text: str) -> Iterator[str]:
    """Whatever looks like markup in mrkdwn was meant."""
    left = re.search(r"[<>&].{0,20}", _MARKUP.sub("", text))
    if left:
        yield f"{where}: stray markup at {left.group()!r}"


def _twice(what: str, ids: Sequence[str]) -> Iterator[str]:
    for one in sorted({one for one in ids if ids.count(one) > 1}):
        yield f"{what} {one!r} is there twice"


def _sdk_findings(check: Any, where: str) -> Iterator[str]:
    try:
        check()
    except Exception as problem:  # noqa: BLE001 - whatever it dislikes is a finding
        yield f"{where}: slack_sdk says {problem}"


def _blocks_schema_findings(blocks: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Each against its own definition: "one of all blocks" is slow, and says nothing when it fails."""
    for index, block in enumerate(blocks):
        definition = "".join(word.capitalize() for word in str(block["type"]).split("_")) + "Block"
        yield from _schema_findings(definition, block, f"blocks[{index}]")


def _schema_findings(definition: str, value: Any, where: str) -> Iterator[str]:
    folder = os.environ.get("CONTRACTS_DIR")
    if not folder:
        return
    schema = _schema(folder)
    if definition not in schema["definitions"]:
        yield f"{where}: the vendor's schema has no {definition}"
        return
    for error in Draft7Validator({**schema, "$ref": f"#/definitions/{definition}"}).iter_errors(value):
        yield f"{where}: the vendor's schema says {error.message[:300]}"


@cache
def _schema(folder: str) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads((Path(folder) / "blockkit.schema.json").read_text())
    return schema
