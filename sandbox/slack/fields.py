"""The state of each kind of field: its initial value, an entered value, and the complaint of Slack's client."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from sandbox.slack.blocks import elements_of
from sandbox.slack.elements import offered_options
from sandbox.slack.errors import NotThere
from sandbox.slack.records import File, Values
from sandbox.slack.rich_text import from_elements, typed

VALUE_KEYS: Mapping[str, str] = {
    "plain_text_input": "value",
    "email_text_input": "value",
    "url_text_input": "value",
    "number_input": "value",
    "rich_text_input": "rich_text_value",
    "static_select": "selected_option",
    "external_select": "selected_option",
    "radio_buttons": "selected_option",
    "checkboxes": "selected_options",
    "multi_static_select": "selected_options",
    "multi_external_select": "selected_options",
    "users_select": "selected_user",
    "multi_users_select": "selected_users",
    "conversations_select": "selected_conversation",
    "multi_conversations_select": "selected_conversations",
    "channels_select": "selected_channel",
    "multi_channels_select": "selected_channels",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
    "file_input": "files",
}
_LISTS = frozenset(
    {"selected_options", "selected_users", "selected_conversations", "selected_channels", "files"},
)
_REQUIRED = "Please complete this required field."
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def blank(element: Mapping[str, Any], here: str | None = None) -> dict[str, Any]:
    """The initial state of a field; `here` is the conversation from which the view was opened."""
    key = VALUE_KEYS[element["type"]]
    initial = element.get("initial_value" if key == "rich_text_value" else key.replace("selected", "initial"))
    if key == "value":
        initial = element.get("initial_value")
    if element.get("default_to_current_conversation") and initial is None and here is not None:
        initial = [here] if key in _LISTS else here
    return {"type": element["type"], key: initial if initial is not None or key not in _LISTS else []}


def states(blocks: list[dict[str, Any]], before: Values, here: str | None = None) -> Values:
    """The states of all fields; a value survives when block_id, action_id and the type of field stay the same."""
    values: Values = {}
    for block in blocks:
        for element in elements_of(block):
            if element["type"] not in VALUE_KEYS:
                continue
            old = before.get(block["block_id"], {}).get(element["action_id"])
            kept = old if old is not None and old["type"] == element["type"] else blank(element, here)
            values.setdefault(block["block_id"], {})[element["action_id"]] = kept
    return values


def entered(
    element: Mapping[str, Any], given: Any, identify: Callable[[Any], str], as_file: Callable[[File], Any]
) -> dict[str, Any]:
    """The field's state after `given` was entered; `identify` turns a person, channel or name into its id."""
    kind = element["type"]
    key = VALUE_KEYS[kind]
    several = [given] if not isinstance(given, list | tuple) else list(given)
    match key:
        case "value":
            value: Any = _typed_text(element, "" if given is None else str(given))
        case "rich_text_value":
            value = None if not given else typed(given) if isinstance(given, str) else from_elements(given)
        case "selected_option":
            value = None if given is None else option_named(element, given)
        case "selected_options":
            value = [option_named(element, one) for one in several]
        case "files":
            value = [as_file(file) for file in several]
        case "selected_date" | "selected_time" | "selected_date_time":
            value = given
        case _:
            value = [identify(one) for one in several] if key in _LISTS else given and identify(given)
    _check_amount(element, value)
    return {"type": kind, key: value}


def complaint(block: Mapping[str, Any], state: Mapping[str, Any]) -> str | None:
    """The error that Slack's client shows below the field instead of sending the form; None when the value is fine."""
    element = block["element"]
    value = state[VALUE_KEYS[element["type"]]]
    if value is None or value in ("", []):
        return None if block.get("optional") else _REQUIRED
    match element["type"]:
        case "plain_text_input":
            return _length_complaint(element, value)
        case "number_input":
            return _number_complaint(element, value)
        case "email_text_input":
            return None if _EMAIL.fullmatch(value) else "Please enter a valid email address."
        case "url_text_input":
            return None if value.startswith(("http://", "https://")) else "Please enter a valid URL."
        case _:
            return None


def option_named(element: Mapping[str, Any], wanted: Any) -> dict[str, Any]:
    offered = offered_options(dict(element))
    for option in offered:
        if wanted in (option.get("value"), option["text"]["text"]):
            return option
    if element["type"].endswith("external_select") and isinstance(wanted, dict):
        return wanted
    names = [option["text"]["text"] for option in offered]
    raise NotThere(f"no option {wanted!r}; there are {names}")


def _typed_text(element: Mapping[str, Any], given: str) -> str | None:
    one_line = element["type"] != "plain_text_input" or not element.get("multiline")
    return (re.sub(r"\r?\n", " ", given) if one_line else given) or None


def _check_amount(element: Mapping[str, Any], value: Any) -> None:
    most = element.get("max_files", 10) if element["type"] == "file_input" else element.get("max_selected_items")
    if most is not None and isinstance(value, list) and len(value) > most:
        raise NotThere(f"this field takes {most} at most")


def _length_complaint(element: Mapping[str, Any], value: str) -> str | None:
    least, most = element.get("min_length", 0), element.get("max_length")
    if len(value) < least:
        return f"Must be at least {least} characters."
    if most is not None and len(value) > most:
        return f"Must be at most {most} characters."
    return None


def _number_complaint(element: Mapping[str, Any], value: str) -> str | None:
    pattern = r"-?\d+(\.\d+)?" if element["is_decimal_allowed"] else r"-?\d+"
    if not re.fullmatch(pattern, value):
        return "Please enter a valid number."
    if element.get("min_value") is not None and float(value) < float(element["min_value"]):
        return f"Must be at least {element['min_value']}."
    if element.get("max_value") is not None and float(value) > float(element["max_value"]):
        return f"Must be at most {element['max_value']}."
    return None
