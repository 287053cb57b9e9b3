"""Checks block elements against Slack's limits."""

import re
from typing import Any

from sandbox.slack.checks import (
    Check,
    Report,
    anything,
    by_type,
    choice,
    every,
    exactly_one,
    flag,
    items,
    matches,
    number,
    only_on,
    plain,
    shape,
    string,
    text,
    text_kinds,
    url,
)

MAX_TYPED = 3000
_ID = string(255)
_SLACK_ID = string(40)
_DATE = matches(re.compile(r"\d{4}-\d\d-\d\d").fullmatch, "must be a date like 2026-11-22")
_TIME = matches(re.compile(r"\d\d:\d\d").fullmatch, "must be a time like 13:05")

CONFIRM = shape(
    {"text": text(300)},
    {"title": plain(100), "confirm": plain(30), "deny": plain(30), "style": choice("primary", "danger")},
)
# https://docs.slack.dev/reference/block-kit/composition-objects/option-object
_OPTION = shape({"text": plain(75), "value": string(150)}, {"description": plain(75)})
_RICH_OPTION = shape({"text": text(75), "value": string(150)}, {"description": text(75)})
_LINK_OPTION = shape({"text": plain(75), "value": string(150)}, {"description": plain(75), "url": url})
_GROUP = shape({"label": plain(75), "options": items(_OPTION, 100)})
_FILTER = shape(
    {},
    {
        "include": items(choice("im", "mpim", "private", "public"), 4),
        "exclude_external_shared_channels": flag,
        "exclude_bot_users": flag,
    },
)
_DISPATCH = shape({"trigger_actions_on": items(choice("on_enter_pressed", "on_character_entered"), 2)})


def _initial_is_offered(value: Any, at: str, report: Report) -> None:
    offered = [option.get("value") for option in offered_options(value) if isinstance(option, dict)]
    initial = value.get("initial_options") or ([value["initial_option"]] if value.get("initial_option") else [])
    if any(not isinstance(option, dict) or option.get("value") not in offered for option in initial):
        report.add("initial option must be one of the options", at)


def offered_options(element: dict[str, Any]) -> list[dict[str, Any]]:
    grouped = [group.get("options") or [] for group in element.get("option_groups") or [] if isinstance(group, dict)]
    return [*(element.get("options") or []), *(option for options in grouped for option in options)]


def _element(required: dict[str, Check] | None = None, **optional: Check) -> Check:
    always = {"action_id": _ID, "focus_on_load": flag}
    return shape({"type": anything, **(required or {})}, {**always, **optional})


def _picker(**optional: Check) -> Check:
    return _element(None, placeholder=plain(150), confirm=CONFIRM, **optional)


def _typed(required: dict[str, Check] | None = None, **optional: Check) -> Check:
    return _element(required, placeholder=plain(150), dispatch_action_config=_DISPATCH, **optional)


def _several(**optional: Check) -> Check:
    return _picker(max_selected_items=number(1, 100), **optional)


_OPTIONS = {"options": items(_OPTION, 100), "option_groups": items(_GROUP, 100)}
_RESPONDS = {"response_url_enabled": flag}
_CURRENT = {"filter": _FILTER, "default_to_current_conversation": flag}
_IDS = items(_SLACK_ID, 100)

BUTTON = _element(
    {"text": plain(75)},
    url=url,
    value=string(2000),
    style=choice("primary", "danger"),
    confirm=CONFIRM,
    accessibility_label=string(75),
)
OVERFLOW = _element({"options": items(_LINK_OPTION, 5)}, confirm=CONFIRM)
CHECKBOXES = every(
    _element({"options": items(_RICH_OPTION, 10)}, initial_options=items(_RICH_OPTION, 10), confirm=CONFIRM),
    _initial_is_offered,
)
RADIO_BUTTONS = every(
    _element({"options": items(_RICH_OPTION, 10)}, initial_option=_RICH_OPTION, confirm=CONFIRM), _initial_is_offered
)

SELECTS: dict[str, Check] = {
    "static_select": every(
        _picker(**_OPTIONS, initial_option=_OPTION), exactly_one("options", "option_groups"), _initial_is_offered
    ),
    "multi_static_select": every(
        _several(**_OPTIONS, initial_options=items(_OPTION, 100)),
        exactly_one("options", "option_groups"),
        _initial_is_offered,
    ),
    "external_select": _picker(initial_option=_OPTION, min_query_length=number(0, 100)),
    "multi_external_select": _several(initial_options=items(_OPTION, 100), min_query_length=number(0, 100)),
    "users_select": _picker(initial_user=_SLACK_ID),
    "multi_users_select": _several(initial_users=_IDS),
    "conversations_select": _picker(initial_conversation=_SLACK_ID, **_CURRENT, **_RESPONDS),
    "multi_conversations_select": _several(initial_conversations=_IDS, **_CURRENT),
    "channels_select": _picker(initial_channel=_SLACK_ID, **_RESPONDS),
    "multi_channels_select": _several(initial_channels=_IDS),
}
PICKERS: dict[str, Check] = {
    "datepicker": _picker(initial_date=_DATE),
    "timepicker": _picker(initial_time=_TIME, timezone=string(60)),
    "datetimepicker": _element(None, initial_date_time=number(0, 9_999_999_999), confirm=CONFIRM),
}
_RICH_TEXT_INPUT = _typed(initial_value=anything, min_lines=number(1, 100), max_lines=number(1, 100))
IMAGE = every(
    shape({"type": anything, "alt_text": string(2000)}, {"image_url": url, "slack_file": anything}),
    exactly_one("image_url", "slack_file"),
)
CHOICES: dict[str, Check] = {"checkboxes": CHECKBOXES, "radio_buttons": RADIO_BUTTONS}

IN_SECTION = by_type({"button": BUTTON, "overflow": OVERFLOW, "image": IMAGE, **CHOICES, **SELECTS, **PICKERS})
IN_ACTIONS = by_type(
    {"button": BUTTON, "overflow": OVERFLOW, "rich_text_input": _RICH_TEXT_INPUT, **CHOICES, **SELECTS, **PICKERS}
)
IN_CONTEXT = by_type({"image": IMAGE, **text_kinds(3000)})
IN_INPUT = by_type(
    {
        "plain_text_input": _typed(
            initial_value=string(MAX_TYPED, 0),
            multiline=flag,
            min_length=number(0, MAX_TYPED),
            max_length=number(1, MAX_TYPED),
        ),
        "rich_text_input": _RICH_TEXT_INPUT,
        "email_text_input": _typed(initial_value=string(255)),
        "url_text_input": _typed(initial_value=url),
        "number_input": _typed(
            {"is_decimal_allowed": flag}, initial_value=string(60), min_value=string(60), max_value=string(60)
        ),
        "file_input": every(
            only_on("modal"), _element(None, filetypes=items(string(60), 100), max_files=number(1, 10))
        ),
        **CHOICES,
        **SELECTS,
        **PICKERS,
    }
)
