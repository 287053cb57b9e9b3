"""Routes that show and change tickets."""

import json
from datetime import datetime
from typing import Any

from aiohttp import web

from sandbox.zendesk.call import Call, Handler, sideloaded
from sandbox.zendesk.errors import forbidden, invalid, legacy, too_many_for_the_endpoint, update_conflict
from sandbox.zendesk.limits import TEN_MINUTES
from sandbox.zendesk.notes import draft_of, flags_for
from sandbox.zendesk.paging import Listing, single_page
from sandbox.zendesk.records import Ticket
from sandbox.zendesk.rights import may_change, sees
from sandbox.zendesk.shapes import Json
from sandbox.zendesk.ticket_input import PROPERTIES, Warnings, known_part, wanted_fields
from sandbox.zendesk.updates import Update, commit

MAX_METADATA = 1024

TICKETS: Listing[Ticket] = Listing(
    lambda ticket: (ticket.id,),
    {
        "updated_at": lambda ticket: (int(ticket.updated_at), ticket.id),
        "id": lambda ticket: (ticket.id,),
        "status": lambda ticket: (ticket.status, ticket.id),
    },
)


# https://developer.zendesk.com/api-reference/ticketing/tickets/tickets/#list-tickets
async def list_tickets(call: Call) -> web.Response:
    if not call.user.is_agent:
        raise forbidden()
    visible = [ticket for ticket in call.world.tickets.values() if not ticket.archived]
    if wanted := call.query("external_id"):
        visible = [ticket for ticket in visible if ticket.external_id == wanted]
    visible = [ticket for ticket in visible if sees(call.world, call.user, ticket)]
    rows, paging = TICKETS.page(visible, call.request.url)
    return _shown(call, rows, paging)


# https://developer.zendesk.com/api-reference/ticketing/tickets/tickets/#show-multiple-tickets
async def show_tickets(call: Call) -> web.Response:
    world = call.world
    found = [world.tickets[number] for number in call.ids() if number in world.tickets]
    rows = [ticket for ticket in found if sees(world, call.user, ticket)]
    return _shown(call, rows, single_page(len(rows)))


# https://developer.zendesk.com/api-reference/ticketing/tickets/tickets/#show-ticket
async def show_ticket(call: Call) -> web.Response:
    ticket = call.ticket()
    return call.answer({"ticket": _row(call, ticket), **sideloaded(call, [ticket], call.sideloads)})


# https://developer.zendesk.com/api-reference/ticketing/tickets/tickets/#update-ticket
async def update_ticket(call: Call) -> web.Response:
    """Carries out the whole update, or refuses all of it."""
    ticket, warnings = call.ticket(), Warnings("update")
    sent = known_part(await sent_ticket(call), warnings)
    _check_ticket_limit(call, ticket)
    if not may_change(call.user, ticket, PROPERTIES & sent.keys()):
        raise forbidden()
    if ticket.status == "closed":
        raise invalid(status="Status: closed prevents ticket update")
    _check_stamp(ticket, sent)
    fields, custom = wanted_fields(call.world, call.user, ticket, sent), metadata_in(sent)
    draft = draft_of(call.world, call.user, ticket, sent.get("comment"), warnings)
    flags = flags_for(call.user, draft, call.world)
    update = Update(call.user.id, "api", fields, draft, custom, flags)
    audit = commit(call.world, ticket, update)
    call.headers |= warnings.header
    shown = {"ticket": call.shapes.ticket(ticket)}
    return call.answer(shown | ({"audit": call.shapes.audit(audit)} if audit else {}))


async def sent_ticket(call: Call) -> Json:
    sent = (await call.body()).get("ticket")
    if not isinstance(sent, dict):
        raise legacy(400, "Ticket", "missing")
    return sent


def metadata_in(sent: Json) -> dict[str, Any]:
    """Zendesk's own limit is not documented; this one keeps the bot under 1 kB. Raises Refused."""
    custom = sent.get("metadata")
    if len(json.dumps(custom)) > MAX_METADATA:
        raise invalid(base="Metadata: is too long")
    return dict(custom) if isinstance(custom, dict) else {}


def _check_ticket_limit(call: Call, ticket: Ticket) -> None:
    limits = call.world.limits
    turn = limits.take(f"update {call.user.id} {ticket.id}", limits.updates_of_one_ticket, TEN_MINUTES)
    if turn is None:
        raise too_many_for_the_endpoint(limits.resets(TEN_MINUTES))


def _check_stamp(ticket: Ticket, sent: Json) -> None:
    """Compares whole seconds. Zendesk checks the stamp for any `safe_update`, even for false. Raises Refused."""
    if "safe_update" in sent and _second(sent.get("updated_stamp")) != int(ticket.updated_at):
        raise update_conflict()


def _second(written: Any) -> int | None:
    try:
        return int(datetime.fromisoformat(str(written)).timestamp())
    except ValueError:
        return None


def _shown(call: Call, rows: list[Ticket], paging: Json) -> web.Response:
    beside = sideloaded(call, rows, call.sideloads)
    return call.answer({"tickets": [_row(call, row) for row in rows], **beside, **paging})


def _row(call: Call, ticket: Ticket) -> Json:
    counted = {"comment_count": len(ticket.comments)} if "comment_count" in call.sideloads else {}
    return call.shapes.ticket(ticket) | counted


HANDLERS: dict[str, Handler] = {
    "list_tickets": list_tickets,
    "show_tickets": show_tickets,
    "show_ticket": show_ticket,
    "update_ticket": update_ticket,
}
