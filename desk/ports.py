"""What the desk needs from the world, in its own words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from desk.analyses import Analysis
from desk.new_tickets import Kind, NewTicket
from desk.people import Agent, Group, TokenPair
from desk.posts import Post, PostRecord
from desk.submissions import Submission, Transfer
from desk.tickets import Audit, Comment, Ticket


class Clock(Protocol):
    def __call__(self) -> datetime:
        """Now, in UTC."""
        ...


@dataclass(frozen=True)
class TimeEntry:
    """In seconds: the total with this entry in it, and the entry."""

    total: int
    spent: int


@dataclass(frozen=True)
class Update:
    """The one update that carries a submission out; the same values give the same request, byte for byte."""

    submission_id: str
    analysis: Analysis
    """Blank: no note is added."""
    stamp: datetime
    """The write is refused with `TicketMoved` when the ticket changed after this."""
    set_open: bool = False
    uploads: tuple[str, ...] = ()
    transfer: Transfer | None = None
    time: TimeEntry | None = None


@dataclass(frozen=True)
class Creation:
    """A ticket to be made; the same values give the same request, byte for byte."""

    id: str
    """Idempotency key and external id."""
    kind: Kind
    subject: str
    comment: Analysis
    requester_id: int | None
    organization_id: int | None
    group_id: int | None


@dataclass(frozen=True)
class Written:
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

    async def users(self, actor: int, user_ids: Sequence[int]) -> Sequence[Agent]:
        """Those of the users that Zendesk still knows, without their groups; who left has no licence."""
        ...

    async def group(self, actor: int, group_id: int) -> Group: ...

    async def assignable_groups(self, actor: int) -> Sequence[Group]:
        """The groups that the actor may give a ticket to."""
        ...

    async def assignable_agents(self, actor: int, group_id: int) -> frozenset[int]:
        """Whom the actor may give a ticket to in this group."""
        ...

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

    async def update(self, actor: int, ticket_id: int, update: Update) -> Written:
        """All of it or nothing; a note is internal. Also raises `TicketMoved`, `TicketClosed` and `OutcomeUnknown`."""
        ...

    async def create_ticket(self, actor: int, creation: Creation) -> Written:
        """A ticket whose first comment is internal. The same id again within two hours is the same ticket.

        Also raises `OutcomeUnknown`.
        """
        ...

    async def created_ticket(self, actor: int, creation_id: str) -> Written | None:
        """The ticket that was made under this id, if the actor may see it."""
        ...

    async def records_time(self, actor: int) -> bool:
        """Whether the vendor's Zendesk has the two fields for time spent."""
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

    async def find(
        self, post: Post, since: datetime, thread: str | None, until: datetime | None = None
    ) -> tuple[str, str] | None:
        """The place of this post if it was made in this time, told by its key."""
        ...

    async def redraw_card(self, record: PostRecord) -> None:
        """Draws the card anew in place."""
        ...

    async def redraw_proposal(self, record: PostRecord) -> None:
        """Draws the message about a proposal anew, as that stands now."""
        ...

    async def show_outcome(self, submission: Submission) -> bool:
        """Replaces the author's "saving" dialog; False when they have closed it."""
        ...

    async def show_queued(self, submission: Submission) -> None: ...

    async def show_creation(self, new: NewTicket) -> bool:
        """Replaces the author's "creating" dialog by how far it is; False when they have closed it."""
        ...

    async def look_at(self, channel: str) -> None:
        """Raises `ChannelUnreachable` when nothing could be posted there."""
        ...

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

    async def create(self, new: NewTicket) -> None: ...

    async def post(self, post: Post) -> None: ...


class PollOutcome(StrEnum):
    WELL = "well"
    AWAY = "zendesk away"
    SLOWED = "slowed down"
    NOBODY = "nobody connected"
    TROUBLE = "other trouble"


class Pulse(Protocol):
    """Told how the reading of Zendesk fares, for whoever watches over the bot."""

    def polled(self, outcome: PollOutcome, took: timedelta) -> None: ...

    def noticed(self, late_by: timedelta) -> None:
        """A change of one of our tickets was seen, so long after it was made."""
        ...
