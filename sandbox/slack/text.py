"""Messages, modals and Home tabs as plain text, for a terminal and for tests."""

import html
import re
from collections.abc import Mapping
from typing import Any

from sandbox.slack.fields import VALUE_KEYS
from sandbox.slack.records import Message, Values, View
from sandbox.slack.rich_text import plain_text

_MARKUP = re.compile(r"<([^<>|]+)(?:\|([^<>]*))?>")
Part = Mapping[str, Any]


def message_text(message: Message) -> str:
    """The blocks as text, or the text when there are no blocks."""
    lines = [_block(block, message.values.get(message.only_for or "", {})) for block in message.blocks]
    shown = "\n".join(lines) if lines else _mrkdwn(message.text)
    return f"(only you see this)\n{shown}" if message.only_for else shown


def view_text(view: View) -> str:
    """The view as text, with the values of its fields and the errors."""
    lines = [f"=== {view.title or 'Home'} ==="]
    for block in view.blocks:
        lines.append(_block(block, view.values))
        error = view.errors.get(block["block_id"])
        lines += [f"  ! {error}"] if error else []
    buttons = [view.body[name]["text"] for name in ("close", "submit") if view.body.get(name)]
    lines += [" ".join(f"[ {name} ]" for name in buttons)] if buttons else []
    return "\n".join([*lines, f"! {view.trouble}"] if view.trouble else lines)


def _block(block: Part, values: Values) -> str:
    held = values.get(str(block.get("block_id")), {})
    match block["type"]:
        case "header" | "alert":
            return f"{'#' if block['type'] == 'header' else '!'} {_text(block['text'])}"
        case "section":
            return _section(block, held)
        case "context":
            return "  " + " ".join(_element(element, held) for element in block["elements"])
        case "actions":
            return " ".join(_element(element, held) for element in block["elements"])
        case "input":
            return _input(block, held)
        case _:
            return _block_without_fields(block)


def _block_without_fields(block: Part) -> str:
    match block["type"]:
        case "divider":
            return "-" * 40
        case "rich_text":
            return plain_text(dict(block))
        case "image":
            return f"[image: {block['alt_text']}]"
        case "markdown":
            return str(block["text"])
        case unknown:
            return f"[{unknown}: not shown here]"


def _section(block: Part, held: Part) -> str:
    lines = [_text(block["text"])] if block.get("text") else []
    if block.get("fields"):
        lines.append(" | ".join(_text(field).replace("\n", " ") for field in block["fields"]))
    if block.get("accessory"):
        lines.append("  " + _element(block["accessory"], held))
    return "\n".join(lines)


def _input(block: Part, held: Part) -> str:
    optional = " (optional)" if block.get("optional") else ""
    hint = f"\n  {_text(block['hint'])}" if block.get("hint") else ""
    return f"{_text(block['label'])}{optional}\n  {_element(block['element'], held)}{hint}"


def _element(element: Part, held: Part) -> str:
    kind = element["type"]
    if kind in ("plain_text", "mrkdwn"):
        return _text(element)
    if kind == "image":
        return f"[image: {element['alt_text']}]"
    if kind == "button":
        mark = {"primary": "*", "danger": "!"}.get(element.get("style", ""), "")
        return f"({mark}{_text(element['text'])})"
    if kind == "overflow":
        return f"(… {' / '.join(_text(option['text']) for option in element['options'])})"
    if kind in VALUE_KEYS:
        return _field(element, held.get(element.get("action_id", ""), {}))
    return f"[{kind}: not shown here]"


def _field(element: Part, state: Part) -> str:
    value = state.get(VALUE_KEYS[element["type"]])
    if element["type"] in ("checkboxes", "radio_buttons"):
        chosen = value if isinstance(value, list) else [value]
        return " ".join(f"[{'x' if o in chosen else ' '}] {_text(o['text'])}" for o in element["options"])
    if value in (None, []):
        return f"[{_text(element['placeholder']) if element.get('placeholder') else ''}]"
    return f"[{', '.join(map(_value, value)) if isinstance(value, list) else _value(value)}]"


def _value(value: Any) -> str:
    if not isinstance(value, dict):
        return str(value)
    if value.get("type") == "rich_text":
        return plain_text(value)
    return str(value["name"]) if "name" in value else _text(value["text"])


def _text(part: Part) -> str:
    return _mrkdwn(part["text"]) if part["type"] == "mrkdwn" else str(part["text"])


def _mrkdwn(words: str) -> str:
    return html.unescape(_MARKUP.sub(_link, words))


def _link(found: re.Match[str]) -> str:
    target, label = found[1], found[2]
    if target.startswith("!date^"):
        return label or ""
    if target[0] in "@#!":
        return f"{'@' if target[0] == '!' else target[0]}{label or target[1:]}"
    return f"{label} ({target})" if label else target
