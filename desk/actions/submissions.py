"""Writing an analysis: what the dialog shows first, and taking in what was written (DESIGN.md 5)."""

from datetime import datetime, timedelta

import structlog

from desk.connections.connections import Connections
from desk.errors import AssignedAnew, ConnectionLapsed, DeskError, OnlyFullAgents, Refusal, TicketNotYours
from desk.model.assignments import AssignmentKey, Stage
from desk.model.people import Agent, Link
from desk.model.rules import check_may_note, check_may_see
from desk.model.submissions import Submission, SubmissionRequest
from desk.model.tickets import Ticket
from desk.ports.memory import Memory
from desk.ports.runtime import Clock, Engine
from desk.ports.tickets import TicketSystem
from desk.posting.open_dialogs import OpenDialogs

TICK = timedelta(microseconds=1)

log = structlog.get_logger()


class Submissions:
    def __init__(
        self,
        tickets: TicketSystem,
        memory: Memory,
        engine: Engine,
        connections: Connections,
        dialogs: OpenDialogs,
        clock: Clock,
    ) -> None:
        self._tickets = tickets
        self._memory = memory
        self._engine = engine
        self._connections = connections
        self._dialogs = dialogs
        self._clock = clock
        self._latest = clock()

    async def known(self, link: Link, ticket_id: int) -> Ticket | None:
        """The last reading, without asking Zendesk; raises `TicketNotYours` when it is surely not theirs (R1)."""
        ticket = await self._memory.tickets.get(ticket_id)
        if ticket is None or link.agent.belongs_to(ticket.group_id):
            return ticket
        assignment = await self._memory.assignments.newest(ticket_id)
        if assignment and assignment.stage is Stage.LEFT:
            return None  # it may have moved to a group of theirs
        raise TicketNotYours

    async def read(self, link: Link, ticket_id: int) -> Ticket:
        """The ticket as it is now, under the person's own token."""
        agent, ticket = await self._read(link, ticket_id)
        check_may_see(agent, ticket)
        return ticket

    async def begin(self, link: Link, ticket_id: int) -> Ticket:
        """The ticket to write about; raises what would refuse the note, before anybody types it."""
        agent, ticket = await self._read(link, ticket_id)
        check_may_note(agent, ticket)
        return ticket

    async def newest_assignment(self, ticket_id: int) -> AssignmentKey | None:
        assignment = await self._memory.assignments.newest(ticket_id)
        return assignment.key if assignment else None

    async def check_is_newest(self, key: AssignmentKey) -> None:
        """For a button that may stand on the card of an earlier assignment."""
        newest = await self.newest_assignment(key.ticket_id)
        if newest and newest != key:
            raise AssignedAnew

    async def accept(self, link: Link, wish: SubmissionRequest) -> Submission:
        """On disk when this returns. The same id twice is the same submission; only local checks, no network."""
        await self.known(link, wish.ticket_id)
        if wish.needs_full_agent and not link.agent.is_full:
            raise OnlyFullAgents
        newest = await self._check_is_current(wish)
        await self.taken_in(link.user, wish)
        submission = Submission(
            id=wish.id,
            ticket_id=wish.ticket_id,
            author=link.user,
            agent_id=link.agent.id,
            author_name=link.agent.name,
            analysis=wish.analysis,
            accepted_at=self._now(),
            assignment=newest,
            screen=wish.screen,
            transfer=wish.transfer,
            seconds=wish.seconds,
            override=wish.override,
            proposal=wish.proposal,
        )
        try:
            await self._engine.deliver(submission)
        finally:
            self._dialogs.answered(wish.screen)
        return submission

    async def taken_in(self, user: str, wish: SubmissionRequest) -> bool:
        """Whether the same was accepted before. Raises a `Refusal` when something else was, under the same id."""
        self._dialogs.answered(wish.screen)
        earlier = await self._memory.submissions.get(wish.id)
        if earlier and (earlier.author != user or not _says_the_same(earlier, wish)):
            raise Refusal(
                "An earlier version of this text was already taken in and is on its way to Zendesk. "
                "Copy what you changed, close this window and add it as a second note."
            )
        return earlier is not None

    def _now(self) -> datetime:
        """Later than all before, also when the clock was put back: notes are sent in this order."""
        self._latest = max(self._clock(), self._latest + TICK)
        return self._latest

    async def _check_is_current(self, wish: SubmissionRequest) -> AssignmentKey | None:
        """The assignment it is for. The feed may be behind what the dialog read itself, so only a later one counts."""
        newest = await self.newest_assignment(wish.ticket_id)
        if wish.transfer is None or wish.assignment is None:
            return newest
        if newest and newest.audit_id > wish.assignment.audit_id:
            raise AssignedAnew
        return wish.assignment

    async def _read(self, link: Link, ticket_id: int) -> tuple[Agent, Ticket]:
        """The ticket, and the agent: read anew when the remembered groups say no."""
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

    async def take_up_again(self) -> None:
        """At every start: what the engine knows already stays one piece of work; what it lost is begun anew."""
        for submission in await self._memory.submissions.unfinished():
            self._latest = max(self._latest, submission.accepted_at)
            try:
                await self._engine.deliver(submission)
            except DeskError as slow:  # one note must not keep the bot from starting
                log.warning("submission.not_taken_up", submission=submission.id, problem=type(slow).__name__)


def _says_the_same(earlier: Submission, wish: SubmissionRequest) -> bool:
    same_deed = (earlier.transfer, earlier.seconds) == (wish.transfer, wish.seconds)
    return same_deed and earlier.analysis.says_the_same(wish.analysis)
