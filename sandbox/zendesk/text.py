"""Stores the text of a comment as Zendesk does: cuts it, cleans the HTML, fills in placeholders, renders Markdown."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import escape, unescape
from html.parser import HTMLParser

COMMENT_BYTES = 65_535

_KEPT = frozenset(
    {"a", "b", "blockquote", "br", "code", "dd", "del", "div", "dl", "dt", "em", "hr", "i", "img", "li", "ol", "p"}
    | {"pre", "s", "span", "strike", "strong", "sub", "sup", "u", "ul"}
    | {"table", "tbody", "td", "tfoot", "th", "thead", "tr"}
    | {f"h{level}" for level in range(1, 7)}
)
_VOID = frozenset({"br", "hr", "img"})
_REMOVED = frozenset({"script", "style", "iframe", "object", "template", "title"})
_BLOCKS = frozenset(
    {"p", "div", "li", "pre", "blockquote", "tr", "table", "ul", "ol", "hr"} | {f"h{n}" for n in range(1, 7)}
)
_ATTRIBUTES = {"a": ("href", "title"), "img": ("src", "alt", "width", "height"), "ol": ("start",)}
_SAFE_ADDRESS = re.compile(r"(https?:|mailto:|tel:|/|#)", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_CODE_ELEMENT = re.compile(r"(<code\b[^>]*>.*?</code\s*>)", re.DOTALL | re.IGNORECASE)
_ESCAPED_BRACES = "\ue000\ue000"

Fill = Callable[[str], str]
"""Returns the value of a placeholder, or an empty string."""


@dataclass(frozen=True)
class Text:
    html: str
    plain: str


def from_html(raw: str, fill: Fill) -> Text:
    """Fills in placeholders in the raw text and in its decoded entities, except within `<code>`."""
    pieces = _CODE_ELEMENT.split(cut(raw))
    substituted = "".join(piece if odd % 2 else _filled(piece, fill) for odd, piece in enumerate(pieces))
    cleaner = _Cleaner()
    cleaner.feed(substituted)
    cleaner.close()
    return _stored(cleaner.tokens, fill)


def from_markdown(raw: str, fill: Fill) -> Text:
    """Collapses blank lines and repeated spaces; a backslash before braces prevents a placeholder."""
    kept = cut(raw).replace("\\{{", _ESCAPED_BRACES)
    text = from_html(_rendered(kept), fill)
    return Text(text.html.replace(_ESCAPED_BRACES, "{{"), text.plain.replace(_ESCAPED_BRACES, "{{"))


def cut(raw: str) -> str:
    """Cuts to `COMMENT_BYTES` bytes, without an error."""
    return raw.encode()[:COMMENT_BYTES].decode(errors="ignore")


@dataclass(frozen=True)
class _Tag:
    name: str
    html: str


def _filled(text: str, fill: Fill) -> str:
    return _PLACEHOLDER.sub(lambda found: fill(found[1].strip()), text)


class _Cleaner(HTMLParser):
    """Reduces HTML to text and the tags that Zendesk keeps."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tokens: list[_Tag | str] = []
        self._open: list[str] = []
        self._removed_depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _REMOVED:
            self._removed_depth += 1
        if tag not in _KEPT or self._removed_depth:
            return
        self.tokens.append(_Tag(tag, f"<{tag}{_kept_attributes(tag, attrs)}>"))
        if tag not in _VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _REMOVED:
            self._removed_depth = max(0, self._removed_depth - 1)
        while not self._removed_depth and tag in self._open:
            last = self._open.pop()
            self.tokens.append(_Tag(f"/{last}", f"</{last}>"))
            if last == tag:
                return

    def handle_data(self, data: str) -> None:
        if self._removed_depth:
            return
        if self.tokens and isinstance(self.tokens[-1], str):
            self.tokens[-1] += data
        else:
            self.tokens.append(data)

    def close(self) -> None:
        super().close()
        self.tokens += [_Tag(f"/{tag}", f"</{tag}>") for tag in reversed(self._open)]


def _kept_attributes(tag: str, attrs: Iterable[tuple[str, str | None]]) -> str:
    kept = [
        (name, value)
        for name, value in attrs
        if value is not None
        and name in _ATTRIBUTES.get(tag, ())
        and (name not in {"href", "src"} or _SAFE_ADDRESS.match(value))
    ]
    written = "".join(f' {name}="{escape(value)}"' for name, value in kept)
    return f'{written} rel="noopener noreferrer"' if tag == "a" else written


def _stored(tokens: Iterable[_Tag | str], fill: Fill) -> Text:
    html, plain, code = "", "", 0
    for token in tokens:
        if isinstance(token, str):
            text = token if code else _filled(token, fill)
            html += escape(text, quote=False)
            plain += text
            continue
        html += token.html
        plain += _as_plain(token.name, plain)
        code += {"code": 1, "/code": -1}.get(token.name, 0)
    return Text(f'<div class="zd-comment" dir="auto">{html}</div>', plain.strip())


def _as_plain(tag: str, before: str) -> str:
    if tag == "br":
        return "\n"
    if tag == "/p":
        return "\n\n"
    is_block = tag.removeprefix("/") in _BLOCKS
    return "\n" if is_block and before and not before.endswith("\n") else ""


def _rendered(markdown: str) -> str:
    paragraphs = [part for part in re.split(r"\n\s*\n", markdown.replace("\r\n", "\n").strip()) if part.strip()]
    return "\n".join(_block(part) for part in paragraphs)


def _block(text: str) -> str:
    lines = [re.sub(r"[ \t]+", " ", line.strip()) for line in text.splitlines()]
    if all(re.match(r"[-*] ", line) for line in lines):
        return "<ul>" + "".join(f"<li>{_inline(line[2:])}</li>" for line in lines) + "</ul>"
    if heading := re.fullmatch(r"(#{1,6}) (.+)", lines[0]) if len(lines) == 1 else None:
        level = len(heading[1])
        return f"<h{level}>{_inline(heading[2])}</h{level}>"
    return "<p>" + "<br>".join(_inline(line) for line in lines) + "</p>"


def _inline(line: str) -> str:
    html = escape(line, quote=False)
    html = re.sub(r"`([^`]+)`", r"<code>\1</code>", html)
    html = re.sub(r"\*\*(.+?)\*\*|__(.+?)__", lambda m: f"<strong>{m[1] or m[2]}</strong>", html)
    html = re.sub(r"(?<![\w*])\*(?!\s)(.+?)\*|(?<!\w)_(?!\s)(.+?)_(?!\w)", lambda m: f"<em>{m[1] or m[2]}</em>", html)
    return re.sub(
        r"\[([^\]]+)\]\((https?://[^)\s]+)\)", lambda m: f'<a href="{escape(unescape(m[2]))}">{m[1]}</a>', html
    )
