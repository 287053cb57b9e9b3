"""Making one new ticket in Zendesk, exactly once, and naming it on the ticket that it results from (R9).

`attempt` is called again and again by the engine until it returns None; between two calls the process may have died.

Most partners cannot see what they made: their agents see the tickets of their own groups only, and the new ticket is
the vendor's. So a look for it proves that it is there, and never that it is not. While Zendesk keeps the idempotency
key, the same request again is answered with the ticket, whoever can see it. After that only a look is left, and when it
finds nothing, nobody but the vendor can know: then the author is told so, and no second ticket is made.
"""

import asyncio
from collections import defaultdict
from dataclasses import replace
from datetime import timedelta

import structlog

from desk.delivery.after_restore import may_have_been_made
from desk.delivery.attempts import Attempts
from desk.delivery.breaker import BACKOFF
from desk.delivery.outcome import touch_card
from desk.errors import AskedByAnother, AskedOtherwise, ChatAway, DeskError, OutcomeUnknown, Refusal
from desk.model.analysis import Analysis
from desk.model.new_tickets import CreationState, NewTicket, reference_id
from desk.model.people import Link
from desk.model.rich_text import plain_text
from desk.model.rules import check_may_create, check_may_note
from desk.model.submissions import Submission
from desk.model.tickets import Audit
from desk.ports.chat import Chat
from desk.ports.memory import Memory
from desk.ports.runtime import Clock, Engine
from desk.ports.tickets import Creation, TicketSystem, WriteResult

KEY_LIVES = timedelta(minutes=110)
"""Zendesk keeps an idempotency key for two hours; the rest is for a request that takes long to arrive."""

log = structlog.get_logger()


class NobodyKnows(Refusal):
    """Zendesk never said whether it created the ticket, and too much time has passed to ask again safely."""


class Creations:
    def __init__(
        self,
        tickets: TicketSystem,
        chat: Chat,
        memory: Memory,
        engine: Engine,
        attempts: Attempts,
        clock: Clock,
    ) -> None:
        self._tickets = tickets
        self._chat = chat
        self._memory = memory
        self._engine = engine
        self._attempts = attempts
        self._clock = clock
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def record(self, new: NewTicket) -> None:
        """The first step: the domain's own row; then people mentioned are called by their names, if the chat tells."""
        if await self._memory.new_tickets.get(new.id) is None:
            await self._memory.new_tickets.add(new)
            named = await self._with_names(new)
            if named != new:
                await self._memory.new_tickets.put(named)

    async def attempt(self, new_id: str) -> float | None:
        """One try. None when it is over; else the seconds to wait before the next.

        The engine asks for tries, and so may people: one at a time.
        """
        async with self._turns[new_id]:
            wait = await self._attempt(new_id)
        if wait is None:
            self._turns.pop(new_id, None)
        return wait

    def hurry(self) -> None:
        """Whoever is asked next is asked at once, however long Zendesk was to be left alone."""
        self._attempts.hurry()

    async def _attempt(self, new_id: str) -> float | None:
        new = await may_have_been_made(self._memory, await self._get(new_id))
        if new.given_up_by and not new.state.is_final:
            await self._give_up(new)
        elif not new.state.is_final:
            wait = await self._attempts.make(
                lambda: self._try(new),
                refused=lambda refusal: self._refuse(new, refusal),
                held_up=lambda trouble: self._wait(new, trouble),
            )
            if wait is not None:
                return wait
        try:
            await self._conclude(await self._get(new_id))
        except DeskError as slow:  # the ticket is there; only the note that names it could not be taken in
            log.warning("new_ticket.not_concluded", new_ticket=new_id, problem=type(slow).__name__)
            return BACKOFF[0]
        return None

    async def _try(self, before: NewTicket) -> float:
        link, new = await self._attempts.signer(before.author, before.accepted_at), before
        if before.may_be_there:
            if found := await self._attempts.signed(link, self._tickets.created_ticket(link.agent.id, new.id)):
                await self._created(new, found)
                return 0.0
            self._check_may_repeat(link, new)
        if before.state is not CreationState.CREATING:
            new = await self._ready(link, before)
        await self._created(new, await self._made(link, before, new))
        return 0.0

    async def _give_up(self, new: NewTicket) -> None:
        """One more look, for what was made cannot be taken back."""
        try:
            link = await self._attempts.signer(new.author, new.accepted_at)
            found = await self._tickets.created_ticket(link.agent.id, new.id) if new.may_be_there else None
        except DeskError:
            log.info("new_ticket.given_up_unseen", new_ticket=new.id)
            found = None
        if found:
            await self._created(new, found)
        else:
            await self._refuse(new, Refusal("You did not want to wait for Zendesk any longer."))

    def _check_may_repeat(self, link: Link, new: NewTicket) -> None:
        """Only while Zendesk remembers; and R12 again, for the author may be another agent by now."""
        if self._clock() - (new.first_tried_at or self._clock()) >= KEY_LIVES:
            raise NobodyKnows
        if new.state is CreationState.CREATING:  # else it is looked up when the rest is
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
        except DeskError:  # this try surely wrote nothing; an earlier one may have
            await self._store(replace(new, state=before.state, first_tried_at=before.first_tried_at))
            raise

    async def _ready(self, link: Link, new: NewTicket) -> NewTicket:
        """What will be sent, stored before it is: every later try makes the identical request.

        The rules are held with the agent and the old ticket as they are now: a light agent's first comment could be
        public for good, and the note on the old ticket has to be possible.
        """
        source = await self._attempts.read(link, new.source_id)
        link = await self._attempts.as_now(link)
        check_may_note(link.agent, source)
        if new.requester_id is None:  # the dialog was sent before Zendesk had told
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
        """Where the old ticket came from: those who assigned it wait for what it results in.

        Without the right to put it there, as light agents are, it gets no group: the vendor's own rules route it, as
        they do everything new. Never our own group, where it would come back as work for us.
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

    async def _created(self, new: NewTicket, written: WriteResult) -> None:
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
        """Whether what was read back is what was asked for, under the author's own name (R4)."""
        comment = audit.comment
        if comment is None or comment.author_id != new.agent_id or audit.submission != new.id:
            return False
        return await asyncio.to_thread(self._tickets.holds_whole, comment, new.first_comment)

    async def _conclude(self, new: NewTicket) -> None:
        """The card shows it, and the old ticket gets a note that names it: a submission like any other, under an id
        that follows from the new ticket's, so that it is one however often this is done.
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

    async def _refuse(self, before: NewTicket, refusal: Refusal) -> None:
        tried = await self._get(before.id)
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

    async def _wait(self, before: NewTicket, trouble: DeskError) -> None:
        await self._store(replace(await self._get(before.id), trouble=str(trouble)))

    async def _store(self, new: NewTicket) -> NewTicket:
        await self._memory.new_tickets.put(new)
        log.info("new_ticket.state", new_ticket=new.id, state=new.state, ticket=new.ticket_id, trouble=new.trouble)
        return new

    async def _get(self, new_id: str) -> NewTicket:
        new = await self._memory.new_tickets.get(new_id)
        if new is None:
            raise AssertionError("a new ticket is recorded before it is attempted")
        return new

    async def _with_names(self, new: NewTicket) -> NewTicket:
        mentioned = sorted(new.description.mentions)
        if not mentioned:
            return new
        try:
            names = await self._chat.names(mentioned)
        except ChatAway:
            return new
        return replace(new, description=new.description.naming(names))
