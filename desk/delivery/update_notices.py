"""Telling the author, the card's thread and the admins about one submission. `Outbox` calls this."""

from dataclasses import replace

from desk.model.new_tickets import created_by, is_reference
from desk.model.posts import DeedDone, NoteRefused, NoteSaved, Post, ReferenceMissing, in_parts
from desk.model.submissions import Submission, SubmissionState
from desk.notices.admins import Admins
from desk.notices.budget import BudgetNotices
from desk.notices.threads import Threads
from desk.people.colleagues import full_agents
from desk.ports.memory import Memory
from desk.ports.runtime import Engine
from desk.posting.open_dialogs import OpenDialogs


class UpdateNotices:
    def __init__(
        self,
        dialogs: OpenDialogs,
        threads: Threads,
        memory: Memory,
        engine: Engine,
        admins: Admins,
        budgets: BudgetNotices,
    ) -> None:
        self._dialogs = dialogs
        self._threads = threads
        self._memory = memory
        self._engine = engine
        self._admins = admins
        self._budgets = budgets

    async def tell(self, submission: Submission) -> None:
        """Tells everybody concerned how it ended, each of them once; the alarm comes first."""
        if submission.went_public:
            text = (
                f"The note of {submission.author_name} on #{submission.ticket_id} is PUBLIC in Zendesk although it was "
                "sent as internal. Open the ticket, make the comment internal and tell the vendor."
            )
            await self._admins.tell(f"public:{submission.id}", text)
        if is_reference(submission.id):
            await self._tell_of_reference(submission)
            return
        shown = await self._dialogs.show_outcome(submission)
        if submission.state is SubmissionState.REFUSED:
            if not submission.proposal:  # else author and proposer are told when the proposal is opened again
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
        """The bot wrote this note, so people are told only if they have to do something (R2, R3, R9)."""
        if submission.state is SubmissionState.REFUSED:
            message = ReferenceMissing(submission.ticket_id, submission.refusal or "", submission.analysis.plain)
            await self._engine.post(Post(f"outcome:{submission.id}", submission.author, message))
        elif submission.left_status or submission.went_public:
            new = await self._memory.new_tickets.get(created_by(submission.id))
            saved = replace(await self._saved(submission), names=new.called if new else None)
            await self._tell_team(submission, saved)

    async def show_queued(self, submission: Submission) -> None:
        await self._dialogs.show_queued(submission)

    async def tell_held_up(self, submission: Submission) -> None:
        text = (
            f"The {submission.deed} of {submission.author_name} on #{submission.ticket_id} cannot be delivered because "
            "of an error in this bot. Nothing is lost and I keep trying; the log has the details under work.failed."
        )
        await self._admins.tell(f"held:{submission.id}", text)

    async def _tell_team(self, submission: Submission, message: NoteSaved | DeedDone) -> bool:
        """Posts in the card's thread; without a card, asks each full agent to set the ticket Open (R3).

        True if there is a thread.
        """
        if await self._threads.tell(submission.assignment, f"saved:{submission.id}", message):
            return True
        for user in message.full_agents if isinstance(message, NoteSaved) else ():
            await self._engine.post(Post(f"open:{submission.id}:{user}", user, message, submission.assignment))
        return False

    async def _give_back(self, submission: Submission) -> None:
        """Sends reason and whole text by message, also when the dialog shows them: a dialog is easily closed."""
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


def _did_nothing(submission: Submission) -> bool:
    """Another agent had already set the ticket Open, and people were told of that."""
    return not submission.has_note and submission.audit_id is None and not submission.unconfirmed
