"""Taking and releasing an assignment. Stored here only; Zendesk is asked whether the ticket is still ours (R1)."""

from dataclasses import replace

import structlog

from desk.actions.access import TicketAccess
from desk.connections.connections import Connections
from desk.errors import OnlyFullAgents, Refusal, TicketNotYours, ZendeskAway
from desk.model.assignments import Assignment, AssignmentKey, Stage
from desk.model.holds import Hold, ago
from desk.model.people import Link
from desk.model.posts import TicketNews
from desk.model.submissions import SubmissionState
from desk.model.tickets import Ticket
from desk.notices.threads import Threads
from desk.ports.memory import Memory
from desk.ports.runtime import Clock

log = structlog.get_logger()


class Holds:
    def __init__(
        self, access: TicketAccess, connections: Connections, threads: Threads, memory: Memory, clock: Clock
    ) -> None:
        self._access = access
        self._connections = connections
        self._threads = threads
        self._memory = memory
        self._clock = clock

    async def take(self, link: Link, key: AssignmentKey) -> Hold:
        """Raises a `Refusal` that says who was faster, or why the assignment is over."""
        link, assignment = await self._still_with_us(link, key)
        wanted = Hold(key, link.user, link.agent.name, self._clock())
        held = await self._memory.holds.take(wanted)
        await self._memory.assignments.change(assignment)  # a card that offered what is taken is redrawn, too
        if held != wanted:
            raise self._was_taken(held, link)
        await self._threads.tell(key, held.occasion("took"), TicketNews(f"{held.name} took it"))
        log.info("hold.taken", ticket=key.ticket_id, user=link.user)
        return held

    async def release(self, link: Link, key: AssignmentKey) -> Hold:
        """Returns the hold that ended. A full agent may release what another person took."""
        link, assignment = await self._still_with_us(link, key)
        held = (await self._memory.holds.current([key])).get(key)
        if held and held.user != link.user and not link.agent.is_full:
            raise self._only_theirs(held, assignment)
        released = held and await self._memory.holds.release(key, held.user, self._clock())
        await self._memory.assignments.change(assignment)
        if not (held and released):
            raise Refusal(
                f"Nobody holds #{key.ticket_id} any more, so there is nothing to release. Take it if you like."
            )
        whose = "" if held.user == link.user else f"; {held.name} had taken it"
        news = TicketNews(f"{link.agent.name} released it{whose}")
        await self._threads.tell(key, held.occasion("released"), news)
        log.info("hold.released", ticket=key.ticket_id, user=link.user, holder=held.user)
        return held

    async def of_ticket(self, link: Link, ticket_id: int) -> AssignmentKey:
        """The newest assignment of a ticket. Raises what `TicketAccess.read` does, and `Refusal`."""
        assignment = await self._memory.assignments.newest(ticket_id)
        if assignment is None:
            await self._access.read(link, ticket_id)
            raise Refusal(
                f"#{ticket_id} has no card here yet, so nobody can take it. Type `/desk watch` in your team's channel "
                "and let it show the tickets that are in the group already."
            )
        return assignment.key

    def _was_taken(self, held: Hold, link: Link) -> Refusal:
        when = ago(held.since, self._clock())
        if held.user == link.user:
            return Refusal(f"#{held.assignment.ticket_id} is yours already: you took it {when}.")
        return Refusal(
            f"{held.name} took it {when}. Talk to {held.name} before you begin; "
            f"once {held.name} or a full agent releases it, it is free again."
        )

    def _only_theirs(self, held: Hold, assignment: Assignment) -> OnlyFullAgents:
        return OnlyFullAgents(
            f"{held.name} took it {ago(held.since, self._clock())}. "
            f"Only {held.name} or a full agent of the group may release it.",
            group_id=assignment.group_id,
            instead=f"Ask {held.name} to release it. You can write an analysis all the same.",
        )

    async def _still_with_us(self, link: Link, key: AssignmentKey) -> tuple[Link, Assignment]:
        """The person and the assignment as they are now, if both still belong to one group."""
        assignment = await self._memory.assignments.get(key)
        if assignment is None:
            raise TicketNotYours
        ticket = await self._ticket(link, key.ticket_id)
        link = await self._connections.link(link.user)  # the reading may have learned new groups
        if not link.agent.belongs_to(assignment.group_id):
            raise TicketNotYours
        newest = await self._memory.assignments.newest(key.ticket_id)
        now, reason = assignment, None
        if newest and newest.key != key:
            now, reason = replace(assignment, stage=Stage.LEFT), "was assigned again since. Please use its newer card"
        elif assignment.stage is Stage.LEFT or ticket is None or ticket.group_id != assignment.group_id:
            now, reason = replace(assignment, stage=Stage.LEFT), await self._why_it_left(key)
        elif ticket.status.is_done:
            now, reason = replace(assignment, stage=Stage.SOLVED), f"is {ticket.status} in Zendesk"
        if reason:
            await self._memory.assignments.change(now)  # its card loses its buttons
            raise Refusal(f"#{key.ticket_id} {reason}: there is nothing to take or release here any more.")
        return link, assignment

    async def _ticket(self, link: Link, ticket_id: int) -> Ticket | None:
        """The ticket as it is now; the last reading while Zendesk is away, because nothing is written there."""
        try:
            return await self._access.read(link, ticket_id)
        except ZendeskAway:
            return await self._memory.tickets.get(ticket_id)
        except TicketNotYours:
            return None

    async def _why_it_left(self, key: AssignmentKey) -> str:
        for each in reversed(await self._memory.submissions.of(key)):
            if each.transfer and each.state is SubmissionState.SENT:
                when = ago(each.finished_at or each.accepted_at, self._clock())
                return f"was handed back to {each.transfer.name} by {each.author_name} {when}"
        return "has left the group"
