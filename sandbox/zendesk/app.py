"""The imitated Zendesk as a web application."""

import uuid
from email.utils import formatdate

from aiohttp import web
from aiohttp.typedefs import Handler as WebHandler

from sandbox.faults import Faults, with_faults
from sandbox.requests import RequestLog
from sandbox.zendesk import account_field_routes, audits, creating, oauth, search, tickets, uploads, users
from sandbox.zendesk.call import Call, Handler
from sandbox.zendesk.endpoints import ANYBODY, ENDPOINTS, Bucket, Endpoint
from sandbox.zendesk.errors import (
    Refused,
    bad_token,
    forbidden,
    no_such_endpoint,
    not_signed_in,
    too_many_for_the_account,
    too_many_for_the_endpoint,
)
from sandbox.zendesk.limits import Limits, LimitState
from sandbox.zendesk.records import User
from sandbox.zendesk.shapes import Shapes
from sandbox.zendesk.tokens import Token
from sandbox.zendesk.uploads import MAX_BYTES
from sandbox.zendesk.world import World

_HANDLERS: dict[str, Handler] = {
    **audits.HANDLERS,
    **creating.HANDLERS,
    **oauth.HANDLERS,
    **search.HANDLERS,
    **tickets.HANDLERS,
    **uploads.HANDLERS,
    **users.HANDLERS,
    **account_field_routes.HANDLERS,
}


def zendesk_app(world: World, faults: Faults, log: RequestLog) -> web.Application:
    app = web.Application(
        middlewares=[with_faults("zendesk", faults, log), _with_request_id], client_max_size=MAX_BYTES + 1024 * 1024
    )
    for endpoint in ENDPOINTS:
        serve = _served(world, endpoint, _HANDLERS[endpoint.name])
        for path in _paths(endpoint):
            app.router.add_route(endpoint.method, path, serve)
    return app


def _paths(endpoint: Endpoint) -> tuple[str, ...]:
    path = endpoint.path.replace("_id}", r"_id:\d+}")
    return (path, f"{path}.json") if path.startswith("/api/") else (path,)


def _served(world: World, endpoint: Endpoint, handler: Handler) -> WebHandler:
    async def serve(request: web.Request) -> web.StreamResponse:
        call = Call(request, world, Shapes(world, str(request.url.origin())))
        try:
            _admit(call, endpoint)
            response = await handler(call)
        except Refused as refusal:
            response = refusal.answer()
        response.headers.update(call.headers)
        response.headers["Date"] = formatdate(world.now(), usegmt=True)
        return response

    return serve


@web.middleware
async def _with_request_id(request: web.Request, handler: WebHandler) -> web.StreamResponse:
    """Adds a request id to every answer, and answers unknown paths with Zendesk's own error."""
    try:
        response = await handler(request)
    except (web.HTTPNotFound, web.HTTPMethodNotAllowed):
        response = no_such_endpoint().answer()
    response.headers["x-request-id"] = str(uuid.uuid4())
    return response


def _admit(call: Call, endpoint: Endpoint) -> None:
    """Checks token, rate limits and scopes. Raises Refused."""
    call.signed_in = _signed_in(call)
    if call.signed_in is None:
        if endpoint.scopes == ANYBODY:
            return
        raise not_signed_in()
    _count(call, endpoint.bucket)
    if call.user.suspended:
        raise forbidden()
    if endpoint.scopes != ANYBODY and not call.token.may(endpoint.scopes):
        raise forbidden()


def _signed_in(call: Call) -> tuple[User, Token] | None:
    kind, _, access = call.request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer":
        return None
    token = call.world.tokens.by_access(access.strip(), call.world.now())
    user = call.world.users.get(token.user_id) if token else None
    if token is None or user is None or not user.active:
        raise bad_token()
    return user, token


def _count(call: Call, bucket: Bucket | None) -> None:
    limits = call.world.limits
    account = limits.take("account", limits.account)
    if account is None:
        call.headers.update(_account_headers(LimitState(limits.account, 0, limits.resets())))
        raise too_many_for_the_account(limits.resets())
    call.headers.update(_account_headers(account))
    if bucket is None:
        return
    total = _total(limits, bucket)
    state = limits.take(bucket, total)
    left = state or LimitState(total, 0, limits.resets())
    call.headers[f"zendesk-ratelimit-{bucket}"] = left.line
    if state is None:
        raise too_many_for_the_endpoint(limits.resets())


def _total(limits: Limits, bucket: Bucket) -> int:
    return {
        "tickets-index": limits.tickets_index,
        "tickets-update": limits.updates,
        "search": limits.search,
        "ticket-audits": limits.audits,
    }[bucket]


def _account_headers(state: LimitState) -> dict[str, str]:
    return {
        "X-Rate-Limit": str(state.total),
        "X-Rate-Limit-Remaining": str(state.remaining),
        "ratelimit-limit": str(state.total),
        "ratelimit-remaining": str(state.remaining),
        "ratelimit-reset": str(state.resets),
    }
