"""Runs all parts of the check over all fields of a dialog."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from desk.check.detectors import tokens_in
from desk.check.findings import CheckedText, Finding, FindingKind, found_in
from desk.check.hosts import hosts_in
from desk.check.organisations import others_in
from desk.check.passwords import passwords_in
from desk.check.tone import blame_in, shouting_in


@dataclass(frozen=True)
class Standards:
    """What this partner does not want a customer to read."""

    others: Sequence[str]
    """Organisations that the ticket does not belong to."""
    ours: Collection[str]
    """Names that may stand in the text, although a customer's name may be a part of them."""
    hosts: Sequence[str]
    blame: Sequence[str]


def check(texts: Mapping[str, CheckedText], standards: Standards) -> tuple[Finding, ...]:
    """Takes up to a second for the longest texts: not for the event loop."""
    return tuple(finding for field, written in texts.items() for finding in _of(field, written, standards))


def _of(field: str, written: CheckedText, standards: Standards) -> Iterator[Finding]:
    text, prose = written.everything, written.prose
    yield from found_in(field, FindingKind.SECRET, text, [*passwords_in(text), *tokens_in(text)])
    others = others_in(text, standards.others, standards.ours)
    yield from found_in(field, FindingKind.OTHER_ORGANISATION, text, others)
    yield from found_in(field, FindingKind.INTERNAL_HOST, text, hosts_in(text, standards.hosts))
    yield from found_in(field, FindingKind.SHOUTING, prose, shouting_in(prose))
    yield from found_in(field, FindingKind.BLAME, prose, blame_in(prose, standards.blame))
