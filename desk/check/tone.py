"""The tone of what somebody wrote: capitals that shout, and words that blame."""

import re
from collections.abc import Iterable, Iterator

from desk.check.findings import TextRange
from desk.check.phrases import Phrases
from desk.check.wordlists import CODE, EVERYDAY

DEFAULT_BLAME = (
    "your fault",
    "your own fault",
    "you broke",
    "blame",
    "careless",
    "clueless",
    "idiot",
    "idiotic",
    "incompetent",
    "incompetence",
    "negligent",
    "negligence",
    "ridiculous",
    "sloppy",
    "stupid",
    "jullie schuld",
    "uw schuld",
    "jouw schuld",
    "eigen schuld",
    "belachelijk",
    "gepruts",
    "prutswerk",
    "idioot",
    "incompetentie",
    "klungel",
    "klungelig",
    "nalatig",
    "nalatigheid",
    "onbekwaam",
    "schandalig",
    "slordig",
    "stom",
    "wanprestatie",
)

_MARKS = re.compile(r"!{3,}|(?:\?!|!\?){2,}")
_CAPITALS = re.compile(r"[^\W\d_a-zß-öø-ÿ]{2,}")
_BETWEEN = re.compile(r"[ ,;:'\u2019!?-]{1,4}(?:[^\W\d_] )?")
_FEWEST_WORDS = 4
_FEWEST_LETTERS = 14


def blame_in(prose: str, words: Iterable[str]) -> Iterator[TextRange]:
    yield from Phrases(words).spans(prose)


def shouting_in(prose: str) -> Iterator[TextRange]:
    for found in _MARKS.finditer(prose):
        yield TextRange(*found.span())
    run: list[re.Match[str]] = []
    for word in _CAPITALS.finditer(prose):
        if not _is_whole(prose, word):
            continue
        if run and not _BETWEEN.fullmatch(prose, run[-1].end(), word.start()):
            yield from _shouted(run)
            run = []
        run.append(word)
    yield from _shouted(run)


def _shouted(run: list[re.Match[str]]) -> Iterator[TextRange]:
    words = [word.group().lower() for word in run]
    long_enough = len(words) >= _FEWEST_WORDS and len("".join(words)) >= _FEWEST_LETTERS
    if long_enough and not EVERYDAY.isdisjoint(words) and CODE.isdisjoint(words):
        yield TextRange(run[0].start(), run[-1].end())


def _is_whole(prose: str, word: re.Match[str]) -> bool:
    """Whether it is a whole word, not a part of `INVOICE_ID`, `HTTPServer` or `A4B`."""
    before, after = prose[max(0, word.start() - 1) : word.start()], prose[word.end() : word.end() + 1]
    return not any(char.isalnum() or char in "_=<>(){}[]*/\\" for char in (before, after) if char)
