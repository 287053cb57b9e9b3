"""Work that waits: a person sees it, tries it now, or gives it up and gets the text back."""

from datetime import timedelta

from desk.delivery.outbox import Outbox
from desk.errors import Refusal
from desk.model.new_tickets import NewTicket
from desk.model.people import Link
from desk.model.submissions import Submission
from desk.notices.admins import Admins
from desk.ports.memory import Memory
from desk.ports.runtime import Clock
from desk.posting.posting import Posting
from desk.screens.waiting_items import WaitingItem, Work, WorkKind, WorkRef, about, owner_of

LISTED = timedelta(days=7)
"""How long a message that was given up can still be posted by hand."""


class Waiting:
    def __init__(
        self,
        updates: Outbox[Submission],
        creations: Outbox[NewTicket],
        posting: Posting,
        memory: Memory,
        admins: Admins,
        clock: Clock,
    ) -> None:
        self._updates = updates
        self._creations = creations
        self._posting = posting
        self._memory = memory
        self._admins = admins
        self._clock = clock

    async def seen_by(self, user: str, link: Link | None) -> tuple[WaitingItem, ...]:
        """Notes, new tickets, messages; of each kind the oldest first.

        The person's own, and what concerns a ticket of their groups; for an admin everything, but without the number of
        a ticket that they may not see (R1).
        """
        is_admin = await self._is_admin(user)
        works: list[Work] = [
            *await self._memory.submissions.unfinished(),
            *await self._memory.new_tickets.unfinished(),
            *await self._memory.posts.waiting(self._clock() - LISTED),
        ]
        seen = [await self._as_seen(work, user, link, is_admin=is_admin) for work in works]
        return tuple(each for each in seen if each.names_ticket or each.in_hand)

    async def tidy(self) -> None:
        """Once a day: deletes what is no longer listed, because it may hold people's words."""
        await self._memory.posts.forget_given_up(self._clock() - LISTED)

    async def retry(self, user: str, link: Link | None, ref: WorkRef) -> WaitingItem:
        """Tries it now. Returns its state afterwards."""
        await self._check_in_hand(user, ref)
        match ref.kind:
            case WorkKind.NOTE:
                await self._updates.now(ref.id)
            case WorkKind.TICKET:
                await self._creations.now(ref.id)
            case WorkKind.POST:
                await self._posting.now(ref.id)
        return await self._now(user, link, ref)

    async def give_up(self, user: str, link: Link | None, ref: WorkRef) -> WaitingItem:
        """The author gets the text back, unless Zendesk has it already."""
        await self._check_in_hand(user, ref)
        match ref.kind:
            case WorkKind.NOTE:
                await self._memory.submissions.give_up(ref.id, user)
                await self._updates.now(ref.id)
            case WorkKind.TICKET:
                await self._memory.new_tickets.give_up(ref.id, user)
                await self._creations.now(ref.id)
            case WorkKind.POST:
                raise Refusal("This message of the bot holds no text of yours: it can only be posted again.")
        return await self._now(user, link, ref)

    async def _check_in_hand(self, user: str, ref: WorkRef) -> None:
        """Its author, the person a message goes to, and the partner's admins."""
        work = await self._work(ref)
        if work is None or not (owner_of(work) == user or await self._is_admin(user)):
            raise Refusal("Only its author or your partner admin can retry it or give it up.")

    async def _now(self, user: str, link: Link | None, ref: WorkRef) -> WaitingItem:
        work = await self._work(ref)
        if work is None:
            raise Refusal("No channel watches that group there any more, so the message is not posted.")
        return await self._as_seen(work, user, link, is_admin=await self._is_admin(user))

    async def _as_seen(self, work: Work, user: str, link: Link | None, *, is_admin: bool) -> WaitingItem:
        is_mine = owner_of(work) == user
        return WaitingItem(work, is_mine or await self._is_of_group(work, link), is_mine or is_admin)

    async def _is_of_group(self, work: Work, link: Link | None) -> bool:
        ticket_id = about(work)
        ticket = await self._memory.tickets.get(ticket_id) if ticket_id else None
        return bool(link and ticket and link.agent.belongs_to(ticket.group_id))

    async def _work(self, ref: WorkRef) -> Work | None:
        match ref.kind:
            case WorkKind.NOTE:
                return await self._memory.submissions.get(ref.id)
            case WorkKind.TICKET:
                return await self._memory.new_tickets.get(ref.id)
            case WorkKind.POST:
                return await self._memory.posts.get(ref.id)

    async def _is_admin(self, user: str) -> bool:
        return user in await self._admins.users()
