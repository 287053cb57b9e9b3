"""Slack's rich text, to and from the desk's."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any, Literal

from desk.model.rich_text import Block, RichText, Span

Element = Mapping[str, Any]
_ListKind = Literal["bullet", "number"]
_DEEPEST = 8
_MENTIONS = {
    "user": ("@", "user_id"),
    "usergroup": ("@", "usergroup_id"),
    "team": ("@", "team_id"),
    "channel": ("#", "channel_id"),
    "broadcast": ("@", "range"),
}


def from_slack(value: Element | None) -> RichText:
    """The content of a `rich_text` value; of an element that is not known yet at least the text is kept."""
    return RichText(tuple(_blocks((value or {}).get("elements") or ())))


def _blocks(elements: Iterable[Element]) -> Iterator[Block]:
    for element in elements:
        inner = element.get("elements") or ()
        match element.get("type"):
            case "rich_text_list":
                yield from _items(element)
            case "rich_text_quote" if element.get("style"):  # the editor sends a list inside a quote like this
                yield from _items(element)
            case "rich_text_quote":
                yield Block("quote", _spans(inner))
            case "rich_text_preformatted":
                yield Block("code", _spans(inner))
            case _:
                yield Block("paragraph", _spans(inner))


def _items(element: Element) -> Iterator[Block]:
    kind: _ListKind = "number" if element.get("style") == "ordered" else "bullet"
    level = min(max(int(element.get("indent") or 0), 0), _DEEPEST)
    for item in element.get("elements") or ():
        yield Block(kind, _spans((item,)), level)


def _spans(elements: Iterable[Element]) -> tuple[Span, ...]:
    return tuple(span for element in elements for span in _span(element))


def _span(element: Element) -> Iterator[Span]:
    if element.get("elements"):  # sections may lie inside a quote
        yield from _spans(element["elements"])
        return
    text = _text(element)
    if not text:
        return
    style = element.get("style")
    on: Mapping[str, Any] = style if isinstance(style, Mapping) else {}
    yield Span(
        text,
        bold=bool(on.get("bold")),
        italic=bool(on.get("italic")),
        strike=bool(on.get("strike")),
        code=bool(on.get("code")),
        link=element.get("url") if element.get("type") in {"link", "date"} else None,
        mention=element.get("user_id") if element.get("type") == "user" else None,
    )


def _text(element: Element) -> str:
    kind = element.get("type")
    if kind == "emoji":
        return _emoji(element)
    if kind in _MENTIONS:
        sign, key = _MENTIONS[kind]
        return f"{sign}{element.get(key, '')}"
    known = ("text", "url", "fallback", "value", "name", "timestamp")
    return next((str(element[key]) for key in known if element.get(key)), "")


def _emoji(element: Element) -> str:
    try:
        drawn = "".join(chr(int(point, 16)) for point in element.get("unicode", "").split("-") if point)
        drawn.encode()  # a lone surrogate is not a character
    except (ValueError, OverflowError):
        drawn = ""
    tone = element.get("skin_tone")
    return drawn or f":{element.get('name', '')}:" + (f":skin-tone-{tone}:" if tone else "")


def to_slack(text: RichText) -> dict[str, Any]:
    """The same text as a `rich_text` block. Slack refuses empty parts: an empty line holds one space."""
    elements = [
        element
        for (kind, level), blocks in groupby(text.blocks, key=lambda block: (block.kind, block.level))
        for element in _elements(kind, level, list(blocks))
    ]
    return {"type": "rich_text", "elements": elements or [_section("rich_text_section", ())]}


def _elements(kind: str, level: int, blocks: list[Block]) -> Iterator[dict[str, Any]]:
    if kind in {"bullet", "number"}:
        yield {
            "type": "rich_text_list",
            "style": "ordered" if kind == "number" else "bullet",
            "indent": min(level, _DEEPEST),
            "elements": [_section("rich_text_section", block.spans) for block in blocks],
        }
        return
    names = {"quote": "rich_text_quote", "code": "rich_text_preformatted"}
    for block in blocks:
        yield _section(names.get(kind, "rich_text_section"), block.spans)


def _section(kind: str, spans: Iterable[Span]) -> dict[str, Any]:
    plain = kind == "rich_text_preformatted"  # accepts only text and links
    elements = [_element(span, plain=plain) for span in spans if span.text]
    return {"type": kind, "elements": elements or [{"type": "text", "text": " "}]}


def _element(span: Span, *, plain: bool) -> dict[str, Any]:
    if span.mention and not plain:
        element: dict[str, Any] = {"type": "user", "user_id": span.mention}
    elif span.link:
        element = {"type": "link", "url": span.link, "text": span.text}
    else:
        element = {"type": "text", "text": span.text}
    style = {mark: True for mark in ("bold", "italic", "strike", "code") if getattr(span, mark)}
    return element | {"style": style} if style else element
