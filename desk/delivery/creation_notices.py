"""Telling the author, the card's thread and the admins about one new ticket. `Outbox` calls this."""

from desk.model.new_tickets import CreationState, NewTicket
from desk.model.posts import CreationRefused, Post, TicketCreated, in_parts
from desk.notices.admins import Admins
from desk.notices.threads import Threads
from desk.ports.runtime import Engine
from desk.posting.open_dialogs import OpenDialogs


class CreationNotices:
    def __init__(self, dialogs: OpenDialogs, threads: Threads, engine: Engine, admins: Admins) -> None:
        self._dialogs = dialogs
        self._threads = threads
        self._engine = engine
        self._admins = admins

    async def tell(self, new: NewTicket) -> None:
        """Tells everybody concerned how it ended, each of them once; the alarm comes first."""
        await self._alarm(new)
        shown = await self._dialogs.show_creation(new)
        if new.state is CreationState.REFUSED or new.ticket_id is None:
            await self._give_back(new)
            return
        message = TicketCreated(
            source_id=new.source_id,
            ticket_id=new.ticket_id,
            ticket_kind=new.kind,
            subject=new.subject,
            author=new.author,
            author_name=new.author_name,
            went_public=new.went_public,
            altered=new.altered,
        )
        await self._threads.tell(new.assignment, f"created:{new.id}", message)
        if not shown or new.queued_at or new.went_public:
            await self._engine.post(Post(f"outcome:{new.id}", new.author, message))

    async def _alarm(self, new: NewTicket) -> None:
        if new.went_public:
            text = (
                f"The description by {new.author_name} of {new.called} is PUBLIC in Zendesk although it was sent as "
                "internal. Open the ticket, make the comment internal and tell the vendor."
            )
            await self._admins.tell(f"public:{new.id}", text)
        if new.state is CreationState.REFUSED and new.may_be_there:
            text = (
                f"It is unknown whether the {new.kind} that {new.author_name} asked for from #{new.source_id} was "
                f"created: {new.refusal} Its external id in Zendesk would be partnerdesk:{new.id}."
            )
            await self._admins.tell(f"unknown:{new.id}", text)

    async def _give_back(self, new: NewTicket) -> None:
        """Sends reason and whole text by message, also when the dialog shows them: a dialog is easily closed."""
        parts = in_parts(new.plain)
        for number, part in enumerate(parts, start=1):
            message = CreationRefused(new.source_id, new.kind, new.refusal or "", part, number, len(parts))
            await self._engine.post(Post(f"outcome:{new.id}:{number}", new.author, message))

    async def show_queued(self, new: NewTicket) -> None:
        await self._dialogs.show_creation(new)

    async def tell_held_up(self, new: NewTicket) -> None:
        text = (
            f"The {new.kind} that {new.author_name} asked for from #{new.source_id} cannot be created because of an "
            "error in this bot. Nothing is lost and I keep trying; the log has the details under work.failed."
        )
        await self._admins.tell(f"held:{new.id}", text)
