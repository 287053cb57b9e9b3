"""Tickets as last read, and the assignments that brought them to us."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from desk.model.assignments import Assignment, AssignmentKey, Stage
from desk.model.tickets import Status, Ticket
from storage.shelf import Row, Shelf, listed, moment, read_moment


@dataclass(frozen=True)
class SqliteSeenTickets:
    shelf: Shelf

    async def get(self, ticket_id: int) -> Ticket | None:
        return (await self.many([ticket_id])).get(ticket_id)

    async def many(self, ticket_ids: Sequence[int]) -> Mapping[int, Ticket]:
        rows = await self.shelf.rows(
            """
            select * from tickets
            where team = :team and account = :account and id in (select value from json_each(:ids))
            """,
            ids=listed(ticket_ids),
        )
        return {row["id"]: _ticket(row) for row in rows}

    async def put(self, ticket: Ticket) -> None:
        moments = {name: moment(getattr(ticket, name)) for name in ("created_at", "updated_at", "read_at")}
        await self.shelf.put("tickets", asdict(ticket) | moments)

    async def organizations(self) -> Mapping[int, str]:
        rows = await self.shelf.rows(
            """
            select organization_id, organization, max(read_at) from tickets
            where team = :team and account = :account and organization_id is not null and organization is not null
            group by organization_id
            """
        )
        return {row["organization_id"]: row["organization"] for row in rows}


@dataclass(frozen=True)
class SqliteAssignments:
    shelf: Shelf

    async def add(self, assignment: Assignment) -> bool:
        return await self.shelf.add(
            "assignments",
            {
                "ticket_id": assignment.key.ticket_id,
                "audit_id": assignment.key.audit_id,
                "group_id": assignment.group_id,
                "from_group_id": assignment.from_group_id,
                "assigned_by": assignment.assigned_by,
                "assigned_at": moment(assignment.assigned_at),
                "asked": assignment.asked,
                "stage": assignment.stage,
                "revision": assignment.revision,
            },
        )

    async def get(self, key: AssignmentKey) -> Assignment | None:
        row = await self.shelf.row(
            """
            select * from assignments
            where team = :team and account = :account and ticket_id = :ticket_id and audit_id = :audit_id
            """,
            **asdict(key),
        )
        return _assignment(row) if row else None

    async def newest(self, ticket_id: int) -> Assignment | None:
        row = await self.shelf.row(
            """
            select * from assignments where team = :team and account = :account and ticket_id = :ticket_id
            order by assigned_at desc, audit_id desc limit 1
            """,
            ticket_id=ticket_id,
        )
        return _assignment(row) if row else None

    async def with_us(self) -> Sequence[Assignment]:
        rows = await self.shelf.rows(
            """
            select * from assignments where team = :team and account = :account and stage = :stage
            order by assigned_at, audit_id
            """,
            stage=Stage.WITH_US,
        )
        return [_assignment(row) for row in rows]

    async def change(self, assignment: Assignment) -> None:
        await self.shelf.write(
            """
            update assignments set stage = :stage, asked = :asked, revision = revision + 1
            where team = :team and account = :account and ticket_id = :ticket_id and audit_id = :audit_id
            """,
            stage=assignment.stage,
            asked=assignment.asked,
            **asdict(assignment.key),
        )


def keys(assignments: Sequence[AssignmentKey]) -> str:
    """For `ticket_id || ':' || audit_id in (select value from json_each(:keys))`."""
    return listed(f"{key.ticket_id}:{key.audit_id}" for key in assignments)


def key_of(row: Row) -> AssignmentKey:
    return AssignmentKey(row["ticket_id"], row["audit_id"])


def _ticket(row: Row) -> Ticket:
    return Ticket(
        id=row["id"],
        subject=row["subject"],
        status=Status(row["status"]),
        priority=row["priority"],
        group_id=row["group_id"],
        assignee_id=row["assignee_id"],
        requester_id=row["requester_id"],
        created_at=read_moment(row["created_at"]),
        updated_at=read_moment(row["updated_at"]),
        read_at=read_moment(row["read_at"]),
        group=row["group"],
        assignee=row["assignee"],
        requester=row["requester"],
        organization=row["organization"],
        organization_id=row["organization_id"],
        spent=row["spent"],
        label=row["label"],
    )


def _assignment(row: Row) -> Assignment:
    return Assignment(
        key=key_of(row),
        group_id=row["group_id"],
        from_group_id=row["from_group_id"],
        assigned_by=row["assigned_by"],
        assigned_at=read_moment(row["assigned_at"]),
        asked=row["asked"],
        stage=Stage(row["stage"]),
        revision=row["revision"],
    )
