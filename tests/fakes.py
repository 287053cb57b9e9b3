"""Fakes that keep state, one for each port."""

import asyncio
import heapq
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Protocol, TypeVar
from urllib.parse import parse_qs, urlencode, urlsplit

from desk.errors import (
    AskedOtherwise,
    ChannelUnreachable,
    ChatAway,
    ConnectionLapsed,
    DeskError,
    FileGone,
    KeyMissing,
    PostUnknown,
    Rejected,
    SignInFailed,
    TicketClosed,
    TicketMoved,
    TicketNotYours,
    ZendeskAway,
)
from desk.intake.pace import Room
from desk.model.analysis import Analysis
from desk.model.cards import Card, Content, ShownProposal
from desk.model.new_tickets import NewTicket
from desk.model.people import Agent, Group, Licence, TokenPair
from desk.model.posts import CardPosted, Message, Post, PostRecord, ProposalPosted
from desk.model.submissions import Submission, Transfer
from desk.model.tickets import Audit, Change, Comment, PrivacyChange, Status, Ticket
from desk.ports.runtime import PollOutcome
from desk.ports.sign_in import Grant
from desk.ports.tickets import Creation, Update, WriteResult


class FakeTokens:
    """Implements `desk.ports.memory.TokenStore`; `stored` tells in which order pairs came."""

    def __init__(self, *pairs: tuple[int, TokenPair]) -> None:
        self._pairs = dict(pairs)
        self.stored: list[TokenPair] = []

    async def get(self, agent_id: int) -> TokenPair | None:
        return self._pairs.get(agent_id)

    async def put(self, agent_id: int, tokens: TokenPair) -> None:
        self._pairs[agent_id] = tokens
        self.stored.append(tokens)

    async def keys_used(self) -> Mapping[int, int | None]:
        return dict.fromkeys(self._pairs, 0)

    async def remove(self, agent_id: int) -> None:
        self._pairs.pop(agent_id, None)


class FakePulse:
    """Implements `desk.ports.runtime.Pulse`."""

    def __init__(self) -> None:
        self.polls: list[PollOutcome] = []
        self.late_by: list[float] = []

    def polled(self, outcome: PollOutcome, took: timedelta) -> None:
        assert took >= timedelta()
        self.polls.append(outcome)

    def noticed(self, late_by: timedelta) -> None:
        self.late_by.append(late_by.total_seconds())


class FakeAllowance:
    """Implements `desk.intake.pace.Allowance`."""

    def __init__(self) -> None:
        self.left: Room | None = None

    def room(self) -> Room | None:
        return self.left


class FakeClock:
    """Implements `desk.ports.runtime.Clock`: time stands still until a test moves it."""

    def __init__(self) -> None:
        self._now = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
        self._passed = 0.0

    def __call__(self) -> datetime:
        return self.now

    @property
    def now(self) -> datetime:
        return self._now

    @now.setter
    def now(self, moment: datetime) -> None:
        self._passed += max((moment - self._now).total_seconds(), 0.0)
        self._now = moment

    def stopwatch(self) -> float:
        """Implements `desk.ports.runtime.Stopwatch`: goes on while the clock does, and stays when it is put back."""
        return self._passed

    def advance(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


UPLOAD_LIVES = timedelta(minutes=60)
KEY_LIVES = timedelta(hours=2)
NOTE_HOLDS = 64_000


class FakeZendesk:
    """Implements `desk.ports.tickets.TicketSystem`; its other methods are what people do in Zendesk.

    Agents see the tickets of their own groups, or all if they are among `unrestricted`. `updated_at` counts whole
    seconds. `failing` gives, for each method, the errors of its next calls (None: this one goes well); a note can also
    fail after it was stored, or meet whatever `meanwhile` does just before it is.
    """

    def __init__(self, clock: FakeClock) -> None:
        self._clock = clock
        self._ids = count(9001)
        self._comment_ids = count(70001)
        self.agents: dict[int, Agent] = {}
        self.unrestricted: set[int] = set()
        self.keeps_to_own_groups = False
        """Whether agents may give tickets to their own groups only."""
        self.not_assignable: set[int] = set()
        self.revoked: set[int] = set()
        self.sealed_away: set[int] = set()
        """Agents whose tokens no key opens."""
        self.found: dict[int, Ticket] = {}
        self.history: dict[int, list[Audit]] = {}
        self.unindexed: set[int] = set()
        """Tickets that search does not know yet."""
        self.requests: list[str] = []
        self.failing: dict[str, list[DeskError | None]] = {}
        self.failing_after_note: list[DeskError | None] = []
        self.meanwhile: list[Callable[[], object]] = []
        self.away: DeskError | None = None
        self.gate: asyncio.Event | None = None
        """Closed: answers wait for it."""
        self.at_the_gate = asyncio.Event()
        self.notes: list[tuple[int, Update]] = []
        """Every note that was asked for, by whom, stored or not."""
        self.uploads: dict[str, tuple[datetime, str, bytes]] = {}
        self.creations: list[tuple[int, Creation]] = []
        """Every new ticket that was asked for, by whom, made or not."""
        self.made: list[int] = []
        self.keys: dict[str, tuple[datetime, Creation, int]] = {}
        self.failing_after_creation: list[DeskError | None] = []
        self.makes_public = False
        self.drops_comments = False
        self.has_time_fields = True
        self.alters: Callable[[str], str] = str

    # What people do

    def hire(self, agent: Agent) -> Agent:
        self.agents[agent.id] = agent
        return agent

    def create(self, ticket_id: int, group: Group, by: int, **values: object) -> Ticket:
        now = self._second()
        ticket = Ticket(
            id=ticket_id,
            subject=f"Subject of {ticket_id}",
            status=Status.OPEN,
            priority="high",
            group_id=group.id,
            assignee_id=None,
            requester_id=31,
            created_at=now,
            updated_at=now,
            read_at=now,
            group=group.name,
        )
        self.found[ticket_id] = replace(ticket, **values)  # type: ignore[arg-type]
        self._record(ticket_id, by, changes=(Change("group_id", None, str(group.id)),))
        return self.found[ticket_id]

    def assign(self, ticket_id: int, group: Group, by: int, note: str | None = None) -> Audit:
        before = self.found[ticket_id].group_id
        self.found[ticket_id] = replace(self.found[ticket_id], group_id=group.id, group=group.name)
        change = Change("group_id", str(before) if before else None, str(group.id))
        return self._record(ticket_id, by, self._comment(by, note) if note else None, (change,))

    def hold(self, ticket_id: int, agent: int | None, by: int) -> Audit:
        """The ticket is somebody's, or nobody's."""
        before = self.found[ticket_id].assignee_id
        self.found[ticket_id] = replace(self.found[ticket_id], assignee_id=agent)
        change = Change("assignee_id", str(before) if before else None, str(agent) if agent else None)
        return self._record(ticket_id, by, changes=(change,))

    def comment(self, ticket_id: int, by: int, text: str, *, public: bool = False) -> Audit:
        return self._record(ticket_id, by, self._comment(by, text, public=public))

    def make_internal(self, ticket_id: int, by: int) -> Audit:
        """The newest public comment."""
        comments = [audit.comment for audit in self.history[ticket_id] if audit.comment and audit.comment.public]
        audit = self._record(ticket_id, by)
        told = replace(audit, privacy=(PrivacyChange(comments[-1].id or 0, public=False),))
        self.history[ticket_id][-1] = told
        return told

    def set_status(self, ticket_id: int, status: Status, by: int) -> Audit:
        change = Change("status", self.found[ticket_id].status.value, status.value)
        self.found[ticket_id] = replace(self.found[ticket_id], status=status)
        return self._record(ticket_id, by, changes=(change,))

    def rename(self, ticket_id: int, subject: str, by: int) -> Audit:
        change = Change("subject", self.found[ticket_id].subject, subject)
        self.found[ticket_id] = replace(self.found[ticket_id], subject=subject)
        return self._record(ticket_id, by, changes=(change,))

    def record(self, ticket_id: int, by: int, changes: tuple[Change, ...]) -> Audit:
        """Changes of fields that the other deeds do not make."""
        return self._record(ticket_id, by, changes=changes)

    def change_licence(self, agent_id: int, licence: Licence) -> None:
        self.agents[agent_id] = replace(self.agents[agent_id], licence=licence)

    def regroup(self, agent_id: int, *groups: Group) -> None:
        self.agents[agent_id] = replace(self.agents[agent_id], groups=groups)

    def notes_on(self, ticket_id: int) -> list[str]:
        """The texts of the notes that we stored."""
        return [audit.comment.text for audit in self.history[ticket_id] if audit.submission and audit.comment]

    # What the desk does

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

    async def records_time(self, actor: int) -> bool:
        await self._asked(actor, "records_time")
        return self.has_time_fields

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
            raise TicketNotYours  # a bare 403, which does not say what it is about
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

    def _record(
        self,
        ticket_id: int,
        by: int,
        comment: Comment | None = None,
        changes: tuple[Change, ...] = (),
        submission: str | None = None,
    ) -> Audit:
        now = self._second()
        audit = Audit(next(self._ids), ticket_id, now, by, comment, changes, submission)
        self.history.setdefault(ticket_id, []).append(audit)
        self.found[ticket_id] = replace(self.found[ticket_id], updated_at=now)
        return audit

    def _comment(self, by: int, text: str, *, public: bool = False) -> Comment:
        return Comment(by, text, f"<p>{text}</p>", public, next(self._comment_ids))

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

    def _second(self) -> datetime:
        return self._clock().replace(microsecond=0)


@dataclass(frozen=True)
class Posted:
    post: Post
    thread: str | None
    channel: str
    ts: str

    @property
    def message(self) -> Message:
        return self.post.message


class FakeChat:
    """Implements `desk.ports.chat.Chat`: what it was given, and the ways in which it fails."""

    def __init__(self) -> None:
        self._ts = count(1)
        self.posted: list[Posted] = []
        self.away: ChatAway | None = None
        self.losing_answers = 0
        """How many of the next posts are made without an answer."""
        self.losing_posts = 0
        """How many of the next posts get lost on their way, without an answer."""
        self.unreachable: dict[str, str] = {}
        self.refuses_posts: dict[str, str] = {}
        """By channel, which can be reached all the same."""
        self.mistakes: dict[str, Exception] = {}
        """By key of a card: what goes wrong when it is drawn anew."""
        self.looks: list[str] = []
        self.redrawn: list[str] = []
        self.open_screens: set[str] = set()
        self.queued: list[Submission] = []
        self.outcomes: list[Submission] = []
        self.creations: list[NewTicket] = []
        """What the dialogs that ask for new tickets were given to show."""
        self.people: dict[str, str] = {}
        self.emails: dict[str, str] = {}
        self.files: dict[str, bytes] = {}

    def texts_to(self, to: str) -> list[str]:
        """Kinds of the messages that were posted there."""
        return [each.message.kind for each in self.posted if each.post.to == to]

    def messages_to(self, to: str) -> list[Message]:
        return [each.message for each in self.posted if each.post.to == to]

    @property
    def keys(self) -> list[str]:
        return [each.post.key for each in self.posted]

    async def post(self, post: Post, content: Content, thread: str | None) -> tuple[str, str]:
        assert (content is not None) == isinstance(post.message, CardPosted | ProposalPosted)
        self._reach(post.to)
        if post.to in self.refuses_posts:
            raise ChannelUnreachable(self.refuses_posts[post.to])
        if self.losing_posts:
            self.losing_posts -= 1
            raise PostUnknown
        channel = f"D-{post.to}" if post.to.startswith("U") else post.to
        made = Posted(post, thread, channel, f"{next(self._ts)}.000")
        self.posted.append(made)
        if self.losing_answers:
            self.losing_answers -= 1
            raise PostUnknown
        return made.channel, made.ts

    async def find(
        self, post: Post, since: datetime, thread: str | None, until: datetime | None = None
    ) -> tuple[str, str] | None:
        assert since.tzinfo
        assert until is None or until >= since
        self._reach(post.to)
        self.looks.append(post.key)
        there = (each for each in self.posted if each.post.key == post.key and each.thread == thread)
        return next(((each.channel, each.ts) for each in there), None)

    async def redraw(self, record: PostRecord, content: Card | ShownProposal) -> None:
        assert isinstance(content, ShownProposal) == bool(record.proposal)
        self._reach(record.to)
        if mistake := self.mistakes.get(record.key):
            raise mistake
        self.redrawn.append(record.key)

    async def show_outcome(self, submission: Submission) -> bool:
        self._reach(submission.author)
        if submission.screen not in self.open_screens:
            return False
        self.outcomes.append(submission)
        return True

    async def show_creation(self, new: NewTicket) -> bool:
        self._reach(new.author)
        if new.screen not in self.open_screens:
            return False
        self.creations.append(new)
        return True

    async def show_queued(self, submission: Submission) -> None:
        self._reach(submission.author)
        self.queued.append(submission)

    async def look_at(self, channel: str) -> None:
        self._reach(channel)

    async def user_with_email(self, email: str) -> str | None:
        return self.emails.get(email)

    async def names(self, users: Sequence[str]) -> Mapping[str, str]:
        self._reach("")
        return {user: self.people[user] for user in users if user in self.people}

    async def fetch(self, url: str) -> bytes:
        self._reach("")
        if url not in self.files:
            raise FileGone
        return self.files[url]

    def _reach(self, to: str) -> None:
        if self.away:
            raise self.away
        if to in self.unreachable:
            raise ChannelUnreachable(self.unreachable[to])


Order_contra = TypeVar("Order_contra", contravariant=True)


class Carrier(Protocol[Order_contra]):
    async def record(self, order: Order_contra, /) -> None: ...
    async def attempt(self, order_id: str, /) -> float | None: ...
    async def tell(self, order_id: str, /) -> None: ...


class Speaker(Protocol):
    async def attempt(self, post: Post) -> float | None: ...


class Crash(BaseException):
    """The process dies here."""


What = TypeVar("What")


@dataclass(order=True)
class Work:
    due: datetime
    number: int
    name: str = field(compare=False)
    what: Submission | NewTicket | Post = field(compare=False)
    step: int = field(default=0, compare=False)


class FakeEngine:
    """Implements `desk.ports.runtime.Engine`: the same name twice is one piece of work, done when a test says `run`."""

    def __init__(self, clock: FakeClock) -> None:
        self._clock = clock
        self._numbers = count()
        self._known: set[str] = set()
        self._waiting: list[Work] = []
        self.updates: Carrier[Submission] | None = None
        self.creations: Carrier[NewTicket] | None = None
        self.posting: Speaker | None = None
        self.refuses: DeskError | None = None
        self.waits: list[float] = []
        self.mistakes: list[Exception] = []

    async def deliver(self, submission: Submission) -> None:
        self._begin(submission.id, submission)

    async def create(self, new: NewTicket) -> None:
        self._begin(new.id, new)

    async def post(self, post: Post) -> None:
        self._begin(f"post:{post.key}", post)

    @property
    def names(self) -> list[str]:
        """Of everything that was begun and is not done."""
        return [work.name for work in sorted(self._waiting)]

    def knows(self, name: str) -> bool:
        return name in self._known

    def forget(self) -> None:
        """The engine's file is lost."""
        self._known.clear()
        self._waiting.clear()

    def saved(self) -> tuple[set[str], list[Work]]:
        """The engine's file as it is now, for `put_back`."""
        return set(self._known), list(self._waiting)

    def put_back(self, saved: tuple[set[str], list[Work]]) -> None:
        known, waiting = saved
        self._known, self._waiting = set(known), list(waiting)

    async def run(self, seconds: float = 3600.0) -> None:
        """Does all work that is due within this time, which passes as far as it is needed."""
        until = self._clock() + timedelta(seconds=seconds)
        while self._waiting and self._waiting[0].due <= until:
            await self.do_next()

    async def do_next(self) -> None:
        """One step, if there is one. What dies with a `Crash` is done again from that step."""
        if not self._waiting:
            return
        work = self._waiting[0]
        self._clock.now = max(self._clock.now, work.due)
        wait = await self._step(work)
        heapq.heappop(self._waiting)
        if wait is not None:
            self.waits.append(wait)
            self._again(replace(work, due=self._clock() + timedelta(seconds=wait)))
        elif not isinstance(work.what, Post) and work.step < 2:
            self._again(replace(work, due=self._clock(), step=work.step + 1))

    async def _step(self, work: Work) -> float | None:
        try:
            return await self._done(work)
        except Exception as mistake:  # noqa: BLE001 - as the real one: tried again later
            self.mistakes.append(mistake)
            return 60.0

    async def _done(self, work: Work) -> float | None:
        if isinstance(work.what, Post):
            assert self.posting, "nobody posts"
            return await self.posting.attempt(work.what)
        if isinstance(work.what, NewTicket):
            assert self.creations, "nobody creates"
            return await self._carried(self.creations, work.what, work.what.id, work.step)
        assert self.updates, "nobody delivers"
        return await self._carried(self.updates, work.what, work.what.id, work.step)

    async def _carried(self, carrier: Carrier[What], what: What, name: str, step: int) -> float | None:
        if step == 1:
            return await carrier.attempt(name)
        await (carrier.record(what) if step == 0 else carrier.tell(name))
        return None

    def _begin(self, name: str, what: Submission | NewTicket | Post) -> None:
        if self.refuses:
            raise self.refuses
        if name not in self._known:
            self._known.add(name)
            self._again(Work(self._clock(), next(self._numbers), name, what))

    def _again(self, work: Work) -> None:
        heapq.heappush(self._waiting, work)


class FakeSignIn:
    """Implements `desk.ports.sign_in.SignIn`: `consent` is what the person's browser does."""

    redirect_url = "http://127.0.0.1:19780/zendesk/callback"
    comes_back = False

    def __init__(self) -> None:
        self._numbers = count(1)
        self._codes: dict[str, tuple[Agent, str]] = {}
        self.revoked: list[int] = []
        self.away: DeskError | None = None

    def consent(self, address: str, agent: Agent) -> tuple[str, str]:
        """The state and the code that the browser brings back."""
        asked = parse_qs(urlsplit(address).query)
        code = f"code-{next(self._numbers)}"
        self._codes[code] = (agent, asked["verifier"][0])
        return asked["state"][0], code

    def address(self, state: str, verifier: str) -> str:
        return "https://vendor.example/oauth?" + urlencode({"state": state, "verifier": verifier})

    async def redeem(self, code: str, verifier: str) -> Grant:
        if self.away:
            raise self.away
        agent, expected = self._codes.pop(code, (None, ""))
        if agent is None or verifier != expected:
            raise SignInFailed
        return Grant(agent, TokenPair(f"access of {code}", f"refresh of {code}", None, None), ("read",))

    async def revoke(self, agent_id: int) -> None:
        if self.away:
            raise self.away
        self.revoked.append(agent_id)


@contextmanager
def away(place: FakeZendesk | FakeSignIn, trouble: DeskError | None = None) -> Iterator[None]:
    """While this lasts, Zendesk does not answer."""
    place.away = trouble or ZendeskAway()
    yield
    place.away = None
