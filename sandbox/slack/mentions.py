"""Finds the active mentions in a message, and turns typed names into mentions.

https://docs.slack.dev/messaging/formatting-message-text#special-mentions
"""

import html
import re
from collections.abc import Iterator, Mapping
from typing import Any

_ACTIVE = re.compile(r"<(?:@(?P<user>[UW]\w+)|!subteam\^(?P<group>S\w+)|!(?P<all>channel|here|everyone))(?:\|[^>]*)?>")
_LINK = re.compile(r"https?://[^\s<>|]+")


def mentioned(text: str, blocks: list[dict[str, Any]]) -> list[str]:
    """The ids that a message mentions, each once. Escaped mentions and plain_text do not count."""
    return list(dict.fromkeys([*_in_mrkdwn(text), *_in_blocks(blocks)]))


def escaped(words: str, users: Mapping[str, str], channels: Mapping[str, str]) -> str:
    """Typed text as Slack stores it: with entities, links, and known @names and #channels as mentions."""
    safe = html.escape(words, quote=False)
    safe = _LINK.sub(lambda found: f"<{found[0]}>", safe)
    for name, user_id in users.items():
        safe = re.sub(rf"(?<!\w)@{re.escape(name)}\b", f"<@{user_id}|{name}>", safe)
    for name, channel_id in channels.items():
        safe = re.sub(rf"(?<!\w)#{re.escape(name)}\b", f"<#{channel_id}|{name}>", safe)
    return safe


def _in_mrkdwn(text: str) -> Iterator[str]:
    for found in _ACTIVE.finditer(text):
        yield found["user"] or found["group"] or found["all"]


def _in_blocks(part: Any) -> Iterator[str]:
    if isinstance(part, list):
        for item in part:
            yield from _in_blocks(item)
    elif isinstance(part, dict):
        yield from _in_object(part)


def _in_object(part: dict[str, Any]) -> Iterator[str]:
    match part.get("type"):
        case "mrkdwn" | "markdown":
            yield from _in_mrkdwn(str(part.get("text", "")))
        case "user":
            yield str(part["user_id"])
        case "usergroup":
            yield str(part["usergroup_id"])
        case "broadcast":
            yield str(part["range"])
        case _:
            for value in part.values():
                yield from _in_blocks(value)
