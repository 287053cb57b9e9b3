"""Asking for a new ticket (R9): what the dialog is prefilled with, and accepting what was asked for."""

import asyncio

import structlog

from desk.actions.access import TicketAccess
from desk.errors import DeskError, Refusal
from desk.model.analysis import Analysis
from desk.model.new_tickets import NewTicket, NewTicketRequest, first_comment, is_reference
from desk.model.people import Link
from desk.model.rules import check_may_create
from desk.model.submissions import SubmissionState
from desk.model.tickets import Ticket
from desk.ports.memory import Memory
from desk.ports.runtime import Clock, Engine
from desk.ports.tickets import TicketSystem
from desk.posting.open_dialogs import OpenDialogs

log = structlog.get_logger()


class DescriptionTooLong(Refusal):
    """This is more than Zendesk takes in one comment. Please shorten it, or write the rest as an analysis."""


class NewTickets:
    def __init__(
        self,
        tickets: TicketSystem,
        memory: Memory,
        engine: Engine,
        access: TicketAccess,
        dialogs: OpenDialogs,
        clock: Clock,
    ) -> None:
        self._tickets = tickets
        self._memory = memory
        self._engine = engine
        self._access = access
        self._dialogs = dialogs
        self._clock = clock

    async def begin(self, link: Link, ticket_id: int) -> Ticket:
        """The ticket that the new one results from. Raises what would refuse it, before the person types."""
        ticket = await self._access.begin(link, ticket_id)
        check_may_create(link.agent, ticket.requester_id)
        return ticket

    async def newest_analysis(self, ticket_id: int) -> Analysis | None:
        """What was last written for the ticket's current assignment."""
        key = await self._access.newest_assignment(ticket_id)
        written = await self._memory.submissions.of(key) if key else ()
        analyses = [
            each.analysis
            for each in written
            if each.has_note and not is_reference(each.id) and each.state is not SubmissionState.REFUSED
        ]
        return analyses[-1] if analyses else None

    async def accept(self, link: Link, wish: NewTicketRequest) -> NewTicket:
        """Stored on disk when this returns. The same id twice is the same ticket. Only local checks, no network."""
        source = await self._access.known(link, wish.source_id)
        asker = wish.requester_id or (source.requester_id if source else None)
        if asker is not None:
            check_may_create(link.agent, asker)
        comment = first_comment(wish.kind, wish.source_id, wish.description)
        if await asyncio.to_thread(self._tickets.overflow, comment):
            raise DescriptionTooLong
        await self.taken_in(link.user, wish)
        new = NewTicket(
            id=wish.id,
            source_id=wish.source_id,
            author=link.user,
            agent_id=link.agent.id,
            author_name=link.agent.name,
            kind=wish.kind,
            subject=wish.subject,
            description=wish.description,
            requester_id=wish.requester_id,
            requester=source.requester if source and source.requester_id == wish.requester_id else None,
            organization_id=wish.organization_id,
            organization=source.organization if source and source.organization_id == wish.organization_id else None,
            accepted_at=self._clock(),
            assignment=await self._access.newest_assignment(wish.source_id),
            screen=wish.screen,
            override=wish.override,
        )
        try:
            await self._engine.create(new)
        finally:
            self._dialogs.answered(wish.screen)
        return new

    async def taken_in(self, user: str, wish: NewTicketRequest) -> NewTicket | None:
        """The same request, if accepted before. Raises a `Refusal` when another one was, under the same id."""
        self._dialogs.answered(wish.screen)
        earlier = await self._memory.new_tickets.get(wish.id)
        if earlier and (earlier.author != user or not _says_the_same(earlier, wish)):
            raise Refusal(
                "An earlier version of this was already accepted and is on its way to Zendesk. "
                "Copy what you changed, close this window and add it to the new ticket."
            )
        return earlier

    async def take_up_again(self) -> None:
        """Called at every start: work that the engine knows is not begun twice; work that it lost is begun again."""
        for new in await self._memory.new_tickets.unfinished():
            try:
                await self._engine.create(new)
            except DeskError as slow:  # one ticket must not keep the bot from starting
                log.warning("new_ticket.not_taken_up", new_ticket=new.id, problem=type(slow).__name__)


def _says_the_same(earlier: NewTicket, wish: NewTicketRequest) -> bool:
    """Whether both ask for the same; the names of mentioned people do not count."""
    same_words = Analysis(earlier.description).says_the_same(Analysis(wish.description))
    return same_words and (earlier.kind, earlier.subject) == (wish.kind, wish.subject)
