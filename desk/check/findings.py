"""What the check reads, and what it finds."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from desk.model.rich_text import RichText

AROUND = 40
"""Characters shown on either side of a finding."""


class FindingKind(StrEnum):
    SECRET = "password, key or token"  # noqa: S105 - the name of the kind
    OTHER_ORGANISATION = "name of another customer"
    INTERNAL_HOST = "internal host"
    SHOUTING = "shouting"
    BLAME = "blame"


@dataclass(frozen=True)
class CheckedText:
    """One field's text: all of it, and the author's own words, which alone can have a tone."""

    everything: str = field(repr=False)
    prose: str = field(repr=False)

    @staticmethod
    def plain(text: str) -> "CheckedText":
        return CheckedText(text, text)

    @staticmethod
    def rich(text: RichText) -> "CheckedText":
        """`everything` includes the addresses of links; `prose` excludes code."""
        return CheckedText(text.plain, "\n".join(_prose(text)))

    @staticmethod
    def names(names: Iterable[str]) -> "CheckedText":
        """From names of files."""
        return CheckedText("\n".join(names), "")


def _prose(text: RichText) -> Iterator[str]:
    for block in text.blocks:
        if block.kind != "code":
            yield "".join(" … " if span.code else span.text for span in block.spans)


@dataclass(frozen=True, order=True)
class TextRange:
    """From `start` up to `end` of a text."""

    start: int
    end: int


@dataclass(frozen=True)
class Finding:
    """Words in a field, with some text around them. Shown to their author only: never stored or logged."""

    field: str
    kind: FindingKind
    words: str
    before: str = ""
    after: str = ""

    @property
    def identity(self) -> tuple[str, str, str]:
        return self.field, self.kind.name, " ".join(self.words.casefold().split())

    def __repr__(self) -> str:
        return f"Finding({self.field!r}, {self.kind!r}, …)"


def found_in(field: str, kind: FindingKind, text: str, spans: Iterable[TextRange]) -> Iterator[Finding]:
    """In the order of the text; of overlapping ranges, the first and longest."""
    end = 0
    for span in sorted(spans, key=lambda each: (each.start, -each.end)):
        if span.start >= end and span.end > span.start:
            end = span.end
            before = text[max(0, span.start - AROUND) : span.start]
            yield Finding(field, kind, text[span.start : end], before, text[end : end + AROUND])
