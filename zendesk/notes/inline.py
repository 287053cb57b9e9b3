"""The inside of a block as HTML, and the lines that a reader should then see."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from html import escape
from operator import itemgetter

from desk.model.rich_text import Block, Span
from zendesk.notes.clean import typed

_TAB = "    "
_BRACES = re.compile(r"(?P<opens>\{\{+|\{%)|\}\}+|%\}")
_SWALLOWED = re.compile(r"(?<![^\n]) | (?=[ \n]|$)")
_BLANK_LINE = re.compile(r"(?<![^\n])\n")
_BLANK = "\x00"
"""Stands for the end of a blank line; typed text never holds it."""
_LINK = re.compile(r"(https?://|mailto:)[^\s]+", re.IGNORECASE)
_IN_ADDRESS = str.maketrans({"{": "%7B", "}": "%7D"})


def inline_html(block: Block) -> str:
    """Line breaks, blank lines and repeated spaces stay as typed."""
    texts = [_spread(span.text) for span in block.spans]
    text = "".join(texts)
    marked, live = _marked(text), _live(text)
    html, at = [], 0
    for span, own in zip(block.spans, texts, strict=True):
        for start, end, is_live in _runs(at, at + len(own), live):
            html.append(_styled(_escaped(marked[start:end]), span, in_code=is_live or span.code))
        at += len(own)
    return "".join(html) + ("&nbsp;" if not text or text.endswith("\n") else "")


def code_html(block: Block) -> str:
    """Inside `<pre><code>` everything stays as it is."""
    return escape(_code(block)) or "&nbsp;"


def shown_lines(block: Block) -> list[str]:
    text = _code(block) if block.kind == "code" else "".join(_spread(span.text) for span in block.spans)
    return text.split("\n")


def _code(block: Block) -> str:
    return typed(block.text).strip("\n")


def _spread(text: str) -> str:
    return typed(text).replace("\t", _TAB)


def _marked(text: str) -> str:
    """The text at the same length, with marks for what HTML would drop: spaces, and the ends of blank lines."""
    return _BLANK_LINE.sub(_BLANK, _SWALLOWED.sub("\N{NO-BREAK SPACE}", text))


def _escaped(marked: str) -> str:
    html = escape(marked).replace("\n", "<br>").replace(_BLANK, "&nbsp;<br>")
    return html.replace("\N{NO-BREAK SPACE}", "&nbsp;")


def _live(text: str) -> list[tuple[int, int]]:
    """Where placeholders and Liquid tags stand; also single braces, whose counterpart may be in another block."""
    live: list[tuple[int, int]] = []
    opened: int | None = None
    for braces in _BRACES.finditer(text):
        if braces["opens"]:
            opened = len(live) if opened is None else opened
            live.append(braces.span())
        elif opened is None:
            live.append(braces.span())
        else:
            live[opened:] = [(live[opened][0], braces.end())]
            opened = None
    return live


def _runs(start: int, end: int, live: list[tuple[int, int]]) -> Iterator[tuple[int, int, bool]]:
    """The part from start to end, split where live braces begin and end."""
    for at in range(bisect_right(live, start, key=itemgetter(1)), len(live)):
        first, last = live[at]
        if first >= end:
            break
        if first > start:
            yield start, first, False
        yield max(first, start), min(last, end), True
        start = min(last, end)
    if start < end:
        yield start, end, False


def _styled(html: str, span: Span, *, in_code: bool) -> str:
    for tag in _tags(span, in_code=in_code):
        html = f"<{tag}>{html}</{tag}>"
    if span.link and _LINK.fullmatch(address := typed(span.link)):
        html = f'<a href="{escape(address.translate(_IN_ADDRESS))}">{html}</a>'
    return html


def _tags(span: Span, *, in_code: bool) -> Iterator[str]:
    if in_code:
        yield "code"
    if span.strike:
        yield "s"
    if span.italic:
        yield "em"
    if span.bold:
        yield "strong"
