"""Seeing a submission through: trying, and telling its author, the card's thread and the admins how it went."""

import asyncio
from datetime import timedelta

from desk.admins import Admins
from desk.colleagues import full_agents
from desk.delivery import Delivery
from desk.errors import DeskError
from desk.memory import Memory
from desk.ports import Chat, Clock, Engine
from desk.posts import DeedDone, NoteRefused, NoteSaved, Post
from desk.submissions import Submission, SubmissionState

PATIENCE = timedelta(seconds=3)
"""How long the author looks at "saving" before being told that the note is queued."""
DIALOG_SETTLES = timedelta(seconds=1)
"""The chat may still be drawing "saving"; a newer drawing that overtakes it would be drawn over."""


MESSAGE_HOLDS = 8_000
"""Characters of a text that one message surely takes."""


class Courier:
    def __init__(
        self, delivery: Delivery, chat: Chat, memory: Memory, engine: Engine, admins: Admins, clock: Clock
    ) -> None:
        self._delivery = delivery
        self._chat = chat
        self._memory = memory
        self._engine = engine
        self._admins = admins
        self._clock = clock

    async def record(self, submission: Submission) -> None:
        await self._delivery.record(submission)

    async def attempt(self, submission_id: str) -> float | None:
        """One try, as `Delivery.attempt`; whoever waits longer than `PATIENCE` is told that it is queued."""
        attempt = asyncio.ensure_future(self._delivery.attempt(submission_id))
        try:
            await asyncio.wait({attempt}, timeout=PATIENCE.total_seconds())
            if not attempt.done():
                await self._tell_queued(submission_id)
            wait = await attempt
        except Exception:
            await self._tell_held_up(submission_id)
            raise
        finally:
            attempt.cancel()
        if wait is not None and await self._takes_long(submission_id, wait):
            await self._tell_queued(submission_id)
        return wait

    async def tell(self, submission_id: str) -> None:
        """Everybody who has to know, each once; the alarm first."""
        submission = await self._get(submission_id)
        if submission.went_public:
            text = (
                f"The note of {submission.author_name} on #{submission.ticket_id} is PUBLIC in Zendesk although it was "
                "sent as internal. Open the ticket, make the comment internal and tell the vendor."
            )
            await self._admins.tell(f"public:{submission.id}", text)
        shown = await self._shown(submission)
        if submission.state is SubmissionState.REFUSED:
            if not submission.proposal:  # else both who are concerned hear of it where the proposal is opened again
                await self._give_back(submission)
            return
        if _did_nothing(submission):
            return
        message = await (self._saved(submission) if submission.has_note else self._done(submission))
        in_thread = await self._tell_team(submission, message)
        seen = shown or (in_thread and submission.screen is None and not submission.has_note)
        if not seen or submission.queued_at or submission.went_public or submission.unconfirmed:
            await self._engine.post(Post(f"outcome:{submission.id}", submission.author, message))
        if submission.proposal and (proposal := await self._memory.proposals.get(submission.proposal)):
            await self._engine.post(Post(f"proposer:{submission.id}", proposal.by, message))

    async def _tell_held_up(self, submission_id: str) -> None:
        """A mistake of ours: the work is tried again, and author and admins know that it waits."""
        submission = await self._get(submission_id)
        await self._tell_queued(submission_id)
        text = (
            f"The {submission.deed} of {submission.author_name} on #{submission.ticket_id} cannot be delivered because "
            "of a mistake of mine. Nothing is lost and I keep trying; the log has the details under work.failed."
        )
        await self._admins.tell(f"held:{submission_id}", text)

    async def _tell_team(self, submission: Submission, message: NoteSaved | DeedDone) -> bool:
        """In the card's thread; without a card, those who have to set the ticket Open are asked one by one (R3).

        Tells whether there is a thread.
        """
        cards = await self._memory.posts.cards_of(submission.assignment) if submission.assignment else ()
        for card in cards:
            key = f"saved:{submission.id}:{card.to}"
            await self._engine.post(Post(key, card.to, message, submission.assignment, in_thread=True))
        asked = message.full_agents if isinstance(message, NoteSaved) else ()
        for user in () if cards else asked:
            await self._engine.post(Post(f"open:{submission.id}:{user}", user, message, submission.assignment))
        return bool(cards)

    async def _takes_long(self, submission_id: str, wait: float) -> bool:
        waited = self._clock() - (await self._get(submission_id)).accepted_at
        return waited + timedelta(seconds=wait) > PATIENCE

    async def _tell_queued(self, submission_id: str) -> None:
        try:
            if await self._memory.submissions.queued(submission_id, self._clock()):
                submission = await self._get(submission_id)
                await self._settle(submission)
                await self._chat.show_queued(submission)
        except DeskError:
            return  # whatever could not be shown now, the outcome is told by message

    async def _shown(self, submission: Submission) -> bool:
        if submission.screen is None:
            return False
        await self._settle(submission)
        try:
            return await self._chat.show_outcome(submission)
        except DeskError:
            return False

    async def _settle(self, submission: Submission) -> None:
        unsettled = submission.accepted_at + DIALOG_SETTLES - self._clock()
        await asyncio.sleep(min(max(unsettled, timedelta()), DIALOG_SETTLES).total_seconds())

    async def _give_back(self, submission: Submission) -> None:
        """Reason and whole text, however long, even when the dialog shows them: a dialog is gone with one click."""
        text = submission.analysis.plain
        parts = [text[start : start + MESSAGE_HOLDS] for start in range(0, len(text), MESSAGE_HOLDS)] or [""]
        for number, part in enumerate(parts, start=1):
            message = NoteRefused(
                submission.ticket_id, submission.refusal or "", part, number, len(parts), submission.deed
            )
            await self._engine.post(Post(f"outcome:{submission.id}:{number}", submission.author, message))

    async def _saved(self, submission: Submission) -> NoteSaved:
        ticket = await self._memory.tickets.get(submission.ticket_id)
        return NoteSaved(
            ticket_id=submission.ticket_id,
            subject=ticket.subject if ticket else "",
            author=submission.author,
            author_name=submission.author_name,
            left_status=submission.left_status,
            went_public=submission.went_public,
            full_agents=await self._full_agents(submission) if submission.left_status else (),
            altered=submission.altered,
            to=submission.transfer.name if submission.transfer else None,
            unconfirmed=submission.unconfirmed,
        )

    async def _done(self, submission: Submission) -> DeedDone:
        ticket = await self._memory.tickets.get(submission.ticket_id)
        return DeedDone(
            ticket_id=submission.ticket_id,
            subject=ticket.subject if ticket else "",
            author=submission.author,
            author_name=submission.author_name,
            to=submission.transfer.name if submission.transfer else None,
            unconfirmed=submission.unconfirmed,
        )

    async def _full_agents(self, submission: Submission) -> tuple[str, ...]:
        ticket = await self._memory.tickets.get(submission.ticket_id)
        agents = await full_agents(self._memory, ticket.group_id) if ticket else ()
        return tuple(link.user for link in agents)

    async def _get(self, submission_id: str) -> Submission:
        submission = await self._memory.submissions.get(submission_id)
        if submission is None:
            raise AssertionError("a submission is recorded before it is told of")
        return submission


def _did_nothing(submission: Submission) -> bool:
    """Somebody was faster, and everybody has heard of that."""
    return not submission.has_note and submission.audit_id is None and not submission.unconfirmed
