"""Who works on which assignment."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlite_utils import Database

from desk.model.assignments import AssignmentKey
from desk.model.holds import Hold
from storage.shelf import Row, Shelf, first, insert, moment, moment_or_none, read_moment, read_moment_or_none
from storage.tickets import key_of, keys

_CURRENT = """
    select * from holds
    where team = :team and account = :account and ticket_id = :ticket_id and audit_id = :audit_id and until is null
"""


@dataclass(frozen=True)
class SqliteHolds:
    shelf: Shelf

    async def take(self, hold: Hold) -> Hold:
        row = self.shelf.bound(_row(hold))

        def take(db: Database) -> Row | None:
            insert(db, "holds", row)
            return first(db, _CURRENT, self.shelf.bound(asdict(hold.assignment)))

        holder = await self.shelf.sqlite.run(take)
        return _hold(holder) if holder else hold

    async def release(self, assignment: AssignmentKey, user: str, at: datetime) -> bool:
        released = await self.shelf.write(
            """
            update holds set until = :until
            where team = :team and account = :account and ticket_id = :ticket_id and audit_id = :audit_id
                and user = :user and until is null
            """,
            until=moment(at),
            user=user,
            **asdict(assignment),
        )
        return released == 1

    async def current(self, assignments: Sequence[AssignmentKey]) -> Mapping[AssignmentKey, Hold]:
        rows = await self.shelf.rows(
            """
            select * from holds
            where team = :team and account = :account and until is null
                and ticket_id || ':' || audit_id in (select value from json_each(:keys))
            """,
            keys=keys(assignments),
        )
        return {hold.assignment: hold for hold in map(_hold, rows)}

    async def held(self) -> Sequence[Hold]:
        rows = await self.shelf.rows(
            "select * from holds where team = :team and account = :account and until is null order by since, user"
        )
        return [_hold(row) for row in rows]

    async def of(self, assignment: AssignmentKey) -> Sequence[Hold]:
        rows = await self.shelf.rows(
            """
            select * from holds
            where team = :team and account = :account and ticket_id = :ticket_id and audit_id = :audit_id
            order by since
            """,
            **asdict(assignment),
        )
        return [_hold(row) for row in rows]


def _row(hold: Hold) -> Row:
    return {
        **asdict(hold.assignment),
        "user": hold.user,
        "name": hold.name,
        "since": moment(hold.since),
        "until": moment_or_none(hold.until),
    }


def _hold(row: Row) -> Hold:
    return Hold(
        assignment=key_of(row),
        user=row["user"],
        name=row["name"],
        since=read_moment(row["since"]),
        until=read_moment_or_none(row["until"]),
    )
