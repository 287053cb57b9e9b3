"""Taking in what a person wrote about a ticket; the engine then carries it to Zendesk."""

from datetime import datetime, timedelta

import structlog

from desk.actions.access import TicketAccess
from desk.errors import AssignedAnew, DeskError, OnlyFullAgents, Refusal
from desk.model.assignments import AssignmentKey
from desk.model.people import Link
from desk.model.submissions import Submission, SubmissionRequest
from desk.ports.outbox import SubmissionStore
from desk.ports.runtime import Clock, Engine
from desk.posting.open_dialogs import OpenDialogs

TICK = timedelta(microseconds=1)

log = structlog.get_logger()


class Submissions:
    def __init__(
        self, access: TicketAccess, stored: SubmissionStore, engine: Engine, dialogs: OpenDialogs, clock: Clock
    ) -> None:
        self._access = access
        self._stored = stored
        self._engine = engine
        self._dialogs = dialogs
        self._clock = clock
        self._latest = clock()

    async def accept(self, link: Link, wish: SubmissionRequest) -> Submission:
        """Stored on disk when this returns. The same id twice is the same submission. Only local checks, no network."""
        await self._access.known(link, wish.ticket_id)
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

    async def taken_in(self, user: str, wish: SubmissionRequest) -> Submission | None:
        """The same request, if accepted before. Raises a `Refusal` when another one was, under the same id."""
        self._dialogs.answered(wish.screen)
        earlier = await self._stored.get(wish.id)
        if earlier and (earlier.author != user or not _says_the_same(earlier, wish)):
            raise Refusal(
                "An earlier version of this text was already accepted and is on its way to Zendesk. "
                "Copy what you changed, close this window and add it as a second note."
            )
        return earlier

    def _now(self) -> datetime:
        """Later than all before, also when the clock was put back: notes are sent in this order."""
        self._latest = max(self._clock(), self._latest + TICK)
        return self._latest

    async def _check_is_current(self, wish: SubmissionRequest) -> AssignmentKey | None:
        """The assignment it is for. The dialog may have read a newer one than the feed, so only a later one counts."""
        newest = await self._access.newest_assignment(wish.ticket_id)
        if wish.transfer is None or wish.assignment is None:
            return newest
        if newest and newest.audit_id > wish.assignment.audit_id:
            raise AssignedAnew
        return wish.assignment

    async def take_up_again(self) -> None:
        """Called at every start: work that the engine knows is not begun twice; work that it lost is begun again."""
        for submission in await self._stored.unfinished():
            self._latest = max(self._latest, submission.accepted_at)
            try:
                await self._engine.deliver(submission)
            except DeskError as slow:  # one note must not keep the bot from starting
                log.warning("submission.not_taken_up", submission=submission.id, problem=type(slow).__name__)


def _says_the_same(earlier: Submission, wish: SubmissionRequest) -> bool:
    same_deed = (earlier.transfer, earlier.seconds) == (wish.transfer, wish.seconds)
    return same_deed and earlier.analysis.says_the_same(wish.analysis)
