"""Tickets in the vendor's Zendesk: the reads, and the two writes: an update, and a new ticket."""

import asyncio
from collections.abc import Awaitable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

import structlog

from desk.errors import ConnectionLapsed, Refusal, Rejected, TicketNotYours, ZendeskAway
from desk.model.analysis import Analysis
from desk.model.new_tickets import TicketKind
from desk.model.people import Agent, Group
from desk.model.tickets import Audit, Comment, Ticket
from desk.ports.tickets import Creation, Update, WriteResult
from zendesk import users
from zendesk.account_fields import AccountFields
from zendesk.api.answers import unreadable
from zendesk.api.calls import Answer, Call
from zendesk.api.pages import PAGE, batches, pages
from zendesk.api.session import Session
from zendesk.creation import MARKS, Mark, creation_body, external_id
from zendesk.notes.html import note_text, overflow
from zendesk.shapes import AuditShape, FoundShape, TicketShape, UploadShape, each, sideloads
from zendesk.update import update_body
from zendesk.uploads import named, proper

_WITH_NAMES = "users,groups,organizations"
_SEARCH_CAP = 1000
_READING = "reading tickets"

T = TypeVar("T")

log = structlog.get_logger()


class ZendeskTickets:
    """Implements `desk.ports.tickets.TicketSystem`."""

    def __init__(self, session: Session, vocabulary: AccountFields, marks: Mapping[TicketKind, Mark] = MARKS) -> None:
        self._session = session
        self._vocabulary = vocabulary
        self._marks = marks

    async def whoami(self, actor: int) -> Agent:
        ask = partial(self._session.ask, actor)
        user = await users.who_am_i(ask)
        if user.id != actor:  # R4: whoever this is, it is not the agent who connected
            raise ConnectionLapsed
        return await users.with_groups(ask, user)

    async def members(self, actor: int, group_id: int) -> Sequence[Agent]:
        return await users.members(partial(self._session.ask, actor), group_id)

    async def names(self, actor: int, user_ids: Sequence[int]) -> Mapping[int, str]:
        return await users.names(partial(self._session.ask, actor), user_ids)

    async def users(self, actor: int, user_ids: Sequence[int]) -> Sequence[Agent]:
        return await users.users(partial(self._session.ask, actor), user_ids)

    async def group(self, actor: int, group_id: int) -> Group:
        return await users.group(partial(self._session.ask, actor), group_id)

    async def assignable_groups(self, actor: int) -> Sequence[Group]:
        return await users.assignable_groups(partial(self._session.ask, actor))

    async def assignable_agents(self, actor: int, group_id: int) -> frozenset[int]:
        return await users.assignable_agents(partial(self._session.ask, actor), group_id)

    async def changed_since(self, actor: int, since: datetime) -> Sequence[Ticket]:
        # https://developer.zendesk.com/api-reference/ticketing/tickets/tickets/#list-tickets
        call = Call("GET", "/api/v2/tickets", _READING, params={"sort": "-updated_at", "include": _WITH_NAMES})
        changed: dict[int, Ticket] = {}
        async for page in pages(partial(self._session.ask, actor), call):
            read = await self._tickets(actor, page, page.body.get("tickets"))
            for ticket in read:
                if ticket.updated_at >= since:
                    changed.setdefault(ticket.id, ticket)
            if any(ticket.updated_at < since for ticket in read):
                break
        return list(changed.values())

    async def ticket(self, actor: int, ticket_id: int) -> Ticket:
        # https://developer.zendesk.com/api-reference/ticketing/tickets/tickets/#show-ticket
        call = Call(
            "GET",
            "/api/v2/tickets/{ticket}",
            _READING,
            {"ticket": ticket_id},
            {"include": _WITH_NAMES},
            about_ticket=True,
        )
        answer = await self._session.ask(actor, call)
        tickets = await self._tickets(actor, answer, [answer.body.get("ticket")])
        if not tickets:
            raise unreadable(call)
        return tickets[0]

    async def tickets(self, actor: int, ticket_ids: Sequence[int]) -> Sequence[Ticket]:
        found: list[Ticket] = []
        for batch in batches(ticket_ids):
            # https://developer.zendesk.com/api-reference/ticketing/tickets/tickets/#show-multiple-tickets
            params = {"ids": ",".join(map(str, batch)), "include": _WITH_NAMES}
            answer = await self._session.ask(actor, Call("GET", "/api/v2/tickets/show_many", _READING, params=params))
            found += await self._tickets(actor, answer, answer.body.get("tickets"))
        return found

    async def unsolved_in(self, actor: int, group_id: int) -> Sequence[int]:
        found: dict[int, None] = {}
        for page in range(1, _SEARCH_CAP // PAGE + 1):
            # https://developer.zendesk.com/api-reference/ticketing/ticket-management/search/#list-search-results
            params = {
                "query": f"type:ticket group:{group_id} status<solved",
                "sort_by": "updated_at",
                "sort_order": "desc",
                "per_page": str(PAGE),
                "page": str(page),
            }
            answer = await self._session.ask(actor, Call("GET", "/api/v2/search", "searching tickets", params=params))
            rows = each(FoundShape, answer.body.get("results"))
            found |= {row.id: None for row in rows if row.result_type == "ticket"}
            if not answer.body.get("next_page"):
                break
        return list(found)

    async def audits(self, actor: int, ticket_id: int) -> Sequence[Audit]:
        # https://developer.zendesk.com/api-reference/ticketing/tickets/ticket_audits/#list-audits-for-a-ticket
        call = Call(
            "GET", "/api/v2/tickets/{ticket}/audits", "reading audits", {"ticket": ticket_id}, about_ticket=True
        )
        read: dict[int, Audit] = {}
        async for page in pages(partial(self._session.ask, actor), call):
            read |= {row.id: row.audit() for row in each(AuditShape, page.body.get("audits"))}
        return sorted(read.values(), key=lambda audit: (audit.at, audit.id))

    async def update(self, actor: int, ticket_id: int, update: Update) -> WriteResult:
        fields = await self._vocabulary.time_fields(partial(self._session.ask, actor)) if update.time else None
        if update.time and fields is None:
            raise Rejected("Zendesk's two fields for time spent cannot be found, so no time can be recorded.")
        # https://developer.zendesk.com/api-reference/ticketing/tickets/tickets/#update-ticket
        call = Call(
            "PUT",
            "/api/v2/tickets/{ticket}",
            "adding this note" if not update.analysis.is_blank else "changing this ticket",
            {"ticket": ticket_id},
            body=await asyncio.to_thread(update_body, update, fields),  # the longest texts take seconds
            about_ticket=True,
            lands_once=True,
        )
        return await self._written(actor, call)

    async def create_ticket(self, actor: int, creation: Creation) -> WriteResult:
        # https://developer.zendesk.com/api-reference/introduction/requests/#idempotency
        call = Call(
            "POST",
            "/api/v2/tickets",
            "creating tickets",
            body=await asyncio.to_thread(creation_body, creation, self._marks),
            lands_once=True,
            idempotency_key=creation.id,
        )
        return await self._written(actor, call)

    async def created_ticket(self, actor: int, creation_id: str) -> WriteResult | None:
        # https://developer.zendesk.com/api-reference/ticketing/tickets/tickets/#list-tickets-by-external-id
        params = {"external_id": external_id(creation_id), "include": _WITH_NAMES}
        answer = await self._session.ask(actor, Call("GET", "/api/v2/tickets", _READING, params=params))
        for ticket in await self._tickets(actor, answer, answer.body.get("tickets")):
            with suppress(TicketNotYours):  # it left their sight just now
                for audit in await self.audits(actor, ticket.id):
                    if audit.submission == creation_id:  # an external id proves nothing: anybody may set one
                        return WriteResult(ticket, audit)
        return None

    async def _written(self, actor: int, call: Call) -> WriteResult:
        answer = await self._session.ask(actor, call)
        tickets = await self._tickets(actor, answer, [answer.body.get("ticket")])
        audits = each(AuditShape, [answer.body.get("audit")])
        if not tickets or not audits:
            raise unreadable(call)
        return WriteResult(tickets[0], audits[0].audit())

    async def upload(self, actor: int, name: str, media_type: str, content: bytes) -> str:
        # https://developer.zendesk.com/api-reference/ticketing/tickets/ticket-attachments/#upload-files
        call = Call(
            "POST",
            "/api/v2/uploads",
            "attaching files",
            params={"filename": named(name)},
            body=content,
            media_type=proper(media_type),
        )
        answer = await self._session.ask(actor, call)
        uploads = each(UploadShape, [answer.body.get("upload")])
        if not uploads:
            raise unreadable(call)
        return uploads[0].token

    async def _tickets(self, actor: int, answer: Answer, rows: Any) -> list[Ticket]:
        names, read = sideloads(answer.body), each(TicketShape, rows)
        if not read:
            return []
        ask = partial(self._session.ask, actor)
        statuses = frozenset(row.custom_status_id for row in read if row.custom_status_id)
        fields = await _or_without(self._vocabulary.time_fields(ask), None)
        labels = await _or_without(self._vocabulary.labels(ask, statuses), {})
        return [row.ticket(names, answer.at, fields.total if fields else None, labels) for row in read]

    def overflow(self, analysis: Analysis) -> str | None:
        return overflow(analysis)

    def holds_whole(self, comment: Comment, analysis: Analysis) -> bool:
        """Zendesk rewrites the HTML, so the visible text is compared, without the blanks between words."""
        return comment.text.split() == note_text(analysis).split()


async def _or_without(question: Awaitable[T], otherwise: T) -> T:
    """A ticket without the vendor's own names is better than none."""
    try:
        return await question
    except (ZendeskAway, Refusal) as problem:
        log.warning("zendesk.vocabulary_unread", problem=type(problem).__name__)
        return otherwise
