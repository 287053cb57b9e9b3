"""The route that creates tickets; an idempotency key creates at most one."""

import json

from aiohttp import web

from sandbox.zendesk.call import Call, Handler
from sandbox.zendesk.errors import forbidden, invalid, legacy
from sandbox.zendesk.notes import draft_of, flags_for
from sandbox.zendesk.records import Ticket, User
from sandbox.zendesk.shapes import Json
from sandbox.zendesk.ticket_input import Warnings, known_part, wanted_fields
from sandbox.zendesk.tickets import metadata_in, sent_ticket
from sandbox.zendesk.updates import Update, open_ticket
from sandbox.zendesk.world import IdempotentAnswer, World

KEY_LIVES = 2 * 60 * 60
_LONGEST_KEY = 255


# https://developer.zendesk.com/api-reference/ticketing/tickets/tickets/#create-ticket
async def create_ticket(call: Call) -> web.Response:
    if not call.user.is_agent:
        raise forbidden()
    key, sent = call.request.headers.get("Idempotency-Key"), await sent_ticket(call)
    if key is None:
        return call.answer(_created(call, sent), status=201)
    if not 0 < len(key) <= _LONGEST_KEY:
        raise legacy(400, "IdempotentRequestError", "The idempotency key is too long")
    return _once(call, key, sent)


def _once(call: Call, key: str, sent: Json) -> web.Response:
    asked, known = json.dumps(sent, sort_keys=True), call.world.created.get(key)
    if known and known.expires_at > call.world.now():
        if known.asked != asked:
            raise legacy(400, "IdempotentRequestError", "Request parameters do not match the given idempotency key")
        call.headers["x-idempotency-lookup"] = "hit"
        return call.answer(known.answer, status=201)
    answer = _created(call, sent)
    call.world.created[key] = IdempotentAnswer(asked, answer, call.world.now() + KEY_LIVES)
    call.headers["x-idempotency-lookup"] = "miss"
    return call.answer(answer, status=201)


def _created(call: Call, body: Json) -> Json:
    world, user, warnings = call.world, call.user, Warnings("create")
    sent = known_part(body, warnings)
    ticket = _blank(world, user, _requester(world, user, sent))
    for name, value in wanted_fields(world, user, ticket, sent).items():
        if isinstance(name, int):
            ticket.custom_fields[name] = value
        else:
            setattr(ticket, name, value)
    source, custom = _followed_up(world, sent), metadata_in(sent)
    draft = draft_of(world, user, ticket, sent.get("comment"), warnings)
    if draft is None:
        raise invalid(base="Description: cannot be blank")
    ticket.description = draft.text.plain
    ticket.subject = ticket.subject or draft.text.plain.partition("\n")[0][:150]
    if source:
        ticket.followup_source_id = source.id
        ticket.tags = ticket.tags or source.tags
        source.followup_ids += (ticket.id,)
    update = Update(user.id, "api", {}, draft, custom, flags_for(user, draft, world))
    audit = open_ticket(world, ticket, update)
    call.headers |= warnings.header
    return {"ticket": call.shapes.ticket(ticket), "audit": call.shapes.audit(audit)}


def _blank(world: World, user: User, requester: User) -> Ticket:
    now = world.now()
    return Ticket(
        world.new_ticket_id(),
        "",
        "",
        requester.id,
        user.id,
        now,
        now,
        via="api",
        organization_id=requester.organization_id,
        ticket_form_id=world.account_fields.forms[0].id,
    )


def _requester(world: World, user: User, sent: Json) -> User:
    described = sent.get("requester")
    if not isinstance(described, dict):
        return user
    email = str(described.get("email", ""))
    known = world.user_with_email(email)
    if known is None and "@" not in email:
        raise invalid(requester="Requester: Email is not properly formatted")
    return known or world.add_user(str(described.get("name") or email), email, licence="end-user")


def _followed_up(world: World, sent: Json) -> Ticket | None:
    number = sent.get("via_followup_source_id")
    if number is None:
        return None
    source = world.tickets.get(number)
    if source is None or source.status != "closed":
        raise invalid(via_followup_source_id="Followup source: must be a closed ticket")
    return source


HANDLERS: dict[str, Handler] = {"create_ticket": create_ticket}
