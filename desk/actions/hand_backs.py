"""Handing a ticket back: finds the receiver (R5)."""

import asyncio
from collections.abc import Sequence

from desk.actions.access import TicketAccess
from desk.errors import ConnectionLapsed, DeskError, OnlyFullAgents, Refusal, Rejected
from desk.model.assignments import Assignment, latest_assignment
from desk.model.hand_back import Candidate, Obstacle, Plan, Receiver, Why, candidates, receiver, to
from desk.model.people import Group, Link
from desk.model.rules import check_may_hand_back
from desk.model.submissions import Transfer, has_analysis
from desk.model.tickets import Audit, Ticket
from desk.people.colleagues import our_agents, who_can
from desk.ports.memory import Memory
from desk.ports.tickets import TicketSystem

MOST_CHOICES = 99
"""How many entries one menu holds, beside the group itself."""


class HandBacks:
    def __init__(self, tickets: TicketSystem, memory: Memory, access: TicketAccess) -> None:
        self._tickets = tickets
        self._memory = memory
        self._access = access

    async def plan(self, link: Link, ticket_id: int) -> Plan:
        """As things stand in Zendesk now, under the person's own token. Raises what would refuse the hand-back."""
        ticket = await self.ticket(link, ticket_id)
        audits, assignment = await self._history(link, ticket)
        source = assignment.from_group_id
        if source is None:
            return await self._open_plan(link, ticket, assignment, Receiver(None, Why.GROUP))
        group, members, assignable = await asyncio.gather(
            self._group(link, source),
            self._tickets.members(link.agent.id, source),
            self._tickets.assignable_groups(link.agent.id),
        )
        named = candidates(audits, assignment)
        found = await self._receiver(link, assignment, named, frozenset(member.id for member in members))
        obstacle = None if group.id in {each.id for each in assignable} else Obstacle.GROUP
        takes = frozenset(member.id for member in members if member.is_full)
        if obstacle is None:
            takes = await self._tickets.assignable_agents(link.agent.id, group.id)
            if found.agent and found.agent.id not in takes:
                found, obstacle = Receiver(None, Why.GROUP, gone=found.agent), Obstacle.AGENT
        choices: tuple[Transfer, ...] = ()
        if found.gone or found.agent is None:
            able = sorted((each for each in members if each.id in takes), key=lambda each: each.name)
            choices = (to(group, None), *(to(group, each) for each in able[:MOST_CHOICES]))
        return await self._plan(ticket, assignment, found, group, choices=choices, obstacle=obstacle)

    async def ticket(self, link: Link, ticket_id: int) -> Ticket:
        """The ticket as it is now. Raises what would refuse a hand-back by any person."""
        ticket = await self._access.begin(link, ticket_id)
        check_may_hand_back(ticket)
        return ticket

    async def certain(self, link: Link, ticket_id: int) -> Transfer | None:
        """The receiver, for full agents, when there is nothing to choose and nothing speaks against it."""
        if not link.agent.is_full:
            return None
        try:
            return (await self.plan(link, ticket_id)).certain
        except ConnectionLapsed:
            raise
        except DeskError:
            return None

    async def assignment(self, link: Link, ticket: Ticket) -> Assignment:
        """The assignment that brought the ticket to its group, read from the audits now."""
        return (await self._history(link, ticket))[1]

    async def _history(self, link: Link, ticket: Ticket) -> tuple[Sequence[Audit], Assignment]:
        audits = await self._tickets.audits(link.agent.id, ticket.id)
        group = Group(ticket.group_id or 0, ticket.group or "")
        assignment = latest_assignment(audits, group.id, await our_agents(self._memory, group))
        if assignment is None:
            raise Refusal("Zendesk does not tell how this ticket came to your group. Hand it back in Zendesk itself.")
        return audits, assignment

    async def check_is_full(self, link: Link, ticket_id: int, deed: str) -> None:
        """`deed` completes the sentence "Only a full agent may …"."""
        if not link.agent.is_full:
            ticket = await self._access.known(link, ticket_id)
            can = await who_can(self._memory, ticket.group_id if ticket else None)
            raise OnlyFullAgents(f"Only a full agent may {deed}, and you are a light agent. {can}")

    async def _receiver(
        self, link: Link, assignment: Assignment, named: Sequence[Candidate], in_group: frozenset[int]
    ) -> Receiver:
        agents = await self._tickets.users(link.agent.id, [candidate.agent_id for candidate in named])
        ours = await our_agents(self._memory, Group(assignment.group_id, ""))
        return receiver(named, {agent.id: agent for agent in agents}, in_group, ours)

    async def _group(self, link: Link, group_id: int) -> Group:
        try:
            return await self._tickets.group(link.agent.id, group_id)
        except Rejected:
            return Group(group_id, "the vendor's group")

    async def _open_plan(self, link: Link, ticket: Ticket, assignment: Assignment, found: Receiver) -> Plan:
        """The ticket began in our group, so its history does not tell where it belongs: the person chooses a group."""
        groups = await self._tickets.assignable_groups(link.agent.id)
        theirs = [group for group in groups if not link.agent.belongs_to(group.id)]
        choices = tuple(to(group, None) for group in sorted(theirs, key=lambda each: each.name)[:MOST_CHOICES])
        obstacle = None if choices else Obstacle.GROUP
        return await self._plan(ticket, assignment, found, None, choices=choices, obstacle=obstacle)

    async def _plan(
        self,
        ticket: Ticket,
        assignment: Assignment,
        found: Receiver,
        group: Group | None,
        *,
        choices: Sequence[Transfer] = (),
        obstacle: Obstacle | None = None,
    ) -> Plan:
        return Plan(
            ticket=ticket,
            assignment=assignment,
            transfer=to(group, found.agent) if group else None,
            why=found.why,
            group=group.name if group else None,
            gone=found.gone.name if found.gone else None,
            choices=tuple(choices),
            obstacle=obstacle,
            has_analysis=has_analysis(await self._memory.submissions.of(assignment.key)),
        )
