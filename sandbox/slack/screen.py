"""Finds the element or field that a person names in a message or view. Raises NotThere."""

from typing import Any

from sandbox.slack.blocks import elements_of
from sandbox.slack.errors import NotThere
from sandbox.slack.fields import complaint
from sandbox.slack.records import Message, View

Block = dict[str, Any]
Element = dict[str, Any]


def interactive(where: Message | View, action_id: str, value: Any, block_id: str | None) -> tuple[Block, Element]:
    there = [(block, element) for block in where.blocks for element in elements_of(block) if "action_id" in element]
    found = [(b, e) for b, e in there if e["action_id"] == action_id and block_id in (None, b["block_id"])]
    if len(found) > 1 and value is not None:
        found = [(b, e) for b, e in found if e.get("value") == value]
    if len(found) != 1:
        names = [element["action_id"] for _, element in there]
        raise NotThere(f"{len(found)} elements called {action_id!r}; there are {names}")
    block, element = found[0]
    if block["type"] == "input" and not block.get("dispatch_action"):
        raise NotThere(f"{action_id!r} sends nothing before the form is submitted: use fill")
    if element["type"] == "button" and value is not None and element.get("value") != value:
        raise NotThere(f"button {action_id!r} has the value {element.get('value')!r}, not {value!r}")
    return block, element


def input_block(view: View, field: str) -> Block:
    inputs = [block for block in view.blocks if block["type"] == "input"]
    for block in inputs:
        if field in (block["block_id"], block["label"]["text"], block["element"]["action_id"]):
            return block
    raise NotThere(f"no field {field!r}; there are {[block['label']['text'] for block in inputs]}")


def complaints(view: View) -> dict[str, str]:
    found = {
        block["block_id"]: complaint(block, view.values[block["block_id"]][block["element"]["action_id"]])
        for block in view.blocks
        if block["type"] == "input"
    }
    return {block_id: text for block_id, text in found.items() if text is not None}
