"""HTML as the text that a reader sees, to compare what Zendesk stored with what was sent."""

import re
from collections.abc import Iterable
from html.parser import HTMLParser

_SPACES = re.compile(r"[ \t\n\r\f]+")
_LISTS = frozenset({"dd", "dl", "dt", "li", "ol", "ul"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_TABLES = frozenset({"table", "tbody", "td", "tfoot", "th", "thead", "tr"})
_BLOCKS = _LISTS | _HEADINGS | _TABLES | {"blockquote", "div", "hr", "p", "pre", "section"}
_FEW_DIGITS = re.compile("[0-9]{1,9}")
_UNSEEN = frozenset({"head", "script", "style", "template", "title"})
_INDENT = "    "


def visible_text(html: str) -> str:
    """Line breaks, list marks and quote marks as typed; without blank lines around the text, and none added."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return tidy(reader.lines)


def list_mark(depth: int, number: int | None) -> str:
    return _INDENT * depth + ("• " if number is None else f"{number}. ")


def tidy(lines: Iterable[str]) -> str:
    """The lines as they are compared, without what is invisible."""
    shown = [line.replace("\N{NO-BREAK SPACE}", " ").rstrip(" \t") for line in lines]
    filled = [at for at, line in enumerate(shown) if line]
    return "\n".join(shown[filled[0] : filled[-1] + 1]) if filled else ""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self._line = ""
        self._mark = ""
        self._lists: list[int | None] = []
        """For each open list the number of its last item; None when it has bullets."""
        self._quotes = 0
        self._preformatted = 0
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self._end_block()
        match tag:
            case "br":
                self._end_line()
            case "ul" | "ol":
                self._lists.append(None if tag == "ul" else _start(dict(attrs).get("start")) - 1)
            case "li":
                self._begin_item()
            case _:
                self._count(tag, 1)

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._end_block()
        if tag in {"ul", "ol"} and self._lists:
            self._lists.pop()
        self._count(tag, -1)

    def handle_data(self, data: str) -> None:
        if self._unseen:
            return
        if not self._preformatted:
            text = _SPACES.sub(" ", data)
            self._line += text.removeprefix(" ") if not self._line or self._line.endswith(" ") else text
            return
        first, *others = data.split("\n")
        self._line += first
        for line in others:
            self._end_line()
            self._line = line

    def close(self) -> None:
        super().close()
        self._end_block()

    def _count(self, tag: str, step: int) -> None:
        if tag == "blockquote":
            self._quotes = max(0, self._quotes + step)
        elif tag == "pre":
            self._preformatted = max(0, self._preformatted + step)
        elif tag in _UNSEEN:
            self._unseen = max(0, self._unseen + step)

    def _begin_item(self) -> None:
        if self._lists and (number := self._lists[-1]) is not None:
            self._lists[-1] = number + 1
        self._mark = list_mark(max(0, len(self._lists) - 1), self._lists[-1] if self._lists else None)

    def _end_block(self) -> None:
        if self._line:
            self._end_line()

    def _end_line(self) -> None:
        self.lines.append("> " * self._quotes + self._mark + self._line)
        self._line, self._mark = "", ""


def _start(value: str | None) -> int:
    return int(value) if value and _FEW_DIGITS.fullmatch(value) else 1
