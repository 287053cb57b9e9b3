"""Names of other organisations in a text; "Acme BV" is also found as "acme"."""

import re
from collections.abc import Collection, Iterable, Iterator

from desk.check.findings import TextRange
from desk.check.phrases import Phrases, tokens
from desk.check.wordlists import LEGAL_FORMS, ORDINARY

_SHORTEST = 3


def others_in(text: str, others: Iterable[str], ours: Collection[str]) -> Iterator[TextRange]:
    """`ours` are names that may stand in the text: no other name is found in a part of them."""
    own = {form for name in ours for form in _forms(name, ordinary=True)}
    theirs = {form for name in others for form in _forms(name)} - own
    if not theirs:
        return
    shown = list(Phrases(" ".join(form) for form in own).spans(text))
    for span in Phrases(" ".join(form) for form in theirs).spans(text):
        if not any(_lies_in(span, each) for each in _near(shown, span)):
            yield span


def _forms(name: str, *, ordinary: bool = False) -> Iterator[tuple[str, ...]]:
    """The whole name, and the name without its legal form, as words, where they are distinctive enough."""
    whole = tokens(_joined(name))
    core = whole
    while len(core) > 1 and core[-1] in LEGAL_FORMS:
        core = core[:-1]
    if len(core) > 1 and core[0] in LEGAL_FORMS:
        core = core[1:]
    if len("".join(core)) < _SHORTEST:
        return
    if ordinary or core != whole:
        yield whole
        yield tokens(name)
    if ordinary or not all(word in ORDINARY or word.isdigit() for word in core):
        yield core


def _joined(name: str) -> str:
    """Joins `B.V.` into one word."""
    return re.sub(r"\b(\w)\.(\w)\.(?:(\w)\.)?", lambda found: "".join(filter(None, found.groups())), name)


def _lies_in(inner: TextRange, outer: TextRange) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _near(spans: list[TextRange], to: TextRange) -> Iterator[TextRange]:
    """The ranges that begin at or before it. `spans` are sorted and do not overlap, so the last one decides."""
    low, high = 0, len(spans)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if spans[middle].start <= to.start else (low, middle)
    yield from spans[max(0, low - 1) : low]
