"""What one desk stores: a small port for each kind of thing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from desk.model.assignments import Assignment, AssignmentKey
from desk.model.counts import Counts
from desk.model.holds import Hold
from desk.model.people import Agent, Group, Link, TokenPair
from desk.model.tickets import Ticket
from desk.model.watches import Watch
from desk.ports.outbox import NewTicketStore, PostStore, ProposalStore, SubmissionStore


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
    """The channel where they typed it."""


class LinkStore(Protocol):
    async def get(self, user: str) -> Link | None: ...
    async def of_agent(self, agent_id: int) -> Link | None: ...
    async def all(self) -> Sequence[Link]: ...
    async def put(self, link: Link) -> None:
        """One user has one agent, and one agent one user: this removes an older link of either."""
        ...

    async def remove(self, user: str) -> None: ...


class TokenStore(Protocol):
    async def get(self, agent_id: int) -> TokenPair | None: ...
    async def put(self, agent_id: int, tokens: TokenPair) -> None:
        """Stored on disk, sealed with the first key, when this returns."""
        ...

    async def keys_used(self) -> Mapping[int, int | None]:
        """By agent, the number of the key that opens the pair: 0 is the first; None when no key opens it."""
        ...

    async def remove(self, agent_id: int) -> None: ...


class SignInStore(Protocol):
    async def add(self, attempt: SignInAttempt) -> None: ...
    async def get(self, state_hash: str) -> SignInAttempt | None:
        """Reads the attempt, which stays usable. None when it expired or was used."""
        ...

    async def take(self, state_hash: str) -> SignInAttempt | None:
        """Uses the attempt up and returns it. None when it expired or was used."""
        ...


class WatchStore(Protocol):
    async def all(self) -> Sequence[Watch]: ...
    async def of_channel(self, channel: str) -> Sequence[Watch]: ...
    async def of_group(self, group_id: int) -> Sequence[Watch]: ...
    async def put(self, watch: Watch) -> None: ...
    async def remove(self, channel: str, group_id: int) -> bool: ...
    async def trouble(self, channel: str, trouble: str | None) -> bool:
        """Sets or clears the trouble of a channel's watches; True when that changes something."""
        ...


class SeenTicketStore(Protocol):
    """The last reading of each ticket that is or was in a watched group."""

    async def get(self, ticket_id: int) -> Ticket | None: ...
    async def many(self, ticket_ids: Sequence[int]) -> Mapping[int, Ticket]: ...
    async def put(self, ticket: Ticket) -> None: ...
    async def organizations(self) -> Mapping[int, str]:
        """Every organisation that a stored ticket belonged to, by its id."""
        ...


class AssignmentStore(Protocol):
    async def add(self, assignment: Assignment) -> bool:
        """True when it was not known yet."""
        ...

    async def get(self, key: AssignmentKey) -> Assignment | None: ...
    async def newest(self, ticket_id: int) -> Assignment | None: ...
    async def with_us(self) -> Sequence[Assignment]: ...
    async def change(self, assignment: Assignment) -> None:
        """Stores stage and asking, and makes the revision one greater."""
        ...


class HoldStore(Protocol):
    """Who holds which assignment; at most one person at a time."""

    async def take(self, hold: Hold) -> Hold:
        """The current hold after the call; belongs to another user if they were faster."""
        ...

    async def release(self, assignment: AssignmentKey, user: str, at: datetime) -> bool:
        """False when this user does not hold it."""
        ...

    async def current(self, assignments: Sequence[AssignmentKey]) -> Mapping[AssignmentKey, Hold]: ...
    async def held(self) -> Sequence[Hold]:
        """All current holds."""
        ...

    async def of(self, assignment: AssignmentKey) -> Sequence[Hold]:
        """Its history, oldest first."""
        ...


class PreferenceStore(Protocol):
    """What the partner chose, by name."""

    async def get(self, name: str) -> tuple[str, ...] | None:
        """None until a choice was made."""
        ...

    async def put(self, name: str, values: Sequence[str]) -> None: ...


class PokeStore(Protocol):
    """Marks of the webhook requests received lately, so that one request does not count twice."""

    async def add(self, marks: Sequence[str], now: datetime, forget: datetime) -> bool:
        """Stores the marks of one request; True if none of them was stored. Removes marks older than `forget`."""
        ...


@dataclass(frozen=True)
class Gap:
    """The time from a backup to its restore: a bot ran in it, and this database does not know what it did."""

    since: datetime
    until: datetime


class GapStore(Protocol):
    async def add(self, gap: Gap) -> None: ...
    async def after(self, moment: datetime) -> Gap | None:
        """From the first to the last gap that ended after this moment."""
        ...


class PeopleStore(Protocol):
    """Names of Zendesk users, so that each is asked for once."""

    async def names(self, user_ids: Sequence[int]) -> Mapping[int, str]: ...
    async def remember(self, names: Mapping[int, str]) -> None: ...


@dataclass(frozen=True)
class FeedState:
    """The state of the feed of one Zendesk account."""

    watermark: datetime | None = None
    """The newest `updated_at` that was handled."""
    polled_at: datetime | None = None
    """The last poll that succeeded."""
    trouble: str | None = None
    trouble_since: datetime | None = None
    admins_told: bool = False


class FeedStore(Protocol):
    async def get(self) -> FeedState: ...
    async def put(self, state: FeedState) -> None: ...


class GroupMemberStore(Protocol):
    """The last reading of who is in a watched group."""

    async def get(self, group: Group) -> Sequence[Agent]: ...
    async def put(self, group: Group, members: Sequence[Agent]) -> None: ...


class CountStore(Protocol):
    async def take(self) -> Counts: ...


class Memory(Protocol):
    """Everything that one desk stores."""

    @property
    def links(self) -> LinkStore: ...
    @property
    def tokens(self) -> TokenStore: ...
    @property
    def sign_ins(self) -> SignInStore: ...
    @property
    def watches(self) -> WatchStore: ...
    @property
    def tickets(self) -> SeenTicketStore: ...
    @property
    def assignments(self) -> AssignmentStore: ...
    @property
    def posts(self) -> PostStore: ...
    @property
    def submissions(self) -> SubmissionStore: ...
    @property
    def people(self) -> PeopleStore: ...
    @property
    def feeds(self) -> FeedStore: ...
    @property
    def members(self) -> GroupMemberStore: ...
    @property
    def holds(self) -> HoldStore: ...
    @property
    def proposals(self) -> ProposalStore: ...
    @property
    def new_tickets(self) -> NewTicketStore: ...
    @property
    def preferences(self) -> PreferenceStore: ...
    @property
    def pokes(self) -> PokeStore: ...
    @property
    def census(self) -> CountStore: ...
    @property
    def gaps(self) -> GapStore: ...
