"""The vendor's Zendesk, as the desk needs it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from desk.model.analysis import Analysis
from desk.model.new_tickets import TicketKind
from desk.model.people import Agent, Group
from desk.model.submissions import Transfer
from desk.model.tickets import Audit, Comment, Ticket


@dataclass(frozen=True)
class TimeEntry:
    """In seconds: the total including this entry, and the entry."""

    total: int
    spent: int


@dataclass(frozen=True)
class Update:
    """The one update that carries a submission; equal values give the same request, byte for byte."""

    submission_id: str
    analysis: Analysis
    """Blank: no note is added."""
    stamp: datetime
    """Raises `TicketMoved` when the ticket changed after this moment."""
    set_open: bool = False
    uploads: tuple[str, ...] = ()
    transfer: Transfer | None = None
    time: TimeEntry | None = None


@dataclass(frozen=True)
class Creation:
    """A ticket to create; equal values give the same request, byte for byte."""

    id: str
    """Idempotency key and external id."""
    kind: TicketKind
    subject: str
    comment: Analysis
    requester_id: int | None
    organization_id: int | None
    group_id: int | None


@dataclass(frozen=True)
class WriteResult:
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

    async def update(self, actor: int, ticket_id: int, update: Update) -> WriteResult:
        """All of it or nothing; a note is internal. Also raises `TicketMoved`, `TicketClosed` and `OutcomeUnknown`."""
        ...

    async def create_ticket(self, actor: int, creation: Creation) -> WriteResult:
        """A ticket whose first comment is internal. The same id again within two hours is the same ticket.

        Also raises `OutcomeUnknown`.
        """
        ...

    async def created_ticket(self, actor: int, creation_id: str) -> WriteResult | None:
        """The ticket that was made under this id, if the actor may see it."""
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
