"""New tickets on their way to Zendesk, from the moment they are accepted."""

from collections.abc import Sequence
from dataclasses import asdict

from desk.model.assignments import AssignmentKey
from desk.model.new_tickets import CreationState, NewTicket
from storage.changes import OLDEST_FIRST, SqliteChanges, unfinished
from storage.rows import Rows, Table

NEW_TICKETS = Table("new_tickets", NewTicket, {"assignment": ("source_id", "assignment_audit_id")})


class SqliteNewTickets(SqliteChanges[NewTicket]):
    def __init__(self, rows: Rows) -> None:
        super().__init__(rows, NEW_TICKETS, unfinished(CreationState))

    async def of(self, assignment: AssignmentKey) -> Sequence[NewTicket]:
        where = "source_id = :ticket_id and assignment_audit_id = :audit_id"
        return await self.rows.all(NEW_TICKETS, where, OLDEST_FIRST, **asdict(assignment))
