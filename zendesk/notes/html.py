"""An analysis becomes the HTML of its internal note; everything typed is escaped.

Zendesk fills in `{{placeholders}}` wherever a text has them, except within `<code>`, so every pair of braces is put
there. Zendesk cuts comments at 64 kB silently: a longer text is cut here, with a line that says so, and the whole text
is attached as a file.
"""

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import replace

from desk.model.analysis import NEEDS_MORE, Analysis
from desk.model.rich_text import Block, Span, plain_text
from zendesk.notes.clean import typed
from zendesk.notes.inline import code_html, inline_html, shown_lines
from zendesk.notes.layout import Placed, placed
from zendesk.notes.visible import list_mark, tidy

LIMIT = 64_000
"""Bytes of HTML, safely below Zendesk's limit."""

_CAUSE = Block("paragraph", (Span("Cause", bold=True),))
_ADVICE = Block("paragraph", (Span("Advice or next step", bold=True),))
_REMARK = Block("paragraph", (Span("Remark on time", bold=True),))
_CUT = Block("paragraph", (Span("The whole text is attached as analysis.txt."),))

_TAGS = {"paragraph": ("<p>", "</p>"), "quote": ("<blockquote>", "</blockquote>")}
_LISTS = {"bullet": "ul", "number": "ol"}


def note_html(analysis: Analysis) -> str:
    """The same analysis always gives the same HTML."""
    return _html(_kept(analysis))


def note_text(analysis: Analysis) -> str:
    """The text that a reader of the note should see."""
    lines: list[str] = []
    for block in placed(_kept(analysis)):
        mark = list_mark(block.depth, block.number) if block.is_item else ""
        first, *others = shown_lines(block.block)
        quote = "> " if block.block.kind == "quote" else ""
        lines += [quote + mark + first, *(quote + line for line in others)]
    return tidy(lines)


def overflow(analysis: Analysis) -> str | None:
    """The whole text, when the note cannot hold it."""
    return None if _fits(_parts(analysis)) else typed(analysis.plain)


def _parts(analysis: Analysis) -> tuple[Block, ...]:
    parts = analysis.findings.blocks
    if analysis.cause:
        parts += (_CAUSE, Block("paragraph", (Span(str(analysis.cause)),)))
    if not analysis.advice.is_blank:
        parts += (_ADVICE, *analysis.advice.blocks)
    if analysis.remark:
        parts += (_REMARK, *plain_text(analysis.remark).blocks)
    if analysis.needs_more:
        parts += (Block("paragraph", (Span(NEEDS_MORE),)),)
    return parts


def _kept(analysis: Analysis) -> tuple[Block, ...]:
    parts = _parts(analysis)
    return parts if _fits(parts) else (*_beginning(parts), _CUT)


def _beginning(parts: tuple[Block, ...]) -> tuple[Block, ...]:
    """Whole blocks; also the beginning of the next block, where much room would stay unused."""
    kept = parts[: _most(len(parts) - 1, lambda count: _fits((*parts[:count], _CUT)))]
    following = parts[len(kept)]
    if _size(kept) < LIMIT // 2:
        length = _most(
            min(len(following.text), LIMIT), lambda count: _fits((*kept, _shortened(following, count), _CUT))
        )
        kept = (*kept, _shortened(following, length))
    return kept[:-1] if kept[-1] in {_CAUSE, _ADVICE, _REMARK} else kept


def _most(highest: int, fits: Callable[[int], bool]) -> int:
    """The greatest count that fits; zero always fits."""
    return bisect_left(range(1, highest + 1), x=True, key=lambda count: not fits(count))


def _shortened(block: Block, length: int) -> Block:
    spans = []
    for span in block.spans:
        spans.append(replace(span, text=span.text[:length]))
        length -= len(spans[-1].text)
    return replace(block, spans=tuple(spans))


def _fits(blocks: tuple[Block, ...]) -> bool:
    return _size(blocks) <= LIMIT


def _size(blocks: tuple[Block, ...]) -> int:
    return len(_html(blocks).encode())


def _html(blocks: tuple[Block, ...]) -> str:
    html: list[str] = []
    lists: list[str] = []
    for block in placed(blocks):
        html += _lists_closed(lists, block)
        if block.is_item:
            html += _item_opened(lists, block)
            html.append(inline_html(block.block))
        elif block.block.kind == "code":
            html.append(f"<pre><code>{code_html(block.block)}</code></pre>")
        else:
            start, end = _TAGS[block.block.kind]
            html.append(f"{start}{inline_html(block.block)}{end}")
    html += [f"</li></{tag}>" for tag in reversed(lists)]
    return "".join(html)


def _lists_closed(lists: list[str], following: Placed) -> list[str]:
    """Closes the lists that do not continue in the following block."""
    html = []
    depth = following.depth + 1 if following.is_item else 0
    while len(lists) > depth or (len(lists) == depth > 0 and lists[-1] != _LISTS[following.block.kind]):
        html.append(f"</li></{lists.pop()}>")
    return html


def _item_opened(lists: list[str], item: Placed) -> list[str]:
    if len(lists) > item.depth:
        return ["</li><li>"]
    lists.append(_LISTS[item.block.kind])
    return [f"<{lists[-1]}><li>"]
