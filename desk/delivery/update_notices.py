"""Seeing a submission through: trying, and telling its author, the card's thread and the admins how it went."""

from dataclasses import replace

from desk.delivery.outbox import Patience
from desk.delivery.updates import Updates
from desk.errors import DeskError
from desk.model.new_tickets import created_by, is_reference
from desk.model.posts import DeedDone, NoteRefused, NoteSaved, Post, ReferenceMissing, in_parts
from desk.model.submissions import Submission, SubmissionState
from desk.notices.admins import Admins
from desk.notices.budget import BudgetNotices
from desk.people.colleagues import full_agents
from desk.ports.chat import Chat
from desk.ports.memory import Memory
from desk.ports.runtime import Clock, Engine


class UpdateNotices:
    def __init__(  # noqa: PLR0913, PLR0917 - joined once, in desk/assembly.py
        self,
        delivery: Updates,
        chat: Chat,
        memory: Memory,
        engine: Engine,
        admins: Admins,
        budgets: BudgetNotices,
        patience: Patience,
        clock: Clock,
    ) -> None:
        self._delivery = delivery
        self._chat = chat
        self._memory = memory
        self._engine = engine
        self._admins = admins
        self._budgets = budgets
        self._clock = clock
        self._patience = patience

    async def record(self, submission: Submission) -> None:
        await self._delivery.record(submission)

    async def attempt(self, submission_id: str) -> float | None:
        """One try, as `Delivery.attempt`; whoever has to wait for it is told that it is queued."""
        submission = await self._get(submission_id)
        return await self._patience.attend(
            self._delivery.attempt(submission_id),
            submission.accepted_at,
            tell_queued=lambda: self._tell_queued(submission_id),
            tell_held_up=lambda: self._tell_held_up(submission_id),
        )

    async def now(self, submission_id: str) -> None:
        """A try that a person asks for, out of turn."""
        if not (await self._get(submission_id)).state.is_final:
            self._delivery.hurry()
            if await self._delivery.attempt(submission_id) is None:
                await self.tell(submission_id)

    async def tell(self, submission_id: str) -> None:
        """Everybody who has to know, each once; the alarm first."""
        submission = await self._get(submission_id)
        if submission.went_public:
            text = (
                f"The note of {submission.author_name} on #{submission.ticket_id} is PUBLIC in Zendesk although it was "
                "sent as internal. Open the ticket, make the comment internal and tell the vendor."
            )
            await self._admins.tell(f"public:{submission.id}", text)
        if is_reference(submission.id):
            await self._tell_of_reference(submission)
            return
        shown = await self._patience.shown(
            submission.screen, submission.accepted_at, lambda: self._chat.show_outcome(submission)
        )
        if submission.state is SubmissionState.REFUSED:
            if not submission.proposal:  # else both who are concerned hear of it where the proposal is opened again
                await self._give_back(submission)
            return
        if _did_nothing(submission):
            return
        message = await (self._saved(submission) if submission.has_note else self._done(submission))
        in_thread = await self._tell_team(submission, message)
        await self._budgets.after(submission)
        seen = shown or (in_thread and submission.screen is None and not submission.has_note)
        if not seen or submission.queued_at or submission.went_public or submission.unconfirmed:
            await self._engine.post(Post(f"outcome:{submission.id}", submission.author, message))
        if submission.proposal and (proposal := await self._memory.proposals.get(submission.proposal)):
            await self._engine.post(Post(f"proposer:{submission.id}", proposal.by, message))

    async def _tell_of_reference(self, submission: Submission) -> None:
        """Nobody wrote it, so it is told only where somebody has to do something about it (R2, R3, R9)."""
        if submission.state is SubmissionState.REFUSED:
            message = ReferenceMissing(submission.ticket_id, submission.refusal or "", submission.analysis.plain)
            await self._engine.post(Post(f"outcome:{submission.id}", submission.author, message))
        elif submission.left_status or submission.went_public:
            new = await self._memory.new_tickets.get(created_by(submission.id))
            saved = replace(await self._saved(submission), names=new.called if new else None)
            await self._tell_team(submission, saved)

    async def _tell_held_up(self, submission_id: str) -> None:
        """A mistake of ours: the work is tried again, and author and admins know that it waits."""
        submission = await self._get(submission_id)
        await self._tell_queued(submission_id)
        text = (
            f"The {submission.deed} of {submission.author_name} on #{submission.ticket_id} cannot be delivered because "
            "of an error in this bot. Nothing is lost and I keep trying; the log has the details under work.failed."
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

    async def _tell_queued(self, submission_id: str) -> None:
        try:
            if await self._memory.submissions.queued(submission_id, self._clock()):
                submission = await self._get(submission_id)
                await self._patience.settle(submission.accepted_at)
                await self._chat.show_queued(submission)
        except DeskError:
            return  # whatever could not be shown now, the outcome is told by message

    async def _give_back(self, submission: Submission) -> None:
        """Reason and whole text, however long, even when the dialog shows them: a dialog is gone with one click."""
        parts = in_parts(submission.analysis.plain)
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
