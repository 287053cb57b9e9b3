"""Finds many names or phrases at once, as whole words; the time does not grow with their number."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise

from desk.check.findings import TextRange

_WORD = re.compile(r"[^\W_]+")
_GAP = 3
"""Characters between two words of a phrase: a space, ". ", " & "."""


class Phrases:
    """Ignores case, accents and the signs between words."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._phrases = {words for words in map(tokens, phrases) if words}
        lengths: defaultdict[str, set[int]] = defaultdict(set)
        for words in self._phrases:
            lengths[words[0]].add(len(words))
        self._lengths = {first: sorted(held, reverse=True) for first, held in lengths.items()}

    def spans(self, text: str) -> Iterator[TextRange]:
        """From left to right; the longest where several begin. Ranges do not overlap."""
        found = [(folded(match.group()), match.start(), match.end()) for match in _WORD.finditer(text)]
        at = 0
        while at < len(found):
            length = self._length_at(found, at, text)
            if length:
                yield TextRange(found[at][1], found[at + length - 1][2])
            at += max(length, 1)

    def _length_at(self, found: list[tuple[str, int, int]], at: int, text: str) -> int:
        for length in self._lengths.get(found[at][0], ()):
            here = found[at : at + length]
            if tuple(word for word, _, _ in here) in self._phrases and _is_close(here, text):
                return len(here)
        return 0


def tokens(text: str) -> tuple[str, ...]:
    return tuple(folded(word) for word in _WORD.findall(text))


def folded(word: str) -> str:
    if word.isascii():
        return word.lower()
    bare = unicodedata.normalize("NFKD", word.casefold())
    return "".join(char for char in bare if not unicodedata.combining(char))


def _is_close(words: list[tuple[str, int, int]], text: str) -> bool:
    ends = pairwise(words)
    return all(after - before <= _GAP and "\n" not in text[before:after] for (_, _, before), (_, after, _) in ends)
