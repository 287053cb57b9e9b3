"""How a submission ended: what is stored then, and what the card shows."""

import asyncio
from dataclasses import replace

import structlog

from desk.model.assignments import AssignmentKey, Stage
from desk.model.submissions import Submission, SubmissionState
from desk.model.tickets import Audit, Status, Ticket
from desk.ports.memory import Memory
from desk.ports.runtime import Clock
from desk.ports.tickets import TicketSystem

log = structlog.get_logger()


async def touch_card(memory: Memory, key: AssignmentKey | None) -> None:
    """Marks the assignment as changed, so that its card is drawn again."""
    if key and (assignment := await memory.assignments.get(key)):
        await memory.assignments.change(assignment)


class Outcome:
    def __init__(self, tickets: TicketSystem, memory: Memory, clock: Clock) -> None:
        self._tickets = tickets
        self._memory = memory
        self._clock = clock

    async def sent(self, submission: Submission, ticket: Ticket, audit: Audit | None) -> None:
        """`audit` is None when there was nothing to write."""
        comment = audit.comment if audit else None
        as_sent = await self._is_as_sent(submission, audit)
        await self._store(
            replace(
                submission,
                state=SubmissionState.SENT,
                audit_id=audit.id if audit else None,
                stored_text=comment.text if comment else None,
                went_public=bool(comment and comment.public),
                altered=not as_sent,
                left_status=None if ticket.status is Status.OPEN else ticket.status,
            )
        )
        await self._keep_up(submission, ticket)
        log.info("submission.sent", submission=submission.id, ticket=submission.ticket_id, audit=audit and audit.id)
        if not as_sent:
            log.error("submission.not_as_sent", submission=submission.id, ticket=submission.ticket_id)
        if comment and comment.public:
            log.error("submission.went_public", submission=submission.id, ticket=submission.ticket_id)

    async def handed_back_unseen(self, submission: Submission) -> None:
        """The answer was lost and Zendesk no longer shows us the ticket, as after a hand-back that succeeded."""
        await self._store(replace(submission, state=SubmissionState.SENT, unconfirmed=True))
        await self._keep_up(submission, None)
        log.error("submission.unconfirmed", submission=submission.id, ticket=submission.ticket_id)

    async def refused(self, submission: Submission, reason: str) -> None:
        await self._store(replace(submission, state=SubmissionState.REFUSED, refusal=reason))

    async def touch_card(self, submission: Submission) -> None:
        await touch_card(self._memory, submission.assignment)

    async def _is_as_sent(self, submission: Submission, audit: Audit | None) -> bool:
        """Whether Zendesk stored the requested text under the author's own name (R4)."""
        if audit is None:
            return True
        comment, ours = audit.comment, audit.submission == submission.id
        if not submission.has_note or comment is None:
            return ours and not submission.has_note
        whole = await asyncio.to_thread(self._tickets.holds_whole, comment, submission.analysis)
        return ours and whole and comment.author_id == submission.agent_id

    async def _keep_up(self, submission: Submission, ticket: Ticket | None) -> None:
        """Stores the ticket's new state for its card; a ticket that was handed back has left us, and its hold ends."""
        known = await self._memory.tickets.get(submission.ticket_id)
        if known and ticket and not submission.transfer:
            now = replace(known, status=ticket.status, label=ticket.label, spent=ticket.spent)
            await self._memory.tickets.put(now)
        if submission.assignment and submission.transfer:
            await self._let_go(submission.assignment)

    async def _let_go(self, key: AssignmentKey) -> None:
        if hold := (await self._memory.holds.current([key])).get(key):
            await self._memory.holds.release(key, hold.user, self._clock())
        if assignment := await self._memory.assignments.get(key):
            await self._memory.assignments.change(replace(assignment, stage=Stage.LEFT))

    async def _store(self, submission: Submission) -> None:
        ended = replace(submission, trouble=None, finished_at=self._clock())
        await self._memory.submissions.put(ended)
        log.info("submission.state", submission=ended.id, state=ended.state)
