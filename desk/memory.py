"""What one desk remembers, in its own words: a small port for each kind of thing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from desk.assignments import Assignment, AssignmentKey
from desk.census import CensusTaker
from desk.holds import Hold
from desk.outgoing import NewTickets, Posts, Proposals, Submissions
from desk.people import Agent, Group, Link, TokenPair
from desk.tickets import Ticket
from desk.watches import Watch


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
        """On disk, sealed with the first key, when this returns."""
        ...

    async def keys_used(self) -> Mapping[int, int | None]:
        """By agent, which of the keys opens the pair: 0 is the first; None when none does."""
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
    async def organizations(self) -> Mapping[int, str]:
        """Every organisation that one of them was seen with, by its id."""
        ...


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


class Holds(Protocol):
    """Who works on which assignment; at most one person at a time."""

    async def take(self, hold: Hold) -> Hold:
        """Whoever holds it when this returns: the one who asked, or somebody who was faster."""
        ...

    async def release(self, assignment: AssignmentKey, user: str, at: datetime) -> bool:
        """False when this user does not hold it."""
        ...

    async def current(self, assignments: Sequence[AssignmentKey]) -> Mapping[AssignmentKey, Hold]: ...
    async def held(self) -> Sequence[Hold]:
        """Everything that is held at the moment."""
        ...

    async def of(self, assignment: AssignmentKey) -> Sequence[Hold]:
        """Its history, oldest first."""
        ...


class Preferences(Protocol):
    """What the partner chose for itself, by name."""

    async def get(self, name: str) -> tuple[str, ...] | None:
        """None while nobody chose."""
        ...

    async def put(self, name: str, values: Sequence[str]) -> None: ...


class Pokes(Protocol):
    """What Zendesk's webhook told us lately, so that the same word does not count twice."""

    async def add(self, marks: Sequence[str], now: datetime, forget: datetime) -> bool:
        """Remembers the marks of one request; True if none of them was known. Older ones than `forget` are dropped."""
        ...


@dataclass(frozen=True)
class Gap:
    """From a backup to its restore: a bot was at work, and this database knows nothing of what it did."""

    since: datetime
    until: datetime


class Gaps(Protocol):
    async def add(self, gap: Gap) -> None: ...
    async def after(self, moment: datetime) -> Gap | None:
        """From the first to the last of the gaps that ended after it."""
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
    @property
    def holds(self) -> Holds: ...
    @property
    def proposals(self) -> Proposals: ...
    @property
    def new_tickets(self) -> NewTickets: ...
    @property
    def preferences(self) -> Preferences: ...
    @property
    def pokes(self) -> Pokes: ...
    @property
    def census(self) -> CensusTaker: ...
    @property
    def gaps(self) -> Gaps: ...
