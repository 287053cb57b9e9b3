"""Counts of what one desk stores. For the states only indexes are read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from desk.model.assignments import Stage
from desk.model.counts import Counts, WaitingLine
from desk.model.new_tickets import CreationState
from desk.model.submissions import SubmissionState
from storage.changes import unfinished
from storage.rows import Rows, Statements

_UNFINISHED = "state in (select value from json_each(:states))"


@dataclass(frozen=True)
class SqliteCensus:
    rows: Rows

    async def take(self) -> Counts:
        """All counts of one moment."""
        return await self.rows.together(_counted)


def _counted(desk: Statements) -> Counts:
    stages = _by(desk, "assignments", "stage")
    submissions = _by(desk, "submissions", "state")
    new_tickets = _by(desk, "new_tickets", "state")
    (links,) = desk.select("count(*) n, coalesce(sum(lapsed), 0) lapsed", "links")
    return Counts(
        assignments={stage: stages.get(stage, 0) for stage in Stage},
        submissions={state: submissions.get(state, 0) for state in SubmissionState},
        new_tickets={state: new_tickets.get(state, 0) for state in CreationState},
        notes_waiting=_queue(desk, "submissions", "accepted_at", _UNFINISHED, unfinished(SubmissionState)),
        new_tickets_waiting=_queue(desk, "new_tickets", "accepted_at", _UNFINISHED, unfinished(CreationState)),
        posts_waiting=_queue(desk, "posts", "intended_at", "ts is null"),
        linked=int(links["n"]),
        lapsed=int(links["lapsed"]),
    )


def _by(desk: Statements, table: str, column: str) -> dict[str, int]:
    rows = desk.select(f"{column} kind, count(*) n", table, "true", f"group by {column}")
    return {row["kind"]: int(row["n"]) for row in rows}


def _queue(desk: Statements, table: str, since: str, waits: str, states: Iterable[str] = ()) -> WaitingLine:
    (row,) = desk.select(f"count(*) n, min({since}) oldest", table, waits, states=states)
    return WaitingLine(int(row["n"]), datetime.fromisoformat(row["oldest"]) if row["oldest"] else None)
