"""What happened on a ticket while a person wrote about it: shown once, before the text is sent."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog

from desk.actions.access import TicketAccess
from desk.errors import DeskError, Refusal
from desk.model.people import Link
from desk.model.tickets import Audit, Change, Ticket
from desk.people.names import Names
from desk.ports.tickets import TicketSystem

PATIENCE = 1.2
"""Seconds of the three that the chat waits; without an answer by then the text is accepted, as in an outage."""

log = structlog.get_logger()


@dataclass(frozen=True)
class Wrote:
    by: str
    at: datetime
    text: str
    public: bool


@dataclass(frozen=True)
class Changed:
    """`what` is the desk's word for a field: status, assignee, group, priority, subject. `to` is the new value, as
    shown.
    """

    by: str
    at: datetime
    what: str
    to: str | None


Event = Wrote | Changed


@dataclass(frozen=True)
class Collision:
    """`stamp` is the ticket's `updated_at` including all these events."""

    events: tuple[Event, ...]
    """Oldest first; empty when nothing changed that a person would want to know."""
    stamp: datetime
    ticket: Ticket


class Collisions:
    def __init__(
        self,
        tickets: TicketSystem,
        access: TicketAccess,
        names: Names,
        vendor: str,
        patience: float = PATIENCE,
    ) -> None:
        self._tickets = tickets
        self._access = access
        self._names = names
        self._vendor = vendor
        self._patience = patience

    async def since(self, link: Link, ticket_id: int, seen: datetime) -> Collision | None:
        """What is new since the person saw the ticket as of `seen`, read under their own token.

        None when Zendesk does not answer in time. Raises the `Refusal` that the text would meet: the ticket left, or
        was closed.
        """
        try:
            async with asyncio.timeout(self._patience):
                return await self._read(link, ticket_id, seen)
        except Refusal:
            raise
        except (DeskError, TimeoutError) as trouble:
            log.info("news.not_read", ticket=ticket_id, problem=type(trouble).__name__)
            return None

    async def _read(self, link: Link, ticket_id: int, seen: datetime) -> Collision:
        ticket = await self._access.begin(link, ticket_id)
        if ticket.updated_at <= seen:
            return Collision((), ticket.updated_at, ticket)
        audits = await self._tickets.audits(link.agent.id, ticket_id)
        new = [audit for audit in audits if audit.at > seen and audit.author_id != link.agent.id]
        return Collision(tuple(self._events(new, ticket, await self._named(link, new))), ticket.updated_at, ticket)

    async def _named(self, link: Link, audits: Sequence[Audit]) -> Mapping[int, str]:
        assignees = {_number(each.after) for audit in audits for each in audit.changes if each.field == "assignee_id"}
        return await self._names.learn(link.agent.id, {audit.author_id for audit in audits} | assignees)

    def _events(self, audits: Sequence[Audit], ticket: Ticket, names: Mapping[int, str]) -> Iterator[Event]:
        for audit in audits:
            by = names.get(audit.author_id) or self._vendor
            if audit.comment and audit.comment.text.strip():
                yield Wrote(by, audit.at, audit.comment.text, audit.comment.public)
            for change in audit.changes:
                if change.field in _NEWS and change.after != change.before:
                    yield Changed(by, audit.at, _NEWS[change.field], _shown(change, ticket, names))


_NEWS = {
    "status": "status",
    "assignee_id": "assignee",
    "group_id": "group",
    "priority": "priority",
    "subject": "subject",
}
"""The fields that a person sees; changes of tags and of other fields are not shown."""


def _shown(change: Change, ticket: Ticket, names: Mapping[int, str]) -> str | None:
    """None for an empty value; an id without a name is not shown."""
    if change.field == "assignee_id":
        number = _number(change.after)
        return names.get(number, "somebody else") if number else None
    if change.field == "group_id":
        number = _number(change.after)
        return (ticket.group if number == ticket.group_id else None) or ("another group" if number else None)
    return change.after


def _number(value: str | None) -> int | None:
    return int(value) if value and value.isdigit() else None
