"""Routes for the actions of Joris, the vendor's agent, in Zendesk."""

from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

from sandbox.web import bodies
from sandbox.web.errors import Conflict, NotFound
from sandbox.web.page_state import PageState
from sandbox.zendesk.records import Ticket

_MAX_TICKETS = 500
Action = Callable[[Ticket, web.Request], Awaitable[None]]


class VendorRoutes:
    def __init__(self, state: PageState) -> None:
        self._state = state
        self._scene = state.scene
        self._vendor = state.scene.town.vendor

    def routes(self) -> list[web.RouteDef]:
        actions: Mapping[str, Action] = {"assign": self.assign, "comment": self.comment, "status": self.status}
        path = r"/api/zendesk/tickets/{ticket:\d{1,12}}"
        changing = [web.post(f"{path}/{name}", self._served(action)) for name, action in actions.items()]
        return [web.post("/api/zendesk/tickets", self.create), *changing]

    def _served(self, action: Action) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def serve(request: web.Request) -> web.Response:
            ticket = self._scene.town.zendesk.tickets.get(int(request.match_info["ticket"]))
            if ticket is None:
                raise NotFound(f"There is no ticket #{request.match_info['ticket']}.")
            if ticket.status == "closed":
                raise Conflict(f"#{ticket.id} is closed and cannot be changed.")
            await action(ticket, request)
            self._state.live.poke()
            return web.json_response({})

        return serve

    async def create(self, request: web.Request) -> web.Response:
        sent = await bodies.read(request, bodies.NewTicket)
        if len(self._scene.town.zendesk.tickets) >= _MAX_TICKETS:
            raise Conflict(f"This sandbox holds at most {_MAX_TICKETS} tickets.")
        if not sent.subject.strip():
            raise Conflict("A ticket needs a subject.")
        scene = self._scene
        ticket = self._vendor.create_ticket(
            sent.subject.strip(), sent.description, scene.customer,
            priority="normal", organization="Acme BV", group=scene.vendor_group, assignee=scene.joris, status="open",
        )  # fmt: skip
        self._state.live.poke()
        return web.json_response({"id": ticket.id})

    async def assign(self, ticket: Ticket, request: web.Request) -> None:
        sent = await bodies.read(request, bodies.Assigned)
        scene, note = self._scene, sent.note.strip() or None
        if (ticket.group_id == scene.partner_group.id) == sent.to_partner:
            group = scene.partner_group if sent.to_partner else scene.vendor_group
            raise Conflict(f"#{ticket.id} is with {group.name} already.")
        if sent.to_partner:
            self._vendor.assign(ticket, scene.joris, scene.partner_group, note=note)
        else:
            self._vendor.assign(ticket, scene.joris, scene.vendor_group, assignee=scene.joris, note=note)

    async def comment(self, ticket: Ticket, request: web.Request) -> None:
        sent = await bodies.read(request, bodies.Commented)
        if not sent.text.strip():
            raise Conflict("A comment needs text.")
        self._vendor.comment(ticket, self._scene.joris, sent.text, sent.public)

    async def status(self, ticket: Ticket, request: web.Request) -> None:
        sent = await bodies.read(request, bodies.StatusSet)
        if ticket.status == sent.status:
            raise Conflict(f"#{ticket.id} is {sent.status} already.")
        self._vendor.set_status(ticket, self._scene.joris, sent.status)
