"""What the desk needs from the world, in its own words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from desk.analyses import Analysis, Submission
from desk.assignments import Assignment, AssignmentKey
from desk.people import Agent, Group, Link, TokenPair
from desk.posts import Post, PostRecord
from desk.tickets import Audit, Comment, Ticket
from desk.watches import Watch


class Clock(Protocol):
    def __call__(self) -> datetime:
        """Now, in UTC."""
        ...


@dataclass(frozen=True)
class NoteUpdate:
    """The one update that stores an analysis; the same values give the same request, byte for byte."""

    submission_id: str
    analysis: Analysis
    stamp: datetime
    """The write is refused with `TicketMoved` when the ticket changed after this."""
    set_open: bool
    uploads: tuple[str, ...] = ()


@dataclass(frozen=True)
class WrittenNote:
    ticket: Ticket
    audit: Audit


class TicketSystem(Protocol):
    """The vendor's Zendesk. `actor` is the agent under whose own token a call runs (R4).

    Every call may raise `ConnectionLapsed`, `ZendeskAway`, `TicketNotYours` or `Rejected`.
    """

    async def whoami(self, actor: int) -> Agent: ...

    async def members(self, actor: int, group_id: int) -> Sequence[Agent]:
        """Every active agent of the group, without their groups."""
        ...

    async def names(self, actor: int, user_ids: Sequence[int]) -> Mapping[int, str]: ...

    async def changed_since(self, actor: int, since: datetime) -> Sequence[Ticket]:
        """Tickets the actor may see that changed at or after `since`, newest first; one request when few did."""
        ...

    async def ticket(self, actor: int, ticket_id: int) -> Ticket: ...

    async def tickets(self, actor: int, ticket_ids: Sequence[int]) -> Sequence[Ticket]:
        """Those of the tickets that exist and that the actor may see."""
        ...

    async def unsolved_in(self, actor: int, group_id: int) -> Sequence[int]:
        """Ticket ids by search, which is minutes late: read each again before acting on it."""
        ...

    async def audits(self, actor: int, ticket_id: int) -> Sequence[Audit]:
        """The whole history, oldest first."""
        ...

    async def add_note(self, actor: int, ticket_id: int, update: NoteUpdate) -> WrittenNote:
        """Adds one internal note. Also raises `TicketMoved`, `TicketClosed` and `OutcomeUnknown`."""
        ...

    async def upload(self, actor: int, name: str, media_type: str, content: bytes) -> str:
        """A token that stands for the file for an hour."""
        ...

    def overflow(self, analysis: Analysis) -> str | None:
        """The whole text, when it is longer than a note may be and has to ride along as a file."""
        ...

    def holds_whole(self, comment: Comment, analysis: Analysis) -> bool:
        """Whether the stored comment shows everything that was to be in the note."""
        ...


@dataclass(frozen=True)
class Grant:
    """What a finished sign-in gives: tokens that are exactly this agent."""

    agent: Agent
    tokens: TokenPair
    scopes: tuple[str, ...]


class SignIn(Protocol):
    """Zendesk's OAuth, authorization code with PKCE (S256)."""

    redirect_url: str
    comes_back: bool
    """Whether the browser comes back to the bot by itself, or the address is pasted."""

    def address(self, state: str, verifier: str) -> str:
        """Where the person's browser goes to consent."""
        ...

    async def redeem(self, code: str, verifier: str) -> Grant:
        """Raises `SignInFailed` or `ZendeskAway`."""
        ...

    async def revoke(self, agent_id: int) -> None:
        """Makes the agent's token worthless at Zendesk. Raises `ZendeskAway` when it could not be told."""
        ...


class Chat(Protocol):
    """Where partner users are. Calls raise `ChatAway`; posts also `PostUnknown` and `ChannelUnreachable`."""

    async def post(self, post: Post, thread: str | None) -> tuple[str, str]:
        """Posts once and tells where: channel and message id. Never retries by itself."""
        ...

    async def find(self, post: Post, since: datetime, thread: str | None) -> tuple[str, str] | None:
        """The place of this post if it is already there, told by its key."""
        ...

    async def redraw_card(self, record: PostRecord) -> None:
        """Draws the card anew in place."""
        ...

    async def show_outcome(self, submission: Submission) -> bool:
        """Replaces the author's "saving" dialog; False when they have closed it."""
        ...

    async def show_queued(self, submission: Submission) -> None: ...

    async def user_with_email(self, email: str) -> str | None: ...

    async def names(self, users: Sequence[str]) -> Mapping[str, str]:
        """What people are called in the chat; those who cannot be found are absent."""
        ...

    async def fetch(self, url: str) -> bytes:
        """The content of a file in the chat. Raises `FileGone`."""
        ...


class Engine(Protocol):
    """Carries work out even if we die: when a call returns, the work is on disk and will be done."""

    async def deliver(self, submission: Submission) -> None: ...

    async def post(self, post: Post) -> None: ...


@dataclass(frozen=True)
class SignInAttempt:
    """A sign-in that was begun. `state_hash` and not the state itself is kept; the verifier is sealed at rest."""

    state_hash: str
    user: str
    verifier: str
    expires_at: datetime
    wanted: str | None = None
    """The command that the person typed before connecting, to be carried out afterwards."""
    channel: str | None = None
    """Where they typed it."""


class Links(Protocol):
    async def get(self, user: str) -> Link | None: ...
    async def of_agent(self, agent_id: int) -> Link | None: ...
    async def all(self) -> Sequence[Link]: ...
    async def put(self, link: Link) -> None:
        """One user has one agent and one agent one user: an older link of either gives way."""
        ...

    async def remove(self, user: str) -> None: ...


class Tokens(Protocol):
    async def get(self, agent_id: int) -> TokenPair | None: ...
    async def put(self, agent_id: int, tokens: TokenPair) -> None:
        """On disk, sealed, when this returns."""
        ...

    async def remove(self, agent_id: int) -> None: ...


class SignIns(Protocol):
    async def add(self, attempt: SignInAttempt) -> None: ...
    async def get(self, state_hash: str) -> SignInAttempt | None:
        """Only a look: the attempt stays usable. Expired or used ones are None."""
        ...

    async def take(self, state_hash: str) -> SignInAttempt | None:
        """Hands an attempt out once; expired or used ones are None."""
        ...


class Watches(Protocol):
    async def all(self) -> Sequence[Watch]: ...
    async def of_channel(self, channel: str) -> Sequence[Watch]: ...
    async def of_group(self, group_id: int) -> Sequence[Watch]: ...
    async def put(self, watch: Watch) -> None: ...
    async def remove(self, channel: str, group_id: int) -> bool: ...
    async def trouble(self, channel: str, trouble: str | None) -> bool:
        """Sets or clears the trouble of a channel's watches; True when that is news."""
        ...


class SeenTickets(Protocol):
    """The last reading of each ticket that is, or was, in a watched group."""

    async def get(self, ticket_id: int) -> Ticket | None: ...
    async def many(self, ticket_ids: Sequence[int]) -> Mapping[int, Ticket]: ...
    async def put(self, ticket: Ticket) -> None: ...


class Assignments(Protocol):
    async def add(self, assignment: Assignment) -> bool:
        """True when it was not known yet."""
        ...

    async def get(self, key: AssignmentKey) -> Assignment | None: ...
    async def newest(self, ticket_id: int) -> Assignment | None: ...
    async def with_us(self) -> Sequence[Assignment]: ...
    async def change(self, assignment: Assignment) -> None:
        """Stores stage and asking, and makes the revision one greater."""
        ...


class Posts(Protocol):
    async def intend(self, post: Post, executor: str, now: datetime) -> None:
        """Records the intent to post before it is tried; a later try renews it. A post that is done stays done."""
        ...

    async def done(self, key: str, channel: str, ts: str, revision: int | None) -> None: ...
    async def get(self, key: str) -> PostRecord | None: ...
    async def cards_of(self, key: AssignmentKey) -> Sequence[PostRecord]:
        """The posted cards of an assignment."""
        ...

    async def stale_cards(self) -> Sequence[PostRecord]:
        """Posted cards whose assignment has a newer revision than they show."""
        ...

    async def waiting(self) -> Sequence[PostRecord]:
        """Intended and not posted."""
        ...

    async def trouble(self, key: str, trouble: str) -> None: ...


class Submissions(Protocol):
    async def add(self, submission: Submission) -> None:
        """Idempotent: a known id is left as it is."""
        ...

    async def get(self, submission_id: str) -> Submission | None: ...
    async def put(self, submission: Submission) -> None:
        """Stores everything but `queued_at`, which `queued` alone sets."""
        ...

    async def queued(self, submission_id: str, at: datetime) -> bool:
        """Marks that the author was told that it is queued; True the first time."""
        ...

    async def unfinished(self) -> Sequence[Submission]: ...
    async def is_next(self, submission: Submission) -> bool:
        """Whether no earlier submission for the same ticket is unfinished."""
        ...

    async def of(self, assignment: AssignmentKey) -> Sequence[Submission]:
        """Oldest first."""
        ...


class People(Protocol):
    """Names of Zendesk users met so far, so that they are asked for once."""

    async def names(self, user_ids: Sequence[int]) -> Mapping[int, str]: ...
    async def remember(self, names: Mapping[int, str]) -> None: ...


@dataclass(frozen=True)
class FeedState:
    """How the feed of one Zendesk account fares."""

    watermark: datetime | None = None
    """The newest `updated_at` that was dealt with."""
    polled_at: datetime | None = None
    """The last poll that went well."""
    trouble: str | None = None
    trouble_since: datetime | None = None
    admins_told: bool = False


class Feeds(Protocol):
    async def get(self) -> FeedState: ...
    async def put(self, state: FeedState) -> None: ...


class GroupMembers(Protocol):
    """The last reading of who is in a watched group."""

    async def get(self, group: Group) -> Sequence[Agent]: ...
    async def put(self, group: Group, members: Sequence[Agent]) -> None: ...


class Memory(Protocol):
    """Everything one desk remembers."""

    @property
    def links(self) -> Links: ...
    @property
    def tokens(self) -> Tokens: ...
    @property
    def sign_ins(self) -> SignIns: ...
    @property
    def watches(self) -> Watches: ...
    @property
    def tickets(self) -> SeenTickets: ...
    @property
    def assignments(self) -> Assignments: ...
    @property
    def posts(self) -> Posts: ...
    @property
    def submissions(self) -> Submissions: ...
    @property
    def people(self) -> People: ...
    @property
    def feeds(self) -> Feeds: ...
    @property
    def members(self) -> GroupMembers: ...
