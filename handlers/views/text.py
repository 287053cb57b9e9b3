"""Text that Slack shows as meant: cut, made inert, put into blocks."""

import json
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

Block = dict[str, Any]
Blocks = list[Block]

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
VIEW_BYTES = 200_000
"""Of the 250 kB that a view may have, what text may take up."""
SECTION = 3000
FIELD = 2000
HEADER = 150
BUTTON = 75
OPTION = 75
MODAL_WORD = 24
CONFIRM_TITLE = 100
CONFIRM_TEXT = 300
CONFIRM_BUTTON = 30
NAME = 80
"""How much of a name or subject a line of several parts shows."""
MESSAGE_TEXT = 9_000
"""What all blocks of a posted message hold: Slack refuses more than about 12,000 and does not say how it counts."""

_EMPTY = "(empty)"


@dataclass(frozen=True)
class Message:
    """`text` is what notifications and screen readers get; `blocks` is what people see."""

    text: str
    blocks: Blocks


def message(text: str, blocks: Blocks) -> Message:
    """`text` is mrkdwn, like that of sections: escape what others wrote."""
    return Message(cut_mrkdwn(text, SECTION), blocks)


def said(*paragraphs: str) -> Message:
    """A few sentences of mrkdwn, one section each."""
    return message(" ".join(paragraphs), [section(paragraph) for paragraph in paragraphs])


def cut(text: str, limit: int) -> str:
    """At most `limit` code points; a cut shows as "…"."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def cut_mrkdwn(text: str, limit: int) -> str:
    """Like `cut`, never inside an `&amp;` or a `<link|…>`; Slack takes no empty text."""
    if len(text) <= limit:
        return text if text.strip() else _EMPTY
    kept = text[: limit - 1]
    kept = re.sub(r"&[a-z]{0,4}$", "", kept)
    if kept.rfind("<") > kept.rfind(">"):
        kept = kept[: kept.rfind("<")]
    return kept.rstrip() + "…"


def one_line(text: str) -> str:
    """Line breaks and control characters become spaces; direction overrides, which would turn our words round, go."""
    return " ".join(re.sub(r"[\u202a-\u202e\u2066-\u2069]", "", re.sub(r"[\x00-\x1f\x7f]", " ", text)).split())


# Slack knows no escape for its own formatting, so the characters that would start or end some give way to twins.
_TWINS = str.maketrans("*_~`", "\u2217\u02cd\u223c\u02cb")
_FORMATTING = re.compile(r"(?<!\w)[*_~]+|[*_~]+(?!\w)|`")


def escape(text: str) -> str:
    """Text that others wrote, for mrkdwn: no mention, link or formatting in it comes alive."""
    text = _FORMATTING.sub(lambda found: found.group().translate(_TWINS), text)
    text = re.sub(r"^>+", lambda found: "\u203a" * len(found.group()), text, flags=re.MULTILINE)
    return _entities(text)


def code(text: str, limit: int = NAME) -> str:
    """What somebody wrote, as it stands, marked as code; a backtick gives way to its twin."""
    shown = cut(one_line(text), limit).replace("`", "\u02cb")
    return f"`{_entities(shown) or '…'}`"


def name(text: str, limit: int = NAME) -> str:
    """A name or subject inside a line of mrkdwn."""
    return escape(cut(one_line(text), limit))


def words(text: str) -> str:
    """A sentence of the desk's as mrkdwn: commands like `/desk connect` stay code, everything else is inert."""
    parts = re.split(r"`(/[^`\n]*)`", text)
    return "".join(f"`{_entities(part)}`" if index % 2 else escape(part) for index, part in enumerate(parts))


def _entities(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def when(moment: datetime) -> str:
    """Each reader sees it in their own time zone."""
    utc = moment.astimezone(UTC)
    return f"<!date^{int(utc.timestamp())}^{{date_short_pretty}} {{time}}|{utc:%Y-%m-%d %H:%M} UTC>"


def clock(moment: datetime) -> str:
    """Like `when`, for what is of today."""
    utc = moment.astimezone(UTC)
    return f"<!date^{int(utc.timestamp())}^{{time}}|{utc:%H:%M} UTC>"


def link(url: str, label: str) -> str:
    """`label` is mrkdwn."""
    target = url.replace("|", "%7C").replace("<", "%3C").replace(">", "%3E")
    inert = label.replace("|", "\u2223")
    return f"<{_entities(target)}|{inert}>"


def person(user: str | None, known_as: str) -> str:
    """A mention, or the name of somebody who is not in the chat."""
    return f"<@{user}>" if user and re.fullmatch(r"[UW][A-Z0-9]+", user) else name(known_as)


def channel_link(channel: str) -> str:
    return f"<#{channel}>" if re.fullmatch(r"[CG][A-Z0-9]+", channel) else "this channel"


def count(number: int, noun: str, plural: str = "") -> str:
    """`1 ticket`, `2 tickets`."""
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"


def listed(parts: Sequence[str]) -> str:
    """`a, b and c`."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}" if parts else ""


def plain(text: str, limit: int = SECTION) -> Block:
    """Exactly what somebody wrote: Slack formats nothing in it."""
    return {"type": "plain_text", "text": cut(text, limit) if text.strip() else _EMPTY, "emoji": False}


def mrkdwn(text: str) -> Block:
    # verbatim: Slack turns no bare address or #name into a link by itself
    return {"type": "mrkdwn", "text": cut_mrkdwn(text, SECTION), "verbatim": True}


def section(text: str, accessory: Block | None = None) -> Block:
    block = {"type": "section", "text": mrkdwn(text)}
    return block | {"accessory": accessory} if accessory else block


def plain_section(text: str) -> Block:
    return {"type": "section", "text": plain(text)}


def context(*texts: str) -> Block:
    return {"type": "context", "elements": [mrkdwn(text) for text in texts]}


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
    """A question before something that cannot be taken back. Plain text."""
    return {
        "title": plain(title, CONFIRM_TITLE),
        "text": plain(text, CONFIRM_TEXT),
        "confirm": plain(yes, CONFIRM_BUTTON),
        "deny": plain("Cancel", CONFIRM_BUTTON),
    }


def fields(*texts: str) -> Block:
    """Mrkdwn, side by side where there is room; at most ten."""
    return {"type": "section", "fields": [mrkdwn(cut_mrkdwn(text, FIELD)) for text in texts]}


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


def pieces(text: str, size: int = SECTION) -> Iterator[str]:
    """The whole text in parts of at most `size`, broken at line ends where that is not wasteful."""
    while len(text) > size:
        end = text.rfind("\n", size * 5 // 6, size) + 1 or size
        yield text[:end]
        text = text[end:]
    yield text


def given_back(text: str, limit: int) -> tuple[Blocks, int]:
    """As much of somebody's text as fits into `limit` characters, to be copied; and how much did not fit."""
    shown = text[:limit]
    return [plain_section(piece) for piece in pieces(shown) if piece.strip()], len(text) - len(shown)


def longest_shown(text: str) -> int:
    """How many of its characters fit into a view, as they travel."""
    return bisect_right(range(1, len(text) + 1), VIEW_BYTES, key=lambda length: len(json.dumps(text[:length])))


def words_in_sections(text: str, before: str = "") -> Blocks:
    """All of a text of the desk's, however long; `before` is mrkdwn."""
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
    """As many whole blocks as a message holds; what is left out is said."""
    size = 0
    for index, block in enumerate(blocks):
        size += len(str(block))
        if index and (size > MESSAGE_TEXT or index >= MESSAGE_BLOCKS - 1):
            return [*blocks[:index], context(f"There are more {noun} than one message shows.")]
    return blocks
