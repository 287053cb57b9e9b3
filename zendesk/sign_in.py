"""Signing in: OAuth authorization code with PKCE, so that the tokens are exactly the agent who consented."""

import base64
import hashlib
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from urllib.parse import urlencode

from desk.errors import ConnectionLapsed, DeskError, Refusal, SignInFailed
from desk.model.people import Agent
from desk.ports.sign_in import Grant
from zendesk import users
from zendesk.api.answers import TokenRefused
from zendesk.api.calls import Ask, Call
from zendesk.api.session import Session
from zendesk.api.tokens import Granted, GrantRefused
from zendesk.shapes import TokenIdShape, UserShape, each

# audits and search need the global `read`; notes and their files need no more than these two to be written
_SCOPES = ("read", "tickets:write", "ticket_attachments:write")

_ASK_ADMIN = "Ask the vendor's Zendesk admin to"
_TOKENS = "/api/v2/oauth/tokens"
_ENDING = "ending a connection"


class ZendeskSignIn:
    """Implements `desk.ports.sign_in.SignIn`."""

    def __init__(self, session: Session, redirect_url: str, *, comes_back: bool) -> None:
        self.redirect_url = redirect_url
        self.comes_back = comes_back
        self._session = session

    def address(self, state: str, verifier: str) -> str:
        # https://developer.zendesk.com/documentation/ticketing/working-with-oauth/oauth-pkce/
        digest = hashlib.sha256(verifier.encode()).digest()
        asked = {
            "response_type": "code",
            "client_id": self._session.account.client_id,
            "redirect_uri": self.redirect_url,
            "scope": " ".join(_SCOPES),
            "state": state,
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        return f"{self._session.account.url.rstrip('/')}/oauth/authorizations/new?{urlencode(asked)}"

    async def redeem(self, code: str, verifier: str) -> Grant:
        try:
            granted = await self._session.grants.by_code(code, verifier, self.redirect_url, " ".join(_SCOPES))
        except GrantRefused as refused:
            raise SignInFailed(_why(refused)) from None
        ask = partial(self._session.ask_with, granted.tokens.access)
        try:
            _check_scopes(granted)
            agent = await _who(ask)
        except DeskError:
            with suppress(DeskError):  # these tokens are not kept, so they should not live on
                await _revoke(ask)
            raise
        return Grant(agent, granted.tokens, granted.scopes)

    async def revoke(self, agent_id: int) -> None:
        await self._session.with_token(agent_id, lambda access: _revoke(partial(self._session.ask_with, access)))


async def granted_scopes(ask: Ask) -> tuple[str, ...]:
    """The scopes of the token in use, which may be older than the scopes that are asked for today."""
    # https://developer.zendesk.com/api-reference/ticketing/oauth/oauth_tokens/#show-token
    answer = await ask(Call("GET", f"{_TOKENS}/current.json", "looking at a connection"))
    return next((token.scopes for token in each(TokenIdShape, [answer.body.get("token")])), ())


def missing_scopes(granted: Sequence[str]) -> list[str]:
    """Scopes that the bot needs and was not granted; the global `write` includes every narrower one."""
    return [scope for scope in _SCOPES if not {scope, scope.split(":")[-1]} & set(granted)]


async def _revoke(ask: Ask) -> None:
    """Checks that it is revoked: deleting "current" has been seen to answer well and leave the token valid."""
    # https://developer.zendesk.com/api-reference/ticketing/oauth/oauth_tokens/#revoke-token
    await ask(Call("DELETE", f"{_TOKENS}/current.json", _ENDING))
    try:
        # https://developer.zendesk.com/api-reference/ticketing/oauth/oauth_tokens/#show-token
        answer = await ask(Call("GET", f"{_TOKENS}/current.json", _ENDING))
    except TokenRefused:
        return
    for token in each(TokenIdShape, [answer.body.get("token")]):
        await ask(Call("DELETE", f"{_TOKENS}/{{token}}.json", _ENDING, {"token": token.id}))


async def _who(ask: Ask) -> Agent:
    try:
        user = await users.who_am_i(ask)
        _check_is_agent(user)
        return await users.with_groups(ask, user)
    except ConnectionLapsed:
        raise SignInFailed("Zendesk did not tell who signed in. Type `/desk connect` to start a new sign-in.") from None
    except Refusal as refusal:
        raise SignInFailed(str(refusal)) from None


def _check_is_agent(user: UserShape) -> None:
    name = user.name or "This user"
    if user.suspended or user.active is False:
        raise SignInFailed(f"{name} is suspended in Zendesk. Ask the vendor to lift that, then connect again.")
    if user.role not in {"agent", "admin"}:
        raise SignInFailed(
            f"{name} is a customer account in this Zendesk, not an agent. "
            "Sign out of Zendesk in your browser and connect with your agent account."
        )


def _check_scopes(granted: Granted) -> None:
    if missing := missing_scopes(granted.scopes):
        raise SignInFailed(
            f"Zendesk did not grant {', '.join(missing)}. {_ASK_ADMIN} allow "
            f"{', '.join(_SCOPES)} for the OAuth client, then connect again."
        )


def _why(refused: GrantRefused) -> str:
    match refused.code:
        case "invalid_grant":
            return (
                "That code was used before or is older than two minutes. Type `/desk connect` to start a new sign-in."
            )
        case "invalid_scope":
            return f"{_ASK_ADMIN} allow {', '.join(_SCOPES)} for the OAuth client, then connect again."
        case "invalid_client" | "unauthorized_client":
            return f"Zendesk does not know our OAuth client. {_ASK_ADMIN} check its identifier, kind and secret."
        case _:
            return str(SignInFailed())
