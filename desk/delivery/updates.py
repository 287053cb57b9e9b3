"""Sending one submission to Zendesk as one update, exactly once (docs/adr/005-one-update-exactly-once.md).

The protocol: read the ticket and its audits, look for our id, write against the ticket's stamp, check the returned
audit. Every state is stored before the step that depends on it. `Outbox` calls this.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

import structlog

from desk.delivery.attempts import Attempts
from desk.delivery.outcome import Outcome
from desk.delivery.uploads import Uploads
from desk.errors import (
    AssignedAnew,
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
from desk.model.tickets import STAMP_GRAIN, Audit, Status, Ticket
from desk.ports.outbox import SubmissionStore
from desk.ports.tickets import TicketSystem, TimeEntry, Update, WriteResult

log = structlog.get_logger()


class Updates:
    def __init__(
        self,
        tickets: TicketSystem,
        submissions: SubmissionStore,
        attempts: Attempts,
        outcome: Outcome,
        uploads: Uploads,
    ) -> None:
        self._tickets = tickets
        self._submissions = submissions
        self._attempts = attempts
        self._outcome = outcome
        self._uploads = uploads

    async def recorded(self, submission: Submission) -> None:
        await self._outcome.touch_card(submission)

    async def is_turn(self, submission: Submission, unstored: Collection[Submission]) -> bool:
        """Notes reach a ticket in the order in which they were accepted."""
        place = (submission.accepted_at, submission.id)
        if any(each.ticket_id == submission.ticket_id and (each.accepted_at, each.id) < place for each in unstored):
            return False
        return await self._submissions.is_next(submission)

    async def send(self, submission: Submission) -> float:
        """Reads the stamp before it looks: a change that comes between the two makes the write fail."""
        link, ticket, audits = await self._read(submission)
        if audit := _landed(audits, submission):
            await self._outcome.sent(submission, ticket, audit)
            return 0.0
        age = ticket.read_at - ticket.updated_at
        if age < STAMP_GRAIN:
            return (STAMP_GRAIN - age).total_seconds()
        link = await self._allowed(link, submission, ticket)
        _check_is_current(submission, ticket, audits)
        if _asks_nothing(submission, ticket):
            await self._outcome.sent(submission, ticket, None)
            return 0.0
        ready = await self._ready(link, submission, ticket)
        written = await self._write(link, ready, _stamp(submission, ticket), submission.state)
        await self.landed(ready, written)
        return 0.0

    async def look(self, submission: Submission) -> WriteResult | None:
        _, ticket, audits = await self._read(submission)
        audit = _landed(audits, submission)
        return WriteResult(ticket, audit) if audit else None

    async def landed(self, submission: Submission, written: WriteResult) -> None:
        await self._outcome.sent(submission, written.ticket, written.audit)

    async def refuse(self, before: Submission, tried: Submission, refusal: Refusal) -> None:
        """A write that may have succeeded before is refused with that warning."""
        if tried.transfer and before.state.may_have_landed and isinstance(refusal, TicketNotYours):
            await self._outcome.handed_back_unseen(tried)
            return
        reason = str(refusal)
        if before.state.may_have_landed:
            what = "the note" if tried.has_note else "it"
            reason += f" The connection broke while it was sent: ask the vendor whether {what} is already there."
        await self._outcome.refused(tried, reason)

    async def wait(self, before: Submission, tried: Submission, trouble: DeskError) -> None:
        """A write that may have succeeded stays marked as such."""
        submission = replace(tried, state=before.state, stamp=before.stamp)  # this try wrote nothing, except:
        match trouble:
            case TicketMoved():
                submission = replace(submission, stamp=None)
            case OutcomeUnknown():
                submission = replace(tried, state=SubmissionState.UNKNOWN)
        await self._store(replace(submission, trouble=str(trouble)))

    async def conclude(self, submission: Submission) -> None:
        await self._outcome.touch_card(submission)

    async def _read(self, submission: Submission) -> tuple[Link, Ticket, Sequence[Audit]]:
        link = await self._attempts.signer(submission.author, submission.accepted_at)
        ticket = await self._attempts.read(link, submission.ticket_id)
        audits = await self._attempts.signed(link, self._tickets.audits(link.agent.id, submission.ticket_id))
        return link, ticket, audits

    async def _allowed(self, link: Link, submission: Submission, ticket: Ticket) -> Link:
        """Checks the rules. Reads the agent again if stored data forbids it or could do harm (R3, R5, R7, R12)."""
        agent = link.agent
        is_requester = ticket.requester_id == agent.id
        takes_a_licence = sets_open(agent, ticket) or submission.transfer or submission.seconds is not None
        if is_requester or takes_a_licence or not agent.belongs_to(ticket.group_id):
            link = await self._attempts.refreshed(link)
        check_may_send(link.agent, ticket, submission)
        return link

    async def _ready(self, link: Link, submission: Submission, ticket: Ticket) -> Submission:
        """The submission as it will be sent; stored before it is sent."""
        submission = await self._uploads.ready(link, submission)
        return await self._store(
            replace(
                submission,
                agent_id=link.agent.id,
                state=SubmissionState.SENDING,
                stamp=_stamp(submission, ticket),
                total=_total(submission, ticket),
                sets_open=sets_open(link.agent, ticket),
                trouble=None,
            )
        )

    async def _write(self, link: Link, submission: Submission, stamp: datetime, before: SubmissionState) -> WriteResult:
        update = Update(
            submission.id,
            submission.analysis,
            stamp,
            submission.sets_open,
            submission.uploads,
            submission.transfer,
            _time(submission),
        )
        try:
            return await self._attempts.signed(link, self._tickets.update(link.agent.id, submission.ticket_id, update))
        except TicketNotYours as refusal:
            if submission.transfer is None or before.may_have_landed:
                raise
            # the ticket was read a moment ago, so the target of the hand-back is what Zendesk forbids
            raise MayNotGive(may_not_give(submission.transfer.name)) from refusal

    async def _store(self, submission: Submission) -> Submission:
        await self._submissions.put(submission)
        log.info("submission.state", submission=submission.id, state=submission.state, trouble=submission.trouble)
        return submission


def _landed(audits: Sequence[Audit], submission: Submission) -> Audit | None:
    """The audit that carries the submission's id, if an earlier try succeeded."""
    return next((audit for audit in reversed(audits) if audit.submission == submission.id), None)


def _check_is_current(submission: Submission, ticket: Ticket, audits: Sequence[Audit]) -> None:
    """A hand-back that waited must not return a ticket that the vendor has assigned again since, nor give it to another
    group than the one it came from.
    """
    if submission.transfer is None or submission.assignment is None or ticket.group_id is None:
        return
    current = latest_assignment(audits, ticket.group_id, frozenset())
    if current and current.key != submission.assignment:
        raise AssignedAnew
    if current and current.from_group_id not in {None, submission.transfer.group_id}:
        raise NotWhereItCameFrom


def _asks_nothing(submission: Submission, ticket: Ticket) -> bool:
    """Another agent has already set the ticket Open."""
    wants_only_open = not submission.has_note and not submission.transfer and submission.seconds is None
    return wants_only_open and ticket.status is Status.OPEN


def _stamp(submission: Submission, ticket: Ticket) -> datetime:
    """A write that may have succeeded is repeated with its own stamp: if it did succeed, that stamp is outdated."""
    if submission.state.may_have_landed and submission.stamp:
        return submission.stamp
    return ticket.updated_at


def _total(submission: Submission, ticket: Ticket) -> int | None:
    """Seconds on the ticket after the write; belongs to the stamp, and a repeated write keeps both."""
    if submission.state.may_have_landed and submission.stamp:
        return submission.total
    return None if submission.seconds is None else (ticket.spent or 0) + submission.seconds


def _time(submission: Submission) -> TimeEntry | None:
    if submission.seconds is None or submission.total is None:
        return None
    return TimeEntry(submission.total, submission.seconds)
