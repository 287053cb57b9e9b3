"""The last reading of each ticket, and the assignments of tickets to a watched group."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from desk.model.assignments import Assignment, AssignmentKey, Stage
from desk.model.tickets import Ticket
from storage.rows import Rows, Table

TICKETS = Table("tickets", Ticket)
ASSIGNMENTS = Table("assignments", Assignment, {"key": ("ticket_id", "audit_id")})

OF_ASSIGNMENT = "ticket_id = :ticket_id and audit_id = :audit_id"
AMONG_KEYS = "ticket_id || ':' || audit_id in (select value from json_each(:keys))"
"""`keys` is `joined` of the assignments' keys."""


def joined(keys: Sequence[AssignmentKey]) -> list[str]:
    return [f"{key.ticket_id}:{key.audit_id}" for key in keys]


@dataclass(frozen=True)
class SqliteSeenTickets:
    rows: Rows

    async def get(self, ticket_id: int) -> Ticket | None:
        return await self.rows.first(TICKETS, "id = :id", id=ticket_id)

    async def many(self, ticket_ids: Sequence[int]) -> Mapping[int, Ticket]:
        tickets = await self.rows.all(TICKETS, "id in (select value from json_each(:ids))", ids=ticket_ids)
        return {ticket.id: ticket for ticket in tickets}

    async def put(self, ticket: Ticket) -> None:
        await self.rows.put(TICKETS, ticket)

    async def organizations(self) -> Mapping[int, str]:
        rows = await self.rows.select(
            "organization_id, organization, max(read_at)",  # SQLite takes the name from the row with the maximum
            TICKETS.name,
            "organization_id is not null and organization is not null",
            "group by organization_id",
        )
        return {row["organization_id"]: row["organization"] for row in rows}


@dataclass(frozen=True)
class SqliteAssignments:
    rows: Rows

    async def add(self, assignment: Assignment) -> bool:
        return await self.rows.add(ASSIGNMENTS, assignment)

    async def get(self, key: AssignmentKey) -> Assignment | None:
        return await self.rows.first(ASSIGNMENTS, OF_ASSIGNMENT, **asdict(key))

    async def newest(self, ticket_id: int) -> Assignment | None:
        newest_first = "order by assigned_at desc, audit_id desc limit 1"
        return await self.rows.first(ASSIGNMENTS, "ticket_id = :ticket_id", newest_first, ticket_id=ticket_id)

    async def with_us(self) -> Sequence[Assignment]:
        return await self.rows.all(ASSIGNMENTS, "stage = :stage", "order by assigned_at, audit_id", stage=Stage.WITH_US)

    async def change(self, assignment: Assignment) -> None:
        await self.rows.change(
            ASSIGNMENTS,
            "stage = :stage, asked = :asked, revision = revision + 1",
            OF_ASSIGNMENT,
            stage=assignment.stage,
            asked=assignment.asked,
            **asdict(assignment.key),
        )
