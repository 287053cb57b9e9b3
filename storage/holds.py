"""Who works on which assignment."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from desk.model.assignments import AssignmentKey
from desk.model.holds import Hold
from storage.rows import Rows, Statements, Table
from storage.tickets import AMONG_KEYS, OF_ASSIGNMENT, joined

HOLDS = Table("holds", Hold, {"assignment": ("ticket_id", "audit_id")})


@dataclass(frozen=True)
class SqliteHolds:
    rows: Rows

    async def take(self, hold: Hold) -> Hold:
        def take(desk: Statements) -> Hold | None:
            desk.add(HOLDS, hold)
            return desk.first(HOLDS, f"{OF_ASSIGNMENT} and until is null", **asdict(hold.assignment))

        return await self.rows.together(take) or hold

    async def release(self, assignment: AssignmentKey, user: str, at: datetime) -> bool:
        where = f"{OF_ASSIGNMENT} and user = :user and until is null"
        values = {"until": at, "user": user, **asdict(assignment)}
        return await self.rows.change(HOLDS, "until = :until", where, **values) == 1

    async def current(self, assignments: Sequence[AssignmentKey]) -> Mapping[AssignmentKey, Hold]:
        holds = await self.rows.all(HOLDS, f"until is null and {AMONG_KEYS}", keys=joined(assignments))
        return {hold.assignment: hold for hold in holds}

    async def held(self) -> Sequence[Hold]:
        return await self.rows.all(HOLDS, "until is null", "order by since, user")

    async def of(self, assignment: AssignmentKey) -> Sequence[Hold]:
        return await self.rows.all(HOLDS, OF_ASSIGNMENT, "order by since", **asdict(assignment))
