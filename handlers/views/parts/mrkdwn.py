"""Text that Slack shows as meant: cut, and made inert."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

SECTION = 3000
NAME = 80
"""Characters of a name or subject in a line with several parts."""

EMPTY = "(empty)"


def cut(text: str, limit: int) -> str:
    """At most `limit` code points; a cut shows as "…"."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def cut_mrkdwn(text: str, limit: int) -> str:
    """Like `cut`, but never inside an `&amp;` or a `<link|…>`; Slack refuses empty text."""
    if len(text) <= limit:
        return text if text.strip() else EMPTY
    kept = text[: limit - 1]
    kept = re.sub(r"&[a-z]{0,4}$", "", kept)
    if kept.rfind("<") > kept.rfind(">"):
        kept = kept[: kept.rfind("<")]
    return kept.rstrip() + "…"


def one_line(text: str) -> str:
    """Line breaks and control characters become spaces; characters that reverse the direction of text are removed."""
    return " ".join(re.sub(r"[\u202a-\u202e\u2066-\u2069]", "", re.sub(r"[\x00-\x1f\x7f]", " ", text)).split())


# Slack has no escape for its own formatting, so characters that would start or end some are replaced by look-alikes.
_TWINS = str.maketrans("*_~`", "\u2217\u02cd\u223c\u02cb")
_FORMATTING = re.compile(r"(?<!\w)[*_~]+|[*_~]+(?!\w)|`")


def escape(text: str) -> str:
    """For mrkdwn: mentions, links and formatting in what other people wrote do not take effect."""
    text = _FORMATTING.sub(lambda found: found.group().translate(_TWINS), text)
    text = re.sub(r"^>+", lambda found: "\u203a" * len(found.group()), text, flags=re.MULTILINE)
    return _entities(text)


def code(text: str, limit: int = NAME) -> str:
    """What a person wrote, marked as code; a backtick becomes a look-alike."""
    shown = cut(one_line(text), limit).replace("`", "\u02cb")
    return f"`{_entities(shown) or '…'}`"


def name(text: str, limit: int = NAME) -> str:
    """A name or subject inside a line of mrkdwn."""
    return escape(cut(one_line(text), limit))


def words(text: str) -> str:
    """A sentence of the desk's as mrkdwn: commands like `/desk connect` stay code, nothing else takes effect."""
    parts = re.split(r"`(/[^`\n]*)`", text)
    return "".join(f"`{_entities(part)}`" if index % 2 else escape(part) for index, part in enumerate(parts))


def _entities(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def when(moment: datetime) -> str:
    """Shown to each reader in their own time zone."""
    utc = moment.astimezone(UTC)
    return f"<!date^{int(utc.timestamp())}^{{date_short_pretty}} {{time}}|{utc:%Y-%m-%d %H:%M} UTC>"


def clock(moment: datetime) -> str:
    """Like `when`, for a time of today."""
    utc = moment.astimezone(UTC)
    return f"<!date^{int(utc.timestamp())}^{{time}}|{utc:%H:%M} UTC>"


def link(url: str, label: str) -> str:
    """`label` is mrkdwn."""
    target = url.replace("|", "%7C").replace("<", "%3C").replace(">", "%3E")
    inert = label.replace("|", "\u2223")
    return f"<{_entities(target)}|{inert}>"


def person(user: str | None, known_as: str) -> str:
    """A mention, or the name of a person who is not in the chat."""
    return f"<@{user}>" if user and re.fullmatch(r"[UW][A-Z0-9]+", user) else name(known_as)


def channel_link(channel: str) -> str:
    return f"<#{channel}>" if re.fullmatch(r"[CG][A-Z0-9]+", channel) else "this channel"


def count(number: int, noun: str, plural: str = "") -> str:
    """`1 ticket`, `2 tickets`."""
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"


def listed(parts: Sequence[str]) -> str:
    """`a, b and c`."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}" if parts else ""


def pieces(text: str, size: int = SECTION) -> Iterator[str]:
    """The whole text in parts of at most `size` characters, broken at line ends where that wastes little room."""
    while len(text) > size:
        end = text.rfind("\n", size * 5 // 6, size) + 1 or size
        yield text[:end]
        text = text[end:]
    yield text
