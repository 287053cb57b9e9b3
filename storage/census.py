"""Counting what one desk remembers; the indexes by state are all that is read of notes."""

from dataclasses import dataclass

from sqlite_utils import Database

from desk.model.assignments import Stage
from desk.model.counts import Counts, WaitingLine
from desk.model.new_tickets import CreationState
from desk.model.submissions import SubmissionState
from storage.shelf import Row, Shelf, listed, read_moment_or_none

_NOTES = listed(state for state in SubmissionState if not state.is_final)
_NEW_TICKETS = listed(state for state in CreationState if not state.is_final)
_OURS = "team = :team and account = :account"


@dataclass(frozen=True)
class SqliteCensus:
    shelf: Shelf

    async def take(self) -> Counts:
        """All of it at one instant."""
        bound = self.shelf.bound({})
        return await self.shelf.sqlite.run(lambda db: _counted(db, bound))


def _counted(db: Database, desk: Row) -> Counts:
    stages = _by(db, "assignments", "stage", desk)
    submissions = _by(db, "submissions", "state", desk)
    new_tickets = _by(db, "new_tickets", "state", desk)
    unfinished = "state in (select value from json_each(:unfinished))"
    links = next(db.query(f"select count(*) n, coalesce(sum(lapsed), 0) lapsed from links where {_OURS}", desk))  # noqa: S608  our own names
    return Counts(
        assignments={stage: stages.get(stage, 0) for stage in Stage},
        submissions={state: submissions.get(state, 0) for state in SubmissionState},
        new_tickets={state: new_tickets.get(state, 0) for state in CreationState},
        notes_waiting=_queue(db, "submissions", "accepted_at", unfinished, desk | {"unfinished": _NOTES}),
        new_tickets_waiting=_queue(db, "new_tickets", "accepted_at", unfinished, desk | {"unfinished": _NEW_TICKETS}),
        posts_waiting=_queue(db, "posts", "intended_at", "ts is null", desk),
        linked=int(links["n"]),
        lapsed=int(links["lapsed"]),
    )


def _by(db: Database, table: str, column: str, desk: Row) -> dict[str, int]:
    sql = f"select {column} kind, count(*) n from {table} where {_OURS} group by {column}"  # noqa: S608  our own names
    return {row["kind"]: int(row["n"]) for row in db.query(sql, desk)}


def _queue(db: Database, table: str, since: str, waits: str, values: Row) -> WaitingLine:
    sql = f"select count(*) n, min({since}) oldest from {table} where {_OURS} and {waits}"  # noqa: S608  our own names
    row = next(db.query(sql, values))
    return WaitingLine(int(row["n"]), read_moment_or_none(row["oldest"]))
