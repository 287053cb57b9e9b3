"""Seeing a new ticket through: trying, and telling its author, the card's thread and the admins how it went."""

from desk.delivery.creations import Creations
from desk.delivery.outbox import Patience
from desk.errors import DeskError
from desk.model.new_tickets import CreationState, NewTicket
from desk.model.posts import CreationRefused, Post, TicketCreated, in_parts
from desk.notices.admins import Admins
from desk.ports.chat import Chat
from desk.ports.memory import Memory
from desk.ports.runtime import Clock, Engine


class CreationNotices:
    def __init__(
        self,
        creating: Creations,
        chat: Chat,
        memory: Memory,
        engine: Engine,
        admins: Admins,
        patience: Patience,
        clock: Clock,
    ) -> None:
        self._creating = creating
        self._chat = chat
        self._memory = memory
        self._engine = engine
        self._admins = admins
        self._clock = clock
        self._patience = patience

    async def record(self, new: NewTicket) -> None:
        await self._creating.record(new)

    async def attempt(self, new_id: str) -> float | None:
        """One try, as `Creating.attempt`; whoever has to wait for it is told that it is queued."""
        new = await self._get(new_id)
        return await self._patience.attend(
            self._creating.attempt(new_id),
            new.accepted_at,
            tell_queued=lambda: self._tell_queued(new_id),
            tell_held_up=lambda: self._tell_held_up(new_id),
        )

    async def now(self, new_id: str) -> None:
        """A try that a person asks for, out of turn."""
        if not (await self._get(new_id)).state.is_final:
            self._creating.hurry()
            if await self._creating.attempt(new_id) is None:
                await self.tell(new_id)

    async def tell(self, new_id: str) -> None:
        """Everybody who has to know, each once; the alarm first."""
        new = await self._get(new_id)
        await self._alarm(new)
        shown = await self._patience.shown(new.screen, new.accepted_at, lambda: self._chat.show_creation(new))
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
        for card in await self._memory.posts.cards_of(new.assignment) if new.assignment else ():
            key = f"created:{new.id}:{card.to}"
            await self._engine.post(Post(key, card.to, message, new.assignment, in_thread=True))
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
        """Reason and whole text, however long, even when the dialog shows them: a dialog is gone with one click."""
        parts = in_parts(new.plain)
        for number, part in enumerate(parts, start=1):
            message = CreationRefused(new.source_id, new.kind, new.refusal or "", part, number, len(parts))
            await self._engine.post(Post(f"outcome:{new.id}:{number}", new.author, message))

    async def _tell_queued(self, new_id: str) -> None:
        try:
            if await self._memory.new_tickets.queued(new_id, self._clock()):
                new = await self._get(new_id)
                await self._patience.settle(new.accepted_at)
                await self._chat.show_creation(new)
        except DeskError:
            return  # whatever could not be shown now, the outcome is told by message

    async def _tell_held_up(self, new_id: str) -> None:
        """A mistake of ours: the work is tried again, and author and admins know that it waits."""
        new = await self._get(new_id)
        await self._tell_queued(new_id)
        text = (
            f"The {new.kind} that {new.author_name} asked for from #{new.source_id} cannot be created because of an "
            "error in this bot. Nothing is lost and I keep trying; the log has the details under work.failed."
        )
        await self._admins.tell(f"held:{new_id}", text)

    async def _get(self, new_id: str) -> NewTicket:
        new = await self._memory.new_tickets.get(new_id)
        if new is None:
            raise AssertionError("a new ticket is recorded before it is told of")
        return new
