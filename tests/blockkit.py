"""Would Slack take what a view function drew? Each finding says where.

The sandbox's own rules for blocks and views come first. slack_sdk and the vendor's schema are asked besides, and what
Slack lets through but no view of ours should draw is found here.
"""

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
from sandbox.slack.blocks import VIEW_BYTES, complaints_about_blocks, complaints_about_view

MESSAGE_SIZE = 12_000
"""Slack refuses posted messages from about 12,000 characters in all blocks together (`msg_blocks_too_long`)."""

_MARKUP = re.compile(
    r"<!date\^\d+\^[^|>]+\|[^<>|]+>|<@[UW][A-Z0-9]+>|<#[CG][A-Z0-9]+>|<https?://[^<>|]+\|[^<>|]+>|&(amp|lt|gt);"
)


def check_message(message: Message) -> None:
    found = [*_text_findings("text", message.text), *complaints_about_blocks(list(message.blocks))]
    size = len(json.dumps(message.blocks, ensure_ascii=False))
    if size > MESSAGE_SIZE:
        found.append(f"all blocks together are {size:,} long, more than {MESSAGE_SIZE:,}")
    _report([*found, *_blocks_findings(message.blocks)])


def check_view(view: Mapping[str, Any]) -> None:
    """The length of an initial value is left out: it was typed into the same field, where Slack holds it to 3,000."""
    blocks = view["blocks"]
    found = [each for each in complaints_about_view(dict(view)) if not each.endswith("/element/initial_value]")]
    found += [*_each(view, "view"), *_blocks_findings(blocks)]
    if view.get("type") == "modal" and not view.get("callback_id"):
        found.append("a modal has a callback_id")
    found += _twice("the action_id", [block["element"]["action_id"] for block in blocks if block["type"] == "input"])
    if len(json.dumps(view)) > VIEW_BYTES:  # slack_sdk sends it escaped
        found.append("the view has too many bytes")
    found += _sdk_findings(lambda: View(**view).validate_json(), "view")
    shape = "HomeView" if view.get("type") == "home" else "ModalView"
    found += _schema_findings(shape, {**view, "blocks": [{"type": "divider"}]}, "view")
    _report(found)


def _report(found: Sequence[str]) -> None:
    if found:
        raise AssertionError("Slack would not take this:\n" + "\n".join(f"- {finding}" for finding in found))


def _blocks_findings(blocks: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for index, block in enumerate(blocks):
        where = f"blocks[{index}]"
        yield from _each(block, where)
        yield from _sdk_findings(lambda block=block: _parsed(block), where)
    yield from _blocks_schema_findings(blocks)


def _parsed(block: Mapping[str, Any]) -> None:
    parsed = Block.parse(dict(block))
    assert parsed is not None, f"no known block: {block.get('type')}"
    parsed.validate_json()


def _each(thing: Any, where: str) -> Iterator[str]:
    """Findings at any depth, but not in the blocks of a view."""
    if isinstance(thing, Mapping):
        yield from _object_findings(thing, where)
        for key, inner in thing.items():
            if key != "blocks":
                yield from _each(inner, f"{where}.{key}")
    elif isinstance(thing, list):
        for index, inner in enumerate(thing):
            yield from _each(inner, f"{where}[{index}]")


def _object_findings(thing: Mapping[str, Any], where: str) -> Iterator[str]:
    """What the sandbox lets through."""
    kind = thing.get("type", "")
    if kind in {"plain_text", "mrkdwn"} and not str(thing["text"]).strip(" "):
        yield f"{where}: empty text"
    if kind == "mrkdwn":
        yield from _markup_findings(where, thing["text"])
    if kind == "button" and not (thing.get("action_id") and thing.get("value", "-")):
        yield f"{where}: a button has an action_id, and its value is not empty"
    if thing.get("initial_options") == []:
        yield f"{where}: an empty choice"
    if "options" in thing:
        yield from _twice(f"{where}: the option", [option["value"] for option in thing["options"]])
    if kind.startswith("rich_text") and kind != "rich_text_input" and not thing["elements"]:
        yield f"{where}: an empty {kind}"


def _text_findings(where: str, text: str) -> Iterator[str]:
    if not 1 <= len(text.strip()) <= 3000:
        yield f"{where} is {len(text)} long: 1 to 3000 are allowed"
    yield from _markup_findings(where, text)


def _markup_findings(where: str, text: str) -> Iterator[str]:
    """All markup in mrkdwn has to be of the kinds that our views write."""
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
