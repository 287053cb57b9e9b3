"""The vendor's Zendesk as the desk uses it."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from desk.errors import (
    AskedOtherwise,
    ConnectionLapsed,
    DeskError,
    KeyMissing,
    Rejected,
    TicketClosed,
    TicketMoved,
    TicketNotYours,
)
from desk.model.analysis import Analysis
from desk.model.people import Agent, Group, Licence
from desk.model.submissions import Transfer
from desk.model.tickets import Audit, Change, Comment, Status, Ticket
from desk.ports.tickets import Creation, Update, WriteResult
from tests.fakes.zendesk_world import ZendeskWorld

UPLOAD_LIVES = timedelta(minutes=60)
KEY_LIVES = timedelta(hours=2)
NOTE_HOLDS = 64_000


class FakeZendesk(ZendeskWorld):
    """Implements `desk.ports.tickets.TicketSystem`.

    Agents see the tickets of their own groups, or all if they are among `unrestricted`. `failing` gives, for each
    method, the errors of its next calls (None: this call succeeds); a note can also fail after it was stored, and
    `meanwhile` is called just before it is stored.
    """

    def __init__(self, clock: Callable[[], datetime]) -> None:
        super().__init__(clock)
        self.unrestricted: set[int] = set()
        self.keeps_to_own_groups = False
        """Whether agents may give tickets to their own groups only."""
        self.not_assignable: set[int] = set()
        self.revoked: set[int] = set()
        self.sealed_away: set[int] = set()
        """Agents whose tokens were sealed with a key that is missing."""
        self.unindexed: set[int] = set()
        """Tickets that search does not know yet."""
        self.requests: list[str] = []
        self.failing: dict[str, list[DeskError | None]] = {}
        self.failing_after_note: list[DeskError | None] = []
        self.failing_after_creation: list[DeskError | None] = []
        self.meanwhile: list[Callable[[], object]] = []
        self.away: DeskError | None = None
        self.gate: asyncio.Event | None = None
        """Answers wait until it is set."""
        self.at_the_gate = asyncio.Event()
        self.notes: list[tuple[int, Update]] = []
        """Every note that was asked for, with the agent who asked, stored or not."""
        self.uploads: dict[str, tuple[datetime, str, bytes]] = {}
        self.creations: list[tuple[int, Creation]] = []
        """Every new ticket that was asked for, with the agent who asked, made or not."""
        self.made: list[int] = []
        self.keys: dict[str, tuple[datetime, Creation, int]] = {}
        self.makes_public = False
        self.drops_comments = False
        self.has_time_fields = True
        self.alters: Callable[[str], str] = str

    async def whoami(self, actor: int) -> Agent:
        await self._asked(actor, "whoami")
        return self.agents[actor]

    async def members(self, actor: int, group_id: int) -> Sequence[Agent]:
        await self._asked(actor, "members")
        return [replace(agent, groups=()) for agent in self.agents.values() if agent.belongs_to(group_id)]

    async def names(self, actor: int, user_ids: Sequence[int]) -> Mapping[int, str]:
        await self._asked(actor, "names")
        return {user_id: self.agents[user_id].name for user_id in user_ids if user_id in self.agents}

    async def users(self, actor: int, user_ids: Sequence[int]) -> Sequence[Agent]:
        await self._asked(actor, "users")
        return [replace(self.agents[user_id], groups=()) for user_id in user_ids if user_id in self.agents]

    async def group(self, actor: int, group_id: int) -> Group:
        await self._asked(actor, "group")
        known = (group for agent in self.agents.values() for group in agent.groups if group.id == group_id)
        return next(known, Group(group_id, f"Group {group_id}"))

    async def assignable_groups(self, actor: int) -> Sequence[Group]:
        await self._asked(actor, "assignable_groups")
        return self._assignable(actor)

    async def assignable_agents(self, actor: int, group_id: int) -> frozenset[int]:
        await self._asked(actor, "assignable_agents")
        there = {agent.id for agent in self.agents.values() if agent.is_full and agent.belongs_to(group_id)}
        return frozenset(there - self.not_assignable)

    async def changed_since(self, actor: int, since: datetime) -> Sequence[Ticket]:
        await self._asked(actor, "changed_since")
        changed = [self._reading(each) for each in self.found.values() if self._sees(actor, each)]
        return sorted(
            (each for each in changed if each.updated_at >= since), key=lambda each: each.updated_at, reverse=True
        )

    async def ticket(self, actor: int, ticket_id: int) -> Ticket:
        await self._asked(actor, "ticket")
        return self._reading(self._visible(actor, ticket_id))

    async def tickets(self, actor: int, ticket_ids: Sequence[int]) -> Sequence[Ticket]:
        await self._asked(actor, "tickets")
        there = [self.found[ticket_id] for ticket_id in ticket_ids if ticket_id in self.found]
        return [self._reading(each) for each in there if self._sees(actor, each)]

    async def unsolved_in(self, actor: int, group_id: int) -> Sequence[int]:
        await self._asked(actor, "unsolved_in")
        return [
            each.id
            for each in self.found.values()
            if each.group_id == group_id
            and not each.status.is_done
            and self._sees(actor, each)
            and each.id not in self.unindexed
        ]

    async def audits(self, actor: int, ticket_id: int) -> Sequence[Audit]:
        await self._asked(actor, "audits")
        self._visible(actor, ticket_id)
        return list(self.history[ticket_id])

    async def update(self, actor: int, ticket_id: int, update: Update) -> WriteResult:
        self.notes.append((actor, update))
        await self._asked(actor, "update")
        if self.meanwhile:
            self.meanwhile.pop(0)()
        ticket = self._visible(actor, ticket_id)
        self._check_note(actor, ticket, update)
        audit = self._store_note(actor, ticket, update)
        if self.failing_after_note and (trouble := self.failing_after_note.pop(0)):
            raise trouble
        return WriteResult(self._reading(self.found[ticket_id]), audit)

    async def create_ticket(self, actor: int, creation: Creation) -> WriteResult:
        self.creations.append((actor, creation))
        await self._asked(actor, "create_ticket")
        now = self._clock()
        first = self.keys.get(creation.id)
        if first and now - first[0] < KEY_LIVES:
            if first[1] != creation:
                raise AskedOtherwise
            return self._made(first[2])
        if creation.group_id not in {None, *(group.id for group in self._assignable(actor))}:
            raise Rejected("Zendesk does not allow creating tickets.")
        ticket_id = self._store_ticket(actor, creation)
        self.keys[creation.id] = (now, creation, ticket_id)
        if self.failing_after_creation and (trouble := self.failing_after_creation.pop(0)):
            raise trouble
        return self._made(ticket_id)

    async def created_ticket(self, actor: int, creation_id: str) -> WriteResult | None:
        await self._asked(actor, "created_ticket")
        for ticket_id, audits in self.history.items():
            if audits[0].submission == creation_id and self._sees(actor, self.found[ticket_id]):
                return self._made(ticket_id)
        return None

    async def upload(self, actor: int, name: str, media_type: str, content: bytes) -> str:
        await self._asked(actor, "upload")
        assert media_type
        token = f"upload-{len(self.uploads) + 1}"
        self.uploads[token] = (self._clock(), name, content)
        return token

    def overflow(self, analysis: Analysis) -> str | None:
        return analysis.plain if len(analysis.plain.encode()) > NOTE_HOLDS else None

    def holds_whole(self, comment: Comment, analysis: Analysis) -> bool:
        return comment.text == analysis.plain

    def _store_ticket(self, actor: int, creation: Creation) -> int:
        agent, requester = self.agents[actor], creation.requester_id or actor
        ticket_id = 50001 + len(self.made)
        public = self.makes_public or (agent.licence is Licence.LIGHT and requester == actor)
        now = self._second()
        self.found[ticket_id] = Ticket(
            id=ticket_id,
            subject=creation.subject,
            status=Status.NEW,
            priority=None,
            group_id=creation.group_id,
            assignee_id=None,
            requester_id=requester,
            created_at=now,
            updated_at=now,
            read_at=now,
        )
        self.made.append(ticket_id)
        comment = self._comment(actor, self.alters(creation.comment.plain), public=public)
        kept = None if self.drops_comments else comment
        self._record(ticket_id, actor, kept, submission=creation.id)
        return ticket_id

    def _made(self, ticket_id: int) -> WriteResult:
        return WriteResult(self._reading(self.found[ticket_id]), self.history[ticket_id][0])

    def _check_note(self, actor: int, ticket: Ticket, update: Update) -> None:
        if ticket.status is Status.CLOSED:
            raise TicketClosed
        if ticket.updated_at != update.stamp:
            raise TicketMoved
        if update.set_open and not self.agents[actor].is_full:
            raise Rejected("Zendesk does not allow adding this note: a light agent set a status.")
        if update.transfer and not self._may_go(actor, update.transfer):
            raise TicketNotYours  # Zendesk answers 403 without a reason
        now = self._clock()
        if any(token not in self.uploads or now - self.uploads[token][0] > UPLOAD_LIVES for token in update.uploads):
            raise Rejected("Zendesk did not accept this: the upload is unknown or has expired.")

    def _store_note(self, actor: int, ticket: Ticket, update: Update) -> Audit:
        agent = self.agents[actor]
        trapped = (
            agent.licence is Licence.LIGHT and ticket.requester_id == actor and not agent.belongs_to(ticket.group_id)
        )
        text = self.alters(update.analysis.plain)
        comment = self._comment(actor, text, public=trapped or self.makes_public)
        changes: tuple[Change, ...] = ()
        if update.set_open and ticket.status is not Status.OPEN:
            changes = (Change("status", ticket.status.value, "open"),)
            self.found[ticket.id] = replace(ticket, status=Status.OPEN)
        if update.time:
            spent = self.found[ticket.id].spent
            changes += (Change("spent", str(spent), str(update.time.total)),)
            self.found[ticket.id] = replace(self.found[ticket.id], spent=update.time.total)
        if update.transfer:
            changes = (*changes, *self._transferred(ticket.id, update.transfer))
        kept = None if self.drops_comments or update.analysis.is_blank else comment
        return self._record(ticket.id, actor, kept, changes, update.submission_id)

    def _may_go(self, actor: int, transfer: Transfer) -> bool:
        allowed = not self.keeps_to_own_groups or self.agents[actor].belongs_to(transfer.group_id)
        return allowed and transfer.agent_id not in self.not_assignable

    def _transferred(self, ticket_id: int, transfer: Transfer) -> tuple[Change, ...]:
        before = self.found[ticket_id]
        self.found[ticket_id] = replace(before, group_id=transfer.group_id, assignee_id=transfer.agent_id)
        return (
            Change("group_id", str(before.group_id), str(transfer.group_id)),
            Change("assignee_id", None, str(transfer.agent_id) if transfer.agent_id else None),
        )

    async def _asked(self, actor: int, what: str) -> None:
        self.requests.append(what)
        if self.gate:
            self.at_the_gate.set()
            await self.gate.wait()
        if self.away:
            raise self.away
        if actor in self.sealed_away:
            raise KeyMissing
        if actor in self.revoked:
            raise ConnectionLapsed
        if (troubles := self.failing.get(what)) and (trouble := troubles.pop(0)):
            raise trouble

    def _assignable(self, actor: int) -> list[Group]:
        everybodys = {group.id: group for agent in self.agents.values() for group in agent.groups}
        mine = self.agents[actor].groups if self.keeps_to_own_groups else everybodys.values()
        return [group for group in mine if self.agents[actor].is_full]

    def _visible(self, actor: int, ticket_id: int) -> Ticket:
        ticket = self.found.get(ticket_id)
        if ticket is None or not self._sees(actor, ticket):
            raise TicketNotYours
        return ticket

    def _sees(self, actor: int, ticket: Ticket) -> bool:
        mine = ticket.requester_id == actor
        return mine or actor in self.unrestricted or self.agents[actor].belongs_to(ticket.group_id)

    def _reading(self, ticket: Ticket) -> Ticket:
        return replace(ticket, read_at=self._second())
