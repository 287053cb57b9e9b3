"""Formatted text, independent of the chat and of the ticket system."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal


@dataclass(frozen=True)
class Span:
    """A run of text in one style. `text` may hold line breaks."""

    text: str
    bold: bool = False
    italic: bool = False
    strike: bool = False
    code: bool = False
    link: str | None = None
    mention: str | None = None
    """The chat's id of a person; `text` is then their name once it is known."""

    @property
    def plain(self) -> str:
        shown = self.link is None or self.link.removeprefix("mailto:") in self.text
        return self.text if shown else f"{self.text} ({self.link})"


@dataclass(frozen=True)
class Block:
    """A paragraph, a quote, preformatted code, or one list item (`level` counts from 0)."""

    kind: Literal["paragraph", "quote", "code", "bullet", "number"]
    spans: tuple[Span, ...]
    level: int = 0

    @property
    def text(self) -> str:
        return "".join(span.text for span in self.spans)

    @property
    def plain(self) -> str:
        """The text, and the addresses that its links lead to."""
        return "".join(span.plain for span in self.spans)


@dataclass(frozen=True)
class RichText:
    blocks: tuple[Block, ...] = ()

    @property
    def is_blank(self) -> bool:
        return not any(block.text.strip() for block in self.blocks)

    @property
    def plain(self) -> str:
        """The text as a person would type it without formatting."""
        return "\n".join(_plain(block) for block in self.blocks)

    @property
    def mentions(self) -> frozenset[str]:
        return frozenset(span.mention for block in self.blocks for span in block.spans if span.mention)

    def naming(self, names: Mapping[str, str]) -> "RichText":
        """The same text with the names of mentioned people filled in."""

        def named(spans: tuple[Span, ...]) -> Iterator[Span]:
            for span in spans:
                name = names.get(span.mention) if span.mention else None
                yield replace(span, text=f"@{name}") if name else span

        return RichText(tuple(replace(block, spans=tuple(named(block.spans))) for block in self.blocks))


NOTHING = RichText()


def plain_text(text: str) -> RichText:
    """Unformatted text, line breaks kept."""
    return RichText((Block("paragraph", (Span(text),)),)) if text else NOTHING


def _plain(block: Block) -> str:
    indent = "    " * block.level
    match block.kind:
        case "quote":
            return "\n".join(f"> {line}" for line in block.plain.split("\n"))
        case "bullet":
            return f"{indent}• {block.plain}"
        case "number":
            return f"{indent}1. {block.plain}"
        case _:
            return block.plain
