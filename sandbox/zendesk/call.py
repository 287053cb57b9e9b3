"""One API request: its user, its parameters, and the extra headers of the answer."""

import json
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from sandbox.zendesk.errors import coded, legacy, missing_parameter, not_found
from sandbox.zendesk.records import Ticket, User
from sandbox.zendesk.rights import sees
from sandbox.zendesk.shapes import Json, Shapes
from sandbox.zendesk.tokens import Token
from sandbox.zendesk.world import World


@dataclass
class Call:
    request: web.Request
    world: World
    shapes: Shapes
    signed_in: tuple[User, Token] | None = None
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def user(self) -> User:
        return self._session[0]

    @property
    def token(self) -> Token:
        return self._session[1]

    @property
    def _session(self) -> tuple[User, Token]:
        if self.signed_in is None:
            raise LookupError("this endpoint does not need a token")
        return self.signed_in

    @property
    def sideloads(self) -> frozenset[str]:
        return frozenset(name.strip() for name in self.query("include").split(","))

    def query(self, name: str, default: str = "") -> str:
        return self.request.query.get(name, default)

    def number(self, name: str) -> int:
        """A number in the path."""
        return int(self.request.match_info[name])

    def ids(self) -> list[int]:
        """The `ids` parameter of show_many, at most 100. Raises Refused."""
        wanted = [int(part) for part in self.query("ids").split(",") if part.strip().isdecimal()]
        if not wanted:
            raise missing_parameter("ids")
        if len(wanted) > 100:  # noqa: PLR2004 (the message says it)
            raise legacy(400, "TooManyIds", "The number of ids must not exceed 100")
        return wanted

    async def body(self) -> Json:
        try:
            sent = json.loads(await self.request.read())
        except ValueError:
            sent = None
        if not isinstance(sent, dict):
            raise coded(400, "InvalidJSON", "The request body is not a JSON object")
        return sent

    def ticket(self) -> Ticket:
        """The ticket in the path. A ticket that the user may not see is not found. Raises Refused."""
        ticket = self.world.tickets.get(self.number("ticket_id"))
        if ticket is None or not sees(self.world, self.user, ticket):
            raise not_found()
        return ticket

    def answer(self, body: Json, status: int = 200) -> web.Response:
        return web.json_response(body, status=status)


Handler = Callable[[Call], Awaitable[web.Response]]


def sideloaded(call: Call, tickets: Iterable[Ticket], wanted: frozenset[str]) -> dict[str, Any]:
    """The users, groups and organizations of these tickets, each once, as far as `wanted` names them."""
    world, rows, shown = call.world, list(tickets), {}
    if "users" in wanted:
        people = {number for t in rows for number in (t.requester_id, t.submitter_id, t.assignee_id) if number}
        shown["users"] = [call.shapes.user(world.users[number]) for number in sorted(people)]
    if "groups" in wanted:
        groups = {ticket.group_id for ticket in rows if ticket.group_id}
        shown["groups"] = [call.shapes.group(world.groups[number]) for number in sorted(groups)]
    if "organizations" in wanted:
        known = {ticket.organization_id for ticket in rows if ticket.organization_id}
        shown["organizations"] = [call.shapes.organization(world.organizations[number]) for number in sorted(known)]
    return shown
