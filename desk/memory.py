"""What one desk remembers, in its own words: a small port for each kind of thing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from desk.assignments import Assignment, AssignmentKey
from desk.census import CensusTaker
from desk.holds import Hold
from desk.new_tickets import NewTicket
from desk.people import Agent, Group, Link, TokenPair
from desk.posts import Post, PostRecord
from desk.proposals import Proposal, ProposalState
from desk.submissions import Submission
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


class Posts(Protocol):
    async def intend(self, post: Post, executor: str, now: datetime) -> None:
        """Records the intent to post before it is tried; a later try renews it. A post that is done stays done."""
        ...

    async def done(self, key: str, channel: str, ts: str, revision: int | None) -> None: ...
    async def get(self, key: str) -> PostRecord | None: ...
    async def cards_of(self, key: AssignmentKey) -> Sequence[PostRecord]:
        """The cards of an assignment, also those of which it is not known yet whether they were posted (no `ts`)."""
        ...

    async def stale_cards(self) -> Sequence[PostRecord]:
        """Posted cards whose assignment has a newer revision than they show."""
        ...

    async def stale_proposals(self) -> Sequence[PostRecord]:
        """Posted messages about a proposal that has a newer revision than they show."""
        ...

    async def waiting(self, given_up_after: datetime) -> Sequence[PostRecord]:
        """Intended and not posted; what was given up longer ago is left out."""
        ...

    async def trouble(self, post: Post, trouble: str, given_up_at: datetime | None = None) -> None:
        """Keeps the whole message with the reason until it is done; one that was given up stays so until then."""
        ...

    async def forget_given_up(self, before: datetime) -> int:
        """Of what was given up before then, neither the message nor the intent is kept; tells how many."""
        ...

    async def drop(self, key: str) -> None:
        """Forgets the intent of a post that nobody wants any more. One that is done stays done."""
        ...


class Submissions(Protocol):
    async def add(self, submission: Submission) -> None:
        """Idempotent: a known id is left as it is."""
        ...

    async def get(self, submission_id: str) -> Submission | None: ...
    async def put(self, submission: Submission) -> None:
        """Stores everything but what `queued`, `give_up` and `internal_again` alone set."""
        ...

    async def internal_again(self, submission_id: str, at: datetime) -> None: ...
    async def give_up(self, submission_id: str, by: str) -> bool:
        """Marks that nobody waits for it any longer; False when it is finished or was given up already."""
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

    async def accepted_between(self, begin: datetime, end: datetime) -> Sequence[Submission]:
        """Oldest first; `end` is not included."""
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


class Proposals(Protocol):
    async def add(self, proposal: Proposal) -> bool:
        """False, and nothing is changed, while another proposal for the assignment waits."""
        ...

    async def get(self, proposal_id: str) -> Proposal | None: ...
    async def newest(self, assignments: Sequence[AssignmentKey]) -> Mapping[AssignmentKey, Proposal]: ...
    async def in_state(self, *states: ProposalState) -> Sequence[Proposal]:
        """Oldest first."""
        ...

    async def move(self, proposal: Proposal, before: ProposalState) -> bool:
        """Stores state, decision and reason, and makes the revision one greater, if it is still in `before`."""
        ...

    async def reminded(self, proposal_id: str, reminders: int) -> bool:
        """Counts the reminder of this number; True for the one who counts it."""
        ...


class NewTickets(Protocol):
    async def add(self, new: NewTicket) -> None:
        """Idempotent: a known id is left as it is."""
        ...

    async def get(self, new_id: str) -> NewTicket | None: ...
    async def put(self, new: NewTicket) -> None:
        """Stores everything but `queued_at` and `given_up_by`, which `queued` and `give_up` alone set."""
        ...

    async def give_up(self, new_id: str, by: str) -> bool:
        """Marks that nobody waits for it any longer; False when it is finished or was given up already."""
        ...

    async def queued(self, new_id: str, at: datetime) -> bool:
        """Marks that the author was told that it is queued; True the first time."""
        ...

    async def unfinished(self) -> Sequence[NewTicket]: ...
    async def of(self, assignment: AssignmentKey) -> Sequence[NewTicket]:
        """Oldest first."""
        ...

    async def accepted_between(self, begin: datetime, end: datetime) -> Sequence[NewTicket]:
        """Oldest first; `end` is not included."""
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
