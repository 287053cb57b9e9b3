"""One person's queue: the assignments that are with their groups."""

from collections.abc import Mapping

from desk.model.assignments import Assignment
from desk.model.budget import Budget
from desk.model.cards import QueueRow, card_notes
from desk.model.holds import Hold
from desk.model.people import Link
from desk.model.tickets import Ticket
from desk.model.vendor import Vendor
from desk.people.names import Names
from desk.ports.memory import Memory


class Queue:
    def __init__(self, memory: Memory, names: Names, vendor: Vendor) -> None:
        self._memory = memory
        self._names = names
        self._vendor = vendor

    async def of(self, link: Link) -> tuple[QueueRow, ...]:
        """The assignments that are with the person's groups, longest waiting first."""
        ours = [each for each in await self._memory.assignments.with_us() if link.agent.belongs_to(each.group_id)]
        tickets = await self._memory.tickets.many([assignment.key.ticket_id for assignment in ours])
        names = await self._names.known([assignment.assigned_by for assignment in ours])
        holds = await self._memory.holds.current([assignment.key for assignment in ours])
        rows = []
        for assignment in sorted(ours, key=lambda each: each.assigned_at):
            ticket = tickets.get(assignment.key.ticket_id)
            if ticket and link.agent.belongs_to(ticket.group_id):
                rows.append(await self._row(ticket, assignment, names, holds.get(assignment.key)))
        return tuple(rows)

    async def _row(
        self, ticket: Ticket, assignment: Assignment, names: Mapping[int, str], hold: Hold | None
    ) -> QueueRow:
        return QueueRow(
            ticket=ticket,
            url=self._vendor.url(ticket.id),
            assigned_by=names.get(assignment.assigned_by or 0),
            assigned_at=assignment.assigned_at,
            notes=card_notes(await self._memory.submissions.of(assignment.key)),
            budget=Budget(ticket.spent, self._vendor.budget),
            hold=hold,
            key=assignment.key,
        )
