"""Creating one new ticket in Zendesk, exactly once, and naming it on the ticket that it results from (R9).

Most partners cannot see the tickets that they create: their agents see only tickets of their own groups, and the new
ticket is the vendor's. So a search that finds the ticket proves that it exists; one that finds nothing proves nothing.
While Zendesk keeps the idempotency key, repeating the same request returns the ticket, also to agents who cannot see
it. After that only the search is left; if it finds nothing, only the vendor can know whether the ticket exists. Then
the author is told so, and no second ticket is created. `Outbox` calls this.
"""

import asyncio
from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta

import structlog

from desk.delivery.attempts import Attempts
from desk.delivery.outcome import touch_card
from desk.errors import AskedByAnother, AskedOtherwise, DeskError, OutcomeUnknown, Refusal
from desk.model.analysis import Analysis
from desk.model.new_tickets import CreationState, NewTicket, reference_id
from desk.model.people import Link
from desk.model.rich_text import plain_text
from desk.model.rules import check_may_create, check_may_note
from desk.model.submissions import Submission
from desk.model.tickets import Audit
from desk.ports.memory import Memory
from desk.ports.runtime import Clock, Engine
from desk.ports.tickets import Creation, TicketSystem, WriteResult

KEY_LIVES = timedelta(minutes=110)
"""Zendesk keeps an idempotency key for two hours; ten minutes are left for a request that takes long to arrive."""

log = structlog.get_logger()


class NobodyKnows(Refusal):
    """Zendesk never said whether it created the ticket, and too much time has passed to ask again safely."""


class Creations:
    def __init__(self, tickets: TicketSystem, memory: Memory, engine: Engine, attempts: Attempts, clock: Clock) -> None:
        self._tickets = tickets
        self._memory = memory
        self._engine = engine
        self._attempts = attempts
        self._clock = clock

    async def recorded(self, new: NewTicket) -> None:
        """The card shows new tickets only once they exist."""

    async def is_turn(self, _new: NewTicket, _unstored: Collection[NewTicket]) -> bool:
        """New tickets are created in any order."""
        return True

    async def send(self, before: NewTicket) -> float:
        link, new = await self._attempts.signer(before.author, before.accepted_at), before
        if before.may_be_there:
            if found := await self._attempts.signed(link, self._tickets.created_ticket(link.agent.id, new.id)):
                await self.landed(new, found)
                return 0.0
            self._check_may_repeat(link, new)
        if before.state is not CreationState.CREATING:
            new = await self._ready(link, before)
        await self.landed(new, await self._made(link, before, new))
        return 0.0

    async def look(self, new: NewTicket) -> WriteResult | None:
        link = await self._attempts.signer(new.author, new.accepted_at)
        return await self._tickets.created_ticket(link.agent.id, new.id) if new.may_be_there else None

    def _check_may_repeat(self, link: Link, new: NewTicket) -> None:
        """Only while Zendesk keeps the key; and R12 again, because the author may be linked to another agent by now."""
        if self._clock() - (new.first_tried_at or self._clock()) >= KEY_LIVES:
            raise NobodyKnows
        if new.state is CreationState.CREATING:  # else `_ready` checks it
            check_may_create(link.agent, new.requester_id)

    async def _made(self, link: Link, before: NewTicket, new: NewTicket) -> WriteResult:
        creation = Creation(
            id=new.id,
            kind=new.kind,
            subject=new.subject,
            comment=new.first_comment,
            requester_id=new.requester_id,
            organization_id=new.organization_id,
            group_id=new.group_id,
        )
        try:
            return await self._attempts.signed(link, self._tickets.create_ticket(link.agent.id, creation))
        except (OutcomeUnknown, AskedOtherwise):
            raise
        except DeskError:  # this try wrote nothing; an earlier one may have
            await self._store(replace(new, state=before.state, first_tried_at=before.first_tried_at))
            raise

    async def _ready(self, link: Link, new: NewTicket) -> NewTicket:
        """The new ticket as it will be sent; stored before it is sent, so that every later try is the same request.

        The rules are checked with the agent and the old ticket as they are now: a light agent's first comment could be
        public for good, and the note on the old ticket must be possible.
        """
        source = await self._attempts.read(link, new.source_id)
        link = await self._attempts.refreshed(link)
        check_may_note(link.agent, source)
        if new.requester_id is None:  # the dialog was submitted before Zendesk had answered
            new = replace(
                new,
                requester_id=source.requester_id,
                requester=source.requester,
                organization_id=source.organization_id,
                organization=source.organization,
            )
        elif (new.requester_id, new.organization_id) != (source.requester_id, source.organization_id):
            raise AskedByAnother
        check_may_create(link.agent, new.requester_id)
        return await self._store(
            replace(
                new,
                agent_id=link.agent.id,
                state=CreationState.CREATING,
                group_id=await self._group(link, new),
                first_tried_at=new.first_tried_at or self._clock(),
                trouble=None,
            )
        )

    async def _group(self, link: Link, new: NewTicket) -> int | None:
        """The group that the old ticket came from: its agents wait for the result.

        None if the author may not assign tickets to it, as light agents may not: then the vendor's own rules route the
        new ticket. Never our own group, where it would come back to us as work.
        """
        assignment = await self._memory.assignments.get(new.assignment) if new.assignment else None
        wanted = assignment.from_group_id if assignment else None
        if wanted is None:
            return None
        try:
            groups = await self._attempts.signed(link, self._tickets.assignable_groups(link.agent.id))
        except Refusal:
            return None
        return wanted if wanted in {group.id for group in groups} else None

    async def landed(self, new: NewTicket, written: WriteResult) -> None:
        comment = written.audit.comment
        as_sent = await self._is_as_sent(new, written.audit)
        await self._store(
            replace(
                new,
                state=CreationState.CREATED,
                ticket_id=written.ticket.id,
                audit_id=written.audit.id,
                went_public=bool(comment and comment.public),
                altered=not as_sent,
                trouble=None,
                finished_at=self._clock(),
            )
        )
        if not as_sent or (comment and comment.public):
            log.error("new_ticket.not_as_sent", new_ticket=new.id, ticket=written.ticket.id)

    async def _is_as_sent(self, new: NewTicket, audit: Audit) -> bool:
        """Whether Zendesk stored the requested text under the author's own name (R4)."""
        comment = audit.comment
        if comment is None or comment.author_id != new.agent_id or audit.submission != new.id:
            return False
        return await asyncio.to_thread(self._tickets.holds_whole, comment, new.first_comment)

    async def conclude(self, new: NewTicket) -> None:
        """The card shows the new ticket, and the old ticket gets a note that names it.

        The note is a submission. Its id follows from the new ticket's id, so that a repeated call adds no second note.
        """
        await touch_card(self._memory, new.assignment)
        if new.state is not CreationState.CREATED:
            return
        await self._engine.deliver(
            Submission(
                id=reference_id(new.id),
                ticket_id=new.source_id,
                author=new.author,
                agent_id=new.agent_id,
                author_name=new.author_name,
                analysis=Analysis(plain_text(new.reference)),
                accepted_at=self._clock(),
                assignment=new.assignment,
            )
        )

    async def refuse(self, before: NewTicket, tried: NewTicket, refusal: Refusal) -> None:
        reason = str(refusal)
        if tried.may_be_there:
            reason += (
                " It may be there: ask the vendor for a ticket with this subject before you create it again, "
                f"and, if there is one, to add to #{before.source_id} that it exists."
            )
        if isinstance(refusal, AskedOtherwise):
            log.error("new_ticket.asked_otherwise", new_ticket=before.id)
        await self._store(
            replace(tried, state=CreationState.REFUSED, refusal=reason, trouble=None, finished_at=self._clock())
        )

    async def wait(self, _before: NewTicket, tried: NewTicket, trouble: DeskError) -> None:
        await self._store(replace(tried, trouble=str(trouble)))

    async def _store(self, new: NewTicket) -> NewTicket:
        await self._memory.new_tickets.put(new)
        log.info("new_ticket.state", new_ticket=new.id, state=new.state, ticket=new.ticket_id, trouble=new.trouble)
        return new
