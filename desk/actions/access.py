"""A ticket as one person may see it: read under their own token, or as it was last read (R1)."""

from desk.connections.connections import Connections
from desk.errors import AssignedAnew, ConnectionLapsed, TicketNotYours
from desk.model.assignments import AssignmentKey, Stage
from desk.model.people import Agent, Link
from desk.model.rules import check_may_note, check_may_see
from desk.model.tickets import Ticket
from desk.ports.memory import AssignmentStore, SeenTicketStore
from desk.ports.tickets import TicketSystem


class TicketAccess:
    def __init__(
        self, tickets: TicketSystem, seen: SeenTicketStore, assignments: AssignmentStore, connections: Connections
    ) -> None:
        self._tickets = tickets
        self._seen = seen
        self._assignments = assignments
        self._connections = connections

    async def known(self, link: Link, ticket_id: int) -> Ticket | None:
        """The last reading, without asking Zendesk. Raises `TicketNotYours` when it is certainly not theirs (R1)."""
        ticket = await self._seen.get(ticket_id)
        if ticket is None or link.agent.belongs_to(ticket.group_id):
            return ticket
        assignment = await self._assignments.newest(ticket_id)
        if assignment and assignment.stage is Stage.LEFT:
            return None  # it may have moved to a group of theirs
        raise TicketNotYours

    async def read(self, link: Link, ticket_id: int) -> Ticket:
        """The ticket as it is now, under the person's own token."""
        agent, ticket = await self._read(link, ticket_id)
        check_may_see(agent, ticket)
        return ticket

    async def begin(self, link: Link, ticket_id: int) -> Ticket:
        """The ticket to write about. Raises what would refuse the note, before the person types it."""
        agent, ticket = await self._read(link, ticket_id)
        check_may_note(agent, ticket)
        return ticket

    async def newest_assignment(self, ticket_id: int) -> AssignmentKey | None:
        assignment = await self._assignments.newest(ticket_id)
        return assignment.key if assignment else None

    async def check_is_newest(self, key: AssignmentKey) -> None:
        """For a button that may stand on the card of an earlier assignment."""
        newest = await self.newest_assignment(key.ticket_id)
        if newest and newest != key:
            raise AssignedAnew

    async def _read(self, link: Link, ticket_id: int) -> tuple[Agent, Ticket]:
        """The ticket, and the agent: read again from Zendesk when the remembered groups say no."""
        try:
            ticket = await self._tickets.ticket(link.agent.id, ticket_id)
        except ConnectionLapsed:
            await self._connections.lapse(link)
            raise
        except TicketNotYours:
            await self._connections.refresh(link)
            raise
        if not link.agent.belongs_to(ticket.group_id):
            link = await self._connections.refresh(link)
        return link.agent, ticket
