"""Checks blocks and views as Slack does, and adds the ids and defaults that Slack adds.

https://docs.slack.dev/reference/block-kit/blocks
"""

import copy
import json
from collections.abc import Iterator, Mapping
from typing import Any

from sandbox.slack.checks import (
    Check,
    Report,
    Surface,
    anything,
    at_least_one,
    by_type,
    choice,
    every,
    exactly_one,
    flag,
    items,
    only_on,
    plain,
    shape,
    string,
    text,
    url,
)
from sandbox.slack.elements import IN_ACTIONS, IN_CONTEXT, IN_INPUT, IN_SECTION
from sandbox.slack.rich_text import RICH_TEXT

type_ = {"type": anything}
MAX_MARKDOWN = 12_000
VIEW_BYTES = 250_000


def _block(required: Mapping[str, Check] | None = None, **optional: Check) -> Check:
    return shape({**type_, **(required or {})}, {"block_id": string(255), **optional})


def _no_dispatch_with_files(value: Any, at: str, report: Report) -> None:
    element = value.get("element")
    if isinstance(element, dict) and element.get("type") == "file_input" and value.get("dispatch_action"):
        report.add("dispatch_action is not allowed with file_input", at)


BLOCK = by_type(
    {
        "section": every(
            _block(text=text(3000), fields=items(text(2000), 10), accessory=IN_SECTION, expand=flag),
            at_least_one("text", "fields"),
        ),
        "header": _block({"text": plain(150)}, level=choice(1, 2, 3, 4)),
        "context": _block({"elements": items(IN_CONTEXT, 10)}),
        "actions": _block({"elements": items(IN_ACTIONS, 25)}),
        "divider": _block(),
        "image": every(
            _block({"alt_text": string(2000)}, image_url=url, slack_file=anything, title=plain(2000)),
            exactly_one("image_url", "slack_file"),
        ),
        "input": every(
            _block({"label": plain(2000), "element": IN_INPUT}, hint=plain(2000), optional=flag, dispatch_action=flag),
            _no_dispatch_with_files,
        ),
        "rich_text": every(_block({"elements": anything}), RICH_TEXT),
        "alert": every(
            only_on("modal"),
            _block({"text": text(200)}, level=choice("default", "info", "warning", "error", "success")),
        ),
        "markdown": every(only_on("message"), _block({"text": string(MAX_MARKDOWN)})),
    }
)

_VIEW_COMMON: dict[str, Check] = {
    "private_metadata": string(3000, 0),
    "callback_id": string(255, 0),
    "external_id": string(255, 0),
}
_VIEW = by_type(
    {
        "modal": shape(
            {**type_, "title": plain(24), "blocks": items(BLOCK, 100)},
            {"submit": plain(24), "close": plain(24), "clear_on_close": flag, "notify_on_close": flag, **_VIEW_COMMON},
        ),
        "home": shape({**type_, "blocks": items(BLOCK, 100)}, _VIEW_COMMON),
    }
)


def complaints_about_blocks(blocks: Any, surface: Surface = "message", at: str = "/blocks") -> list[str]:
    report = Report(surface)
    items(BLOCK, 50 if surface == "message" else 100)(blocks, at, report)
    if isinstance(blocks, list):
        _check_ids(blocks, at, report)
        markdown = sum(len(str(block.get("text", ""))) for block in _of_type(blocks, "markdown"))
        if markdown > MAX_MARKDOWN:
            report.add(f"markdown blocks must be less than {MAX_MARKDOWN + 1} characters together", at)
    return report.complaints


def complaints_about_view(view: Any, at: str = "/view") -> list[str]:
    if not isinstance(view, dict):
        return [f"must be an object [json-pointer:{at}]"]
    report = Report("home" if view.get("type") == "home" else "modal")
    _VIEW(view, at, report)
    blocks = view.get("blocks")
    if isinstance(blocks, list):
        _check_ids(blocks, f"{at}/blocks", report)
        if view.get("type") == "modal" and not view.get("submit") and any(_of_type(blocks, "input")):
            report.add("missing required field: submit, needed with input blocks", at)
    return report.complaints


def too_large(view: Any) -> bool:
    return len(json.dumps(view, ensure_ascii=False).encode()) > VIEW_BYTES


def completed(blocks: list[dict[str, Any]], ids: Iterator[str]) -> list[dict[str, Any]]:
    """A copy as Slack returns it: with missing block and action ids, and the defaults of text objects."""
    done = copy.deepcopy(blocks)
    for block in done:
        block.setdefault("block_id", next(ids))
        for element in elements_of(block):
            if element["type"] not in ("image", "plain_text", "mrkdwn"):
                element.setdefault("action_id", next(ids))
    _add_text_defaults(done)
    return done


def elements_of(block: dict[str, Any]) -> list[dict[str, Any]]:
    """The elements of a block, images included."""
    if block["type"] == "rich_text":
        return []
    single = [block[name] for name in ("accessory", "element") if block.get(name)]
    return [*single, *(block.get("elements") or [])]


def _of_type(blocks: list[Any], kind: str) -> list[dict[str, Any]]:
    return [block for block in blocks if isinstance(block, dict) and block.get("type") == kind]


def _check_ids(blocks: list[Any], at: str, report: Report) -> None:
    seen: set[str] = set()
    for index, block in enumerate(blocks):
        if not isinstance(block, dict) or not isinstance(block.get("type"), str):
            continue
        block_id = block.get("block_id")
        if block_id in seen:
            report.add(f'`block_id` "{block_id}" already exists', f"{at}/{index}/block_id")
        if isinstance(block_id, str):
            seen.add(block_id)
        _check_action_ids(block, f"{at}/{index}", report)


def _check_action_ids(block: dict[str, Any], at: str, report: Report) -> None:
    elements = block.get("elements")
    if block["type"] != "actions" or not isinstance(elements, list):
        return
    seen: set[str] = set()
    for index, element in enumerate(elements):
        action_id = element.get("action_id") if isinstance(element, dict) else None
        if action_id in seen:
            report.add(f'`action_id` "{action_id}" already exists', f"{at}/elements/{index}/action_id")
        if isinstance(action_id, str):
            seen.add(action_id)


def _add_text_defaults(part: Any) -> None:
    if isinstance(part, list):
        for item in part:
            _add_text_defaults(item)
    elif isinstance(part, dict):
        if part.get("type") == "plain_text":
            part.setdefault("emoji", True)
        elif part.get("type") == "mrkdwn":
            part.setdefault("verbatim", False)
        for value in part.values():
            _add_text_defaults(value)
