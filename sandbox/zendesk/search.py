"""Search: Zendesk's query language, over an index that lags by `World.search_lag` seconds."""

# https://developer.zendesk.com/api-reference/ticketing/ticket-management/search/
import operator
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiohttp import web

from sandbox.zendesk.call import Call, Handler, sideloaded
from sandbox.zendesk.errors import forbidden, legacy
from sandbox.zendesk.paging import PAGE, offset_page
from sandbox.zendesk.records import PRIORITIES, STATUSES, TYPES, Ticket, User
from sandbox.zendesk.rights import sees
from sandbox.zendesk.world import World

MAX_RESULTS = 1000

_TERM = re.compile(r'(?P<minus>-?)(?:(?P<word>[a-z_]+)(?P<sign><=|>=|[:<>]))?(?P<value>"[^"]*"|\S+)', re.IGNORECASE)
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    ":": operator.eq,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}
_INCLUDED = re.compile(r"tickets\(([^)]*)\)")


@dataclass(frozen=True)
class Term:
    word: str
    sign: str
    value: str
    negated: bool

    def holds(self, left: Any, right: Any) -> bool:
        return _COMPARE[self.sign](left, right)


@dataclass(frozen=True)
class Index:
    """The search index, as this user can search it."""

    world: World
    user: User

    def find(self, query: str) -> list[Ticket]:
        """The matching tickets, each as it was when last indexed."""
        terms = [_term(found) for found in _TERM.finditer(query)]
        return [row for row in self._indexed() if all(self._matches(row, term) != term.negated for term in terms)]

    def _indexed(self) -> Iterable[Ticket]:
        seen_until = self.world.now() - self.world.search_lag
        for ticket in self.world.tickets.values():
            known = [version for version in ticket.versions if version.updated_at <= seen_until]
            if known and sees(self.world, self.user, known[-1]):
                yield known[-1]

    def _matches(self, row: Ticket, term: Term) -> bool:
        read = _READERS.get(term.word)
        return read(self, row, term) if read else False

    def type(self, _: Ticket, term: Term) -> bool:
        return term.value == "ticket"

    def status(self, row: Ticket, term: Term) -> bool:
        return term.value in STATUSES and term.holds(STATUSES.index(row.status), STATUSES.index(term.value))

    def priority(self, row: Ticket, term: Term) -> bool:
        if row.priority is None or term.value not in PRIORITIES:
            return term.value == "none" and row.priority is None
        return term.holds(PRIORITIES.index(row.priority), PRIORITIES.index(term.value))

    def group(self, row: Ticket, term: Term) -> bool:
        group = self.world.groups.get(row.group_id or 0)
        if group is None:
            return term.value == "none"
        return term.value.lower() in {str(group.id), group.name.lower()}

    def assignee(self, row: Ticket, term: Term) -> bool:
        return self._is_person(row.assignee_id, term.value)

    def requester(self, row: Ticket, term: Term) -> bool:
        return self._is_person(row.requester_id, term.value)

    def _is_person(self, user_id: int | None, value: str) -> bool:
        user = self.world.users.get(user_id or 0)
        if user is None:
            return value == "none"
        if value == "me":
            return user.id == self.user.id
        return value.lower() in {str(user.id), user.name.lower(), user.email.lower()}

    def tags(self, row: Ticket, term: Term) -> bool:
        return term.value in row.tags

    def updated(self, row: Ticket, term: Term) -> bool:
        return _dated(row.updated_at, term)

    def created(self, row: Ticket, term: Term) -> bool:
        return _dated(row.created_at, term)

    def text(self, row: Ticket, term: Term) -> bool:
        return term.value.lower() in f"{row.id} {row.subject} {row.description}".lower()


_READERS: dict[str, Callable[[Index, Ticket, Term], bool]] = {
    "": Index.text,
    "assignee": Index.assignee,
    "created": Index.created,
    "group": Index.group,
    "priority": Index.priority,
    "requester": Index.requester,
    "status": Index.status,
    "tags": Index.tags,
    "type": Index.type,
    "updated": Index.updated,
}

_ORDERS: dict[str, Callable[[Ticket], tuple[Any, int]]] = {
    "created_at": lambda ticket: (int(ticket.created_at), ticket.id),
    "updated_at": lambda ticket: (int(ticket.updated_at), ticket.id),
    "priority": lambda ticket: (PRIORITIES.index(ticket.priority) if ticket.priority else -1, ticket.id),
    "status": lambda ticket: (STATUSES.index(ticket.status), ticket.id),
    "ticket_type": lambda ticket: (TYPES.index(ticket.type) if ticket.type else -1, ticket.id),
}


async def search(call: Call) -> web.Response:
    found = _found(call)
    order = _ORDERS.get(call.query("sort_by"), _ORDERS["updated_at"])
    ordered = sorted(found, key=order, reverse=call.query("sort_order", "desc") == "desc")
    _check_depth(call)
    rows, paging = offset_page(ordered, call.request.url)
    results = [call.shapes.ticket(row) | {"result_type": "ticket"} for row in rows]
    wanted = _INCLUDED.search(call.query("include"))
    beside = sideloaded(call, rows, frozenset(wanted[1].split(",")) if wanted else frozenset())
    return call.answer({"results": results, "facets": None, **beside, **paging})


async def search_count(call: Call) -> web.Response:
    return call.answer({"count": len(_found(call))})


def _found(call: Call) -> list[Ticket]:
    if not call.user.is_agent:
        raise forbidden()
    if not call.query("query"):
        raise legacy(422, "invalid", "Invalid search: query is missing")
    return Index(call.world, call.user).find(call.query("query"))


def _check_depth(call: Call) -> None:
    page, size = call.query("page", "1"), call.query("per_page", str(PAGE))
    if page.isdecimal() and size.isdecimal() and int(page) * min(PAGE, int(size)) > MAX_RESULTS:
        reason = "Invalid search: requested response size was greater than Search Response Limits"
        raise legacy(422, "invalid", reason)


def _term(found: re.Match[str]) -> Term:
    return Term((found["word"] or "").lower(), found["sign"] or ":", found["value"].strip('"'), bool(found["minus"]))


def _dated(moment: float, term: Term) -> bool:
    """A date without a time matches the whole day."""
    try:
        wanted = datetime.fromisoformat(term.value if "T" in term.value else f"{term.value}T00:00:00Z").timestamp()
    except ValueError:
        return False
    if term.sign == ":" and "T" not in term.value:
        return wanted <= moment < wanted + 24 * 3600
    return term.holds(int(moment), int(wanted))


HANDLERS: dict[str, Handler] = {"search": search, "search_count": search_count}
