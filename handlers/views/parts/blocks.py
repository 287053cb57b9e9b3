"""Block Kit blocks and messages, within Slack's limits."""

import json
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from handlers.views.parts.mrkdwn import EMPTY, SECTION, cut, cut_mrkdwn, pieces, words

Block = dict[str, Any]


Blocks = list[Block]


MESSAGE_BLOCKS = 50


VIEW_BYTES = 200_000
"""Characters of text in a view, of the 250 kB that Slack allows."""


FIELD = 2000


HEADER = 150


BUTTON = 75


OPTION = 75


MODAL_WORD = 24


CONFIRM_TITLE = 100


CONFIRM_TEXT = 300


CONFIRM_BUTTON = 30


MESSAGE_TEXT = 9_000
"""Characters in all blocks of a posted message: Slack refuses more than about 12,000, and does not document how it
counts.
"""


@dataclass(frozen=True)
class Message:
    """`text` is for notifications and screen readers; `blocks` is what people see."""

    text: str
    blocks: Blocks


def message(text: str, blocks: Blocks) -> Message:
    """`text` is mrkdwn, as in sections: escape what other people wrote."""
    return Message(cut_mrkdwn(text, SECTION), blocks)


def said(*paragraphs: str) -> Message:
    """A few sentences of mrkdwn, one section each."""
    return message(" ".join(paragraphs), [section(paragraph) for paragraph in paragraphs])


def plain(text: str, limit: int = SECTION) -> Block:
    """Exactly as written: Slack formats nothing in it."""
    return {"type": "plain_text", "text": cut(text, limit) if text.strip() else EMPTY, "emoji": False}


def mrkdwn_text(text: str) -> Block:
    # verbatim: Slack does not turn addresses and #names into links by itself
    return {"type": "mrkdwn", "text": cut_mrkdwn(text, SECTION), "verbatim": True}


def section(text: str, accessory: Block | None = None) -> Block:
    block = {"type": "section", "text": mrkdwn_text(text)}
    return block | {"accessory": accessory} if accessory else block


def plain_section(text: str) -> Block:
    return {"type": "section", "text": plain(text)}


def context(*texts: str) -> Block:
    return {"type": "context", "elements": [mrkdwn_text(text) for text in texts]}


def header(text: str) -> Block:
    return {"type": "header", "text": plain(text, HEADER)}


def actions(*buttons: Block) -> Block:
    return {"type": "actions", "elements": list(buttons)}


def button(
    label: str, action_id: str, *, value: str | None = None, url: str | None = None, primary: bool = False
) -> Block:
    block: Block = {"type": "button", "action_id": action_id, "text": plain(label, BUTTON)}
    block |= {"value": value} if value is not None else {}
    block |= {"url": url} if url is not None else {}
    return block | ({"style": "primary"} if primary else {})


def input_block(block_id: str, label: str, element: Block, *, optional: bool = True, hint: str = "") -> Block:
    block: Block = {
        "type": "input",
        "block_id": block_id,
        "label": plain(label),
        "optional": optional,
        "element": element | {"action_id": block_id},
    }
    return block | ({"hint": plain(hint)} if hint else {})


def option(label: str, value: str) -> Block:
    return {"text": plain(label, OPTION), "value": value}


def overflow(action_id: str, *options: Block) -> Block:
    return {"type": "overflow", "action_id": action_id, "options": list(options)}


def confirm(title: str, text: str, yes: str) -> Block:
    """A question before an action that cannot be undone. Plain text."""
    return {
        "title": plain(title, CONFIRM_TITLE),
        "text": plain(text, CONFIRM_TEXT),
        "confirm": plain(yes, CONFIRM_BUTTON),
        "deny": plain("Cancel", CONFIRM_BUTTON),
    }


def fields(*texts: str) -> Block:
    """Mrkdwn, side by side where there is room; at most ten."""
    return {"type": "section", "fields": [mrkdwn_text(cut_mrkdwn(text, FIELD)) for text in texts]}


def modal(
    callback_id: str,
    title: str,
    blocks: Blocks,
    *,
    submit: str | None = None,
    close: str = "Close",
    metadata: str = "",
) -> Block:
    view: Block = {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain(title, MODAL_WORD),
        "close": plain(close, MODAL_WORD),
        "private_metadata": metadata,
        "blocks": blocks,
    }
    return view | ({"submit": plain(submit, MODAL_WORD)} if submit else {})


def given_back(text: str, limit: int) -> tuple[Blocks, int]:
    """As much of a person's text as fits into `limit` characters, to be copied; and how many characters did not fit."""
    shown = text[:limit]
    return [plain_section(piece) for piece in pieces(shown) if piece.strip()], len(text) - len(shown)


def longest_shown(text: str) -> int:
    """How many of its characters fit into a view, as they are sent."""
    return bisect_right(range(1, len(text) + 1), VIEW_BYTES, key=lambda length: len(json.dumps(text[:length])))


def words_in_sections(text: str, before: str = "") -> Blocks:
    """A whole text of the desk's, of any length; `before` is mrkdwn."""
    said = before + words(text)
    if len(said) <= SECTION:
        return [section(said)]
    end = text.rfind(" ", 0, len(text) // 2) + 1 or len(text) // 2
    return [*words_in_sections(text[:end], before), *words_in_sections(text[end:])]


def lines_in_sections(lines: Iterable[str]) -> Blocks:
    """Lines of mrkdwn in as few sections as hold them."""
    blocks: Blocks = []
    held = ""
    for line in lines:
        grown = f"{held}\n{line}" if held else line
        if held and len(grown) > SECTION:
            blocks.append(section(held))
            grown = line
        held = grown
    return [*blocks, section(held)] if held else blocks


def in_one_message(blocks: Blocks, noun: str) -> Blocks:
    """As many whole blocks as a message holds; a line says that there are more."""
    size = 0
    for index, block in enumerate(blocks):
        size += len(str(block))
        if index and (size > MESSAGE_TEXT or index >= MESSAGE_BLOCKS - 1):
            return [*blocks[:index], context(f"There are more {noun} than one message shows.")]
    return blocks
