"""Routes for signing in: the authorize page, new tokens, and the token in use."""

from http import HTTPStatus

from aiohttp import web

from sandbox.zendesk import authorize
from sandbox.zendesk.call import Call, Handler
from sandbox.zendesk.errors import oauth_error
from sandbox.zendesk.pages import authorize_html, refusal_html
from sandbox.zendesk.records import User
from sandbox.zendesk.shapes import Json
from sandbox.zendesk.tokens import ACCESS_LIVES, REFRESH_LIVES, Client, SignInRefused, Token, covers

_SHORTEST_ACCESS, _LONGEST_ACCESS = 5 * 60, 2 * 24 * 3600
_SHORTEST_REFRESH, _LONGEST_REFRESH = 7 * 24 * 3600, 90 * 24 * 3600
_PAGE_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
    "Referrer-Policy": "no-referrer",
}


# https://support.zendesk.com/hc/en-us/articles/4408845965210
async def authorize_page(call: Call) -> web.Response:
    asked = authorize.request_from(call.request.query)
    try:
        client = authorize.client_for(call.world.tokens, asked)
    except SignInRefused as refusal:
        return _page(refusal_html(str(refusal)), HTTPStatus.BAD_REQUEST)
    people = [user for user in call.world.users.values() if user.is_agent and user.active and not user.suspended]
    return _page(authorize_html(client, asked, people))


async def authorize_answer(call: Call) -> web.Response:
    """Receives the form of the authorize page, and redirects the browser to the client."""
    form = {name: str(value) for name, value in (await call.request.post()).items()}
    tokens, now, allow = call.world.tokens, call.world.now(), form.get("answer") == "allow"
    try:
        address = authorize.consent(tokens, authorize.request_from(form), _chosen(call, form), now, allow=allow)
    except SignInRefused as refusal:
        return _page(refusal_html(str(refusal)), HTTPStatus.BAD_REQUEST)
    return web.Response(status=302, headers={"Location": address, "Cache-Control": "no-store"})


# https://developer.zendesk.com/api-reference/ticketing/oauth/grant_type_tokens/
async def make_token(call: Call) -> web.Response:
    sent = await _sent(call)
    client = _client(call, sent)
    grant = sent.get("grant_type")
    if grant == "authorization_code":
        token = _for_code(call, client, sent)
    elif grant == "refresh_token":
        token = _for_refresh(call, client, sent)
    else:
        raise oauth_error("unsupported_grant_type", "The authorization grant type is not supported.")
    now = call.world.now()
    return call.answer(
        {
            "access_token": token.access,
            "token_type": "bearer",
            "scope": " ".join(token.scopes),
            "expires_in": int(token.expires_at - now),
            "refresh_token": token.refresh,
            "refresh_token_expires_in": int(token.refresh_expires_at - now),
        },
        status=201,
    )


# https://developer.zendesk.com/api-reference/ticketing/oauth/oauth_tokens/#show-token
async def show_token(call: Call) -> web.Response:
    return call.answer({"token": call.shapes.token(call.token)})


# https://developer.zendesk.com/api-reference/ticketing/oauth/oauth_tokens/#revoke-token
async def revoke_token(call: Call) -> web.Response:
    call.world.tokens.drop(call.token)
    return web.Response(status=204)


def _chosen(call: Call, form: dict[str, str]) -> User:
    number = form.get("user_id", "")
    user = call.world.users.get(int(number)) if number.isdecimal() else None
    if user is None:
        raise SignInRefused("No person was chosen")
    return user


async def _sent(call: Call) -> Json:
    """The JSON body; any other content type is refused."""
    if call.request.content_type != "application/json":
        raise oauth_error("invalid_request", "The request must be made with a JSON body.")
    return await call.body()


def _client(call: Call, sent: Json) -> Client:
    client = call.world.tokens.clients.get(str(sent.get("client_id")))
    if client is None or not client.accepts(sent.get("client_secret")):
        raise oauth_error("invalid_client", "Client authentication failed.")
    return client


def _for_code(call: Call, client: Client, sent: Json) -> Token:
    world = call.world
    code = world.tokens.spend(sent.get("code"), client, sent, world.now())
    scopes = tuple(str(sent.get("scope") or "").split()) or code.scopes
    if not all(covers(code.scopes, scope) for scope in scopes):
        raise oauth_error("invalid_scope", "The requested scope is invalid, unknown, or malformed.")
    return world.issue(code.user_id, client.id, scopes, *_lives(sent))


def _for_refresh(call: Call, client: Client, sent: Json) -> Token:
    """Replaces the old pair. A second try with the old refresh token is refused, and the new pair stays valid."""
    world = call.world
    old = world.tokens.by_refresh(sent.get("refresh_token"), client, world.now())
    world.tokens.drop(old)
    return world.issue(old.user_id, client.id, old.scopes, *_lives(sent))


def _lives(sent: Json) -> tuple[int, int]:
    access = sent.get("expires_in", ACCESS_LIVES)
    refresh = sent.get("refresh_token_expires_in", REFRESH_LIVES)
    if not isinstance(access, int) or not _SHORTEST_ACCESS <= access <= _LONGEST_ACCESS:
        raise oauth_error("invalid_request", "expires_in must be between 300 and 172800.")
    if not isinstance(refresh, int) or not _SHORTEST_REFRESH <= refresh <= _LONGEST_REFRESH:
        raise oauth_error("invalid_request", "refresh_token_expires_in must be between 604800 and 7776000.")
    return access, refresh


def _page(html: str, status: HTTPStatus = HTTPStatus.OK) -> web.Response:
    return web.Response(text=html, status=status, content_type="text/html", headers=_PAGE_HEADERS)


HANDLERS: dict[str, Handler] = {
    "authorize_page": authorize_page,
    "authorize_answer": authorize_answer,
    "make_token": make_token,
    "show_token": show_token,
    "revoke_token": revoke_token,
}
