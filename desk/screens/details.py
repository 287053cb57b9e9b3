"""More about one ticket than its card shows, for one person who may see it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from desk.actions.access import TicketAccess
from desk.errors import Refusal, ZendeskAway
from desk.model.assignments import arrivals
from desk.model.budget import Budget
from desk.model.holds import Hold
from desk.model.people import Link
from desk.model.tickets import Audit, Ticket
from desk.model.vendor import Vendor
from desk.people.names import Names
from desk.ports.memory import Memory
from desk.ports.runtime import Clock
from desk.ports.tickets import TicketSystem

NOTES = 5
OTHERS = 10
LOOKED_AT = 100
"""How many other tickets are read again, because search is minutes late: as many as one request reads."""
RULE = "A Zendesk rule"


@dataclass(frozen=True)
class SaidInZendesk:
    author: str
    at: datetime
    public: bool
    text: str


@dataclass(frozen=True)
class Arrival:
    """One time the ticket was assigned to the group."""

    by: str
    at: datetime


@dataclass(frozen=True)
class OtherTicket:
    ticket_id: int
    subject: str
    url: str


@dataclass(frozen=True)
class Details:
    ticket: Ticket
    url: str
    budget: Budget
    now: datetime
    said: tuple[SaidInZendesk, ...]
    """The newest notes and replies, oldest first."""
    arrivals: tuple[Arrival, ...]
    holds: tuple[Hold, ...]
    """Of the newest assignment, oldest first."""
    others: tuple[OtherTicket, ...] | None
    """Other open tickets of the group; None when Zendesk did not answer."""
    more_others: int = 0


class TicketDetails:
    def __init__(
        self, tickets: TicketSystem, access: TicketAccess, memory: Memory, names: Names, vendor: Vendor, clock: Clock
    ) -> None:
        self._tickets = tickets
        self._access = access
        self._memory = memory
        self._names = names
        self._vendor = vendor
        self._clock = clock

    async def of(self, link: Link, ticket_id: int) -> Details:
        """Reads under the person's own token. Raises what `TicketAccess.read` does."""
        ticket = await self._access.read(link, ticket_id)
        audits = await self._tickets.audits(link.agent.id, ticket_id)
        came = arrivals(audits, ticket.group_id or 0)
        said = [audit for audit in audits if audit.comment][-NOTES:]
        authors = [audit.comment.author_id for audit in said if audit.comment]
        names = await self._names.learn(link.agent.id, [*authors, *(audit.author_id for audit in came)])
        others, more = await self._others(link, ticket)
        assignment = await self._memory.assignments.newest(ticket_id)
        return Details(
            ticket=ticket,
            url=self._vendor.url(ticket_id),
            budget=Budget(ticket.spent, self._vendor.budget),
            now=self._clock(),
            said=tuple(_said(said, names)),
            arrivals=tuple(Arrival(names.get(audit.author_id, RULE), audit.at) for audit in came),
            holds=tuple(await self._memory.holds.of(assignment.key)) if assignment else (),
            others=others,
            more_others=more,
        )

    async def _others(self, link: Link, ticket: Ticket) -> tuple[tuple[OtherTicket, ...] | None, int]:
        """R1: each ticket is read again, and only those in the ticket's own group count."""
        if ticket.group_id is None:
            return (), 0
        try:
            found = await self._tickets.unsolved_in(link.agent.id, ticket.group_id)
            beside = [ticket_id for ticket_id in found if ticket_id != ticket.id]
            read = await self._tickets.tickets(link.agent.id, beside[:LOOKED_AT])
        except (ZendeskAway, Refusal):
            return None, 0  # the rest is worth showing without them
        waiting = [each for each in read if each.group_id == ticket.group_id and not each.status.is_done]
        shown = tuple(OtherTicket(each.id, each.subject, self._vendor.url(each.id)) for each in waiting[:OTHERS])
        return shown, len(waiting) - len(shown) + len(beside[LOOKED_AT:])


def _said(audits: Sequence[Audit], names: Mapping[int, str]) -> list[SaidInZendesk]:
    return [
        SaidInZendesk(names.get(audit.comment.author_id, RULE), audit.at, audit.comment.public, audit.comment.text)
        for audit in audits
        if audit.comment
    ]
