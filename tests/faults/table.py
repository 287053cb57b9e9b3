"""What came of a run, as a table."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from tests.faults.judge import Verdict
from tests.faults.run import AT_A_STEP, AT_RANDOM, Outcome
from tests.faults.work import Round


@dataclass
class Row:
    injected: int = 0
    lost: int = 0
    twice: int = 0
    amiss: int = 0

    def add(self, injected: int, verdict: Verdict) -> None:
        self.injected += injected
        self.lost += len(verdict.lost)
        self.twice += len(verdict.twice)
        self.amiss += len(verdict.amiss)

    @property
    def is_well(self) -> bool:
        return not (self.lost or self.twice or self.amiss)


def rows(outcome: Outcome) -> dict[str, Row]:
    """What went wrong in a round counts for its kind of trouble and for its kill."""
    table: defaultdict[str, Row] = defaultdict(Row)
    for played, verdict in outcome.rounds:
        table[AT_A_STEP if played.kill.startswith(AT_A_STEP) else AT_RANDOM].add(1, verdict)
        table[played.kind].add(played.injected, verdict)
    return dict(sorted(table.items()))


def total(outcome: Outcome) -> Row:
    row = Row()
    for _, verdict in outcome.rounds:
        row.add(1, verdict)
    return row


def printed(outcome: Outcome) -> Iterator[str]:
    yield "| kind of fault | times injected | lost | twice | amiss |"
    yield "|---|---:|---:|---:|---:|"
    for kind, row in rows(outcome).items():
        yield f"| {kind} | {row.injected or '-'} | {row.lost} | {row.twice} | {row.amiss} |"
    every = total(outcome)
    played = [round_ for round_, _ in outcome.rounds]
    yield (
        f"| **{_count(played, 'orders')} submissions and {_count(played, 'assignments')} assignments over "
        f"{len(played)} kills** | | **{every.lost}** | **{every.twice}** | **{every.amiss}** |"
    )


def complaints(outcome: Outcome) -> Iterator[str]:
    for played, verdict in outcome.rounds:
        for complaint in verdict.all:
            yield f"{played.name} ({played.kind}; {played.kill}): {complaint}"


def _count(played: list[Round], what: str) -> int:
    return sum(len(getattr(each, what)) for each in played)
