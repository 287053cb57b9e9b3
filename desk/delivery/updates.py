"""Carrying one submission to Zendesk, exactly once (docs/adr/005-one-update-exactly-once.md).

`attempt` is called again and again by the engine until it returns None; between two calls the process may have died.
Every state is stored before the step that depends on it.
"""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import structlog

from desk.connections.connections import Connections
from desk.delivery.after_restore import may_have_been_sent
from desk.delivery.attempts import TURN, Attempts
from desk.delivery.breaker import BACKOFF
from desk.delivery.outcome import Outcome
from desk.errors import (
    AssignedAnew,
    ChatAway,
    DeskError,
    MayNotGive,
    NotWhereItCameFrom,
    OutcomeUnknown,
    Refusal,
    TicketMoved,
    TicketNotYours,
)
from desk.model.assignments import latest_assignment
from desk.model.hand_back import may_not_give
from desk.model.people import Link
from desk.model.rules import check_may_send, sets_open
from desk.model.submissions import Submission, SubmissionState
from desk.model.tickets import Audit, Status, Ticket
from desk.ports.chat import Chat
from desk.ports.memory import Memory
from desk.ports.runtime import Clock
from desk.ports.tickets import TicketSystem, TimeEntry, Update, WriteResult

GRAIN = timedelta(seconds=2)
"""A stamp this young may stand for two changes: `updated_at` counts whole seconds."""
UPLOAD_LIVES = timedelta(minutes=50)
"""Zendesk keeps an unspent upload for 60 minutes."""

log = structlog.get_logger()


class Updates:
    def __init__(
        self,
        tickets: TicketSystem,
        chat: Chat,
        memory: Memory,
        connections: Connections,
        attempts: Attempts,
        outcome: Outcome,
        clock: Clock,
    ) -> None:
        self._tickets = tickets
        self._chat = chat
        self._memory = memory
        self._connections = connections
        self._clock = clock
        self._attempts = attempts
        self._outcome = outcome
        self._unrecorded: dict[str, Submission] = {}
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def record(self, submission: Submission) -> None:
        """The first step: the domain's own row; then people mentioned are called by their names, if the chat tells."""
        self._unrecorded[submission.id] = submission
        if await self._memory.submissions.get(submission.id) is None:
            await self._memory.submissions.add(submission)
            named = await self._with_names(submission)
            if named != submission:
                await self._memory.submissions.put(named)
        del self._unrecorded[submission.id]
        await self._outcome.touch_card(submission)

    async def attempt(self, submission_id: str) -> float | None:
        """One try. None when it is over; else the seconds to wait before the next.

        The engine asks for tries, and so may people: one at a time.
        """
        async with self._turns[submission_id]:
            wait = await self._attempt(submission_id)
        if wait is None:
            self._turns.pop(submission_id, None)
        return wait

    def hurry(self) -> None:
        """Whoever is asked next is asked at once, however long Zendesk was to be left alone."""
        self._attempts.hurry()

    async def _attempt(self, submission_id: str) -> float | None:
        submission = await may_have_been_sent(self._memory, await self._get(submission_id))
        if submission.state.is_final:
            await self._outcome.touch_card(submission)  # the process may have died before it could
            return None
        if submission.given_up_by:
            await self._give_up(submission)
            return None
        if self._is_behind(submission) or not await self._memory.submissions.is_next(submission):
            return self._turn(submission)
        return await self._attempts.make(
            lambda: self._try(submission),
            refused=lambda refusal: self._refuse(submission, refusal),
            held_up=lambda trouble: self._wait(submission, trouble),
        )

    async def _try(self, submission: Submission) -> float:
        """Zero when it is done. The stamp is read before the look: whatever lands between them makes the write fail."""
        link = await self._attempts.signer(submission.author, submission.accepted_at)
        ticket = await self._attempts.read(link, submission.ticket_id)
        audits = await self._attempts.signed(link, self._tickets.audits(link.agent.id, submission.ticket_id))
        if audit := _landed(audits, submission):
            await self._outcome.sent(submission, ticket, audit)
            return 0.0
        age = ticket.read_at - ticket.updated_at
        if age < GRAIN:
            return (GRAIN - age).total_seconds()
        link = await self._allowed(link, submission, ticket)
        _check_is_current(submission, ticket, audits)
        if _asks_nothing(submission, ticket):
            await self._outcome.sent(submission, ticket, None)
            return 0.0
        ready = await self._ready(link, submission, ticket)
        written = await self._write(link, ready, may_have_landed=submission.state.may_have_landed)
        await self._outcome.sent(ready, written.ticket, written.audit)
        return 0.0

    async def _give_up(self, submission: Submission) -> None:
        """One more look, for what has landed cannot be taken back; what may still land is refused with that warning."""
        try:
            link = await self._attempts.signer(submission.author, submission.accepted_at)
            ticket = await self._attempts.read(link, submission.ticket_id)
            if audit := _landed(await self._tickets.audits(link.agent.id, submission.ticket_id), submission):
                await self._outcome.sent(submission, ticket, audit)
                return
        except DeskError:
            log.info("submission.given_up_unseen", submission=submission.id)
        await self._refuse(submission, Refusal("You did not want to wait for Zendesk any longer."))

    def _is_behind(self, submission: Submission) -> bool:
        """An earlier one was accepted, but the database could not take it down yet."""
        earlier = [each for each in self._unrecorded.values() if each.ticket_id == submission.ticket_id]
        return any((each.accepted_at, each.id) < (submission.accepted_at, submission.id) for each in earlier)

    def _turn(self, submission: Submission) -> float:
        """Looks are soon rare: every one of them is kept in the engine's record."""
        waited = (self._clock() - submission.accepted_at).total_seconds()
        return min(max(TURN, waited / 10), BACKOFF[-1])

    async def _allowed(self, link: Link, submission: Submission, ticket: Ticket) -> Link:
        """The rules. The agent is read anew where what is remembered says no, or could do harm: R3, R5, R7 and R12."""
        agent = link.agent
        is_requester = ticket.requester_id == agent.id
        takes_a_licence = sets_open(agent, ticket) or submission.transfer or submission.seconds is not None
        if is_requester or takes_a_licence or not agent.belongs_to(ticket.group_id):
            link = await self._connections.refresh(link)
        check_may_send(link.agent, ticket, submission)
        return link

    async def _ready(self, link: Link, submission: Submission, ticket: Ticket) -> Submission:
        """What will be sent, stored before it is.

        A write that may have landed is made again with the same stamp: if it did land, the ticket has moved.
        """
        stamp, total = ticket.updated_at, _total(submission, ticket)
        if submission.state.may_have_landed and submission.stamp:
            stamp, total = submission.stamp, submission.total
        uploads, uploaded_at = submission.uploads, submission.uploaded_at
        if uploaded_at is None or self._clock() - uploaded_at >= UPLOAD_LIVES:
            uploads, uploaded_at = await self._upload(link, submission), self._clock()
        return await self._store(
            replace(
                submission,
                agent_id=link.agent.id,
                state=SubmissionState.SENDING,
                stamp=stamp,
                total=total,
                sets_open=sets_open(link.agent, ticket),
                uploads=uploads,
                uploaded_at=uploaded_at,
                trouble=None,
            )
        )

    async def _upload(self, link: Link, submission: Submission) -> tuple[str, ...]:
        files = [(file.name, file.media_type, await self._chat.fetch(file.url)) for file in submission.analysis.files]
        if overflow := await asyncio.to_thread(self._tickets.overflow, submission.analysis):
            files.append(("analysis.txt", "text/plain; charset=utf-8", overflow.encode()))
        return tuple([await self._tickets.upload(link.agent.id, *file) for file in files])

    async def _write(self, link: Link, submission: Submission, *, may_have_landed: bool = False) -> WriteResult:
        if submission.stamp is None:
            raise AssertionError("a submission is stamped before it is sent")
        update = Update(
            submission.id,
            submission.analysis,
            submission.stamp,
            submission.sets_open,
            submission.uploads,
            submission.transfer,
            _time(submission),
        )
        try:
            return await self._attempts.signed(link, self._tickets.update(link.agent.id, submission.ticket_id, update))
        except TicketNotYours as refusal:
            if submission.transfer is None or may_have_landed:
                raise
            # it was read a moment ago, so what is forbidden is where it should go
            raise MayNotGive(may_not_give(submission.transfer.name)) from refusal

    async def _refuse(self, before: Submission, refusal: Refusal) -> None:
        submission = await self._get(before.id)
        if submission.transfer and before.state.may_have_landed and isinstance(refusal, TicketNotYours):
            await self._outcome.handed_back_unseen(submission)
            return
        reason = str(refusal)
        if before.state.may_have_landed:
            what = "the note" if submission.has_note else "it"
            reason += f" The connection broke while it was sent: ask the vendor whether {what} is already there."
        await self._outcome.refused(submission, reason)

    async def _wait(self, before: Submission, trouble: DeskError) -> None:
        """Stores why it waits; a write that may have landed stays marked as such."""
        tried = await self._get(before.id)
        submission = replace(tried, state=before.state, stamp=before.stamp)  # this try wrote nothing, except:
        match trouble:
            case TicketMoved():
                submission = replace(submission, stamp=None)
            case OutcomeUnknown():
                submission = replace(tried, state=SubmissionState.UNKNOWN)
        await self._store(replace(submission, trouble=str(trouble)))

    async def _store(self, submission: Submission) -> Submission:
        await self._memory.submissions.put(submission)
        log.info("submission.state", submission=submission.id, state=submission.state, trouble=submission.trouble)
        return submission

    async def _get(self, submission_id: str) -> Submission:
        submission = await self._memory.submissions.get(submission_id)
        if submission is None:
            raise AssertionError("a submission is recorded before it is attempted")
        return submission

    async def _with_names(self, submission: Submission) -> Submission:
        analysis = submission.analysis
        mentioned = sorted(analysis.findings.mentions | analysis.advice.mentions)
        if not mentioned:
            return submission
        try:
            names = await self._chat.names(mentioned)
        except ChatAway:
            names = {}
        findings, advice = analysis.findings.naming(names), analysis.advice.naming(names)
        return replace(submission, analysis=replace(analysis, findings=findings, advice=advice))


def _landed(audits: Sequence[Audit], submission: Submission) -> Audit | None:
    """The audit that carries our id, if an earlier try got through."""
    return next((audit for audit in reversed(audits) if audit.submission == submission.id), None)


def _check_is_current(submission: Submission, ticket: Ticket, audits: Sequence[Audit]) -> None:
    """A hand-back that waited must not give back what the vendor assigned again since, nor give it to anybody else."""
    if submission.transfer is None or submission.assignment is None or ticket.group_id is None:
        return
    current = latest_assignment(audits, ticket.group_id, frozenset())
    if current and current.key != submission.assignment:
        raise AssignedAnew
    if current and current.from_group_id not in {None, submission.transfer.group_id}:
        raise NotWhereItCameFrom


def _asks_nothing(submission: Submission, ticket: Ticket) -> bool:
    """Somebody was faster in setting it Open."""
    wants_only_open = not submission.has_note and not submission.transfer and submission.seconds is None
    return wants_only_open and ticket.status is Status.OPEN


def _total(submission: Submission, ticket: Ticket) -> int | None:
    return None if submission.seconds is None else (ticket.spent or 0) + submission.seconds


def _time(submission: Submission) -> TimeEntry | None:
    if submission.seconds is None or submission.total is None:
        return None
    return TimeEntry(submission.total, submission.seconds)
