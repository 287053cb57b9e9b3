"""Exchanges a code or a refresh token for a new pair of tokens."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus

import httpx
from pydantic import ValidationError

from desk.errors import ZendeskAway
from desk.model.people import TokenPair
from desk.ports.runtime import Clock
from zendesk.api.answers import problem, said
from zendesk.api.calls import Account, Call
from zendesk.api.transport import Transport
from zendesk.shapes import TokenShape

_OUR_CLIENT = frozenset({"invalid_client", "unauthorized_client", "invalid_scope", "unsupported_grant_type"})
_OAUTH_SPEAKS = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED})


class GrantRefused(Exception):
    """Zendesk did not give tokens. `code` is OAuth's word for the reason; empty when the answer was not OAuth's."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    @property
    def is_about_the_grant(self) -> bool:
        """True when the code or refresh token is used up; False when our registration or the address is wrong."""
        return bool(self.code) and self.code not in _OUR_CLIENT


@dataclass(frozen=True)
class Granted:
    tokens: TokenPair
    scopes: tuple[str, ...]


class Grants:
    def __init__(self, account: Account, transport: Transport, clock: Clock) -> None:
        self._account = account
        self._transport = transport
        self._clock = clock

    async def by_code(self, code: str, verifier: str, redirect_url: str, scope: str) -> Granted:
        """Raises `GrantRefused` or `ZendeskAway`."""
        return await self._exchange(
            grant_type="authorization_code",
            code=code,
            redirect_uri=redirect_url,
            scope=scope,
            code_verifier=verifier,
        )

    async def by_refresh(self, pair: TokenPair) -> TokenPair:
        """The pair's successor; the old pair is invalid from here on. Raises `GrantRefused` or `ZendeskAway`."""
        granted = await self._exchange(grant_type="refresh_token", refresh_token=pair.refresh or "")
        return granted.tokens

    async def _exchange(self, **fields: str) -> Granted:
        # https://developer.zendesk.com/api-reference/ticketing/oauth/grant_type_tokens/#create-token-for-grant-type
        fields["client_id"] = self._account.client_id
        if self._account.client_secret:
            fields["client_secret"] = self._account.client_secret
        call = Call("POST", "/oauth/tokens", "signing in", body=json.dumps(fields).encode())
        return _granted(await self._transport.send(call), call, self._clock())


def _granted(response: httpx.Response, call: Call, now: datetime) -> Granted:
    if not response.is_success:
        trouble = problem(response, call)
        if isinstance(trouble, ZendeskAway):
            raise trouble
        raise GrantRefused(said(response).code if response.status_code in _OAUTH_SPEAKS else "")
    try:
        shape = TokenShape.model_validate_json(response.content)
    except ValidationError:  # its text holds the tokens
        raise ZendeskAway("Zendesk answered something that cannot be read.") from None
    pair = TokenPair(
        access=shape.access_token,
        refresh=shape.refresh_token,
        access_expires_at=_after(now, shape.expires_in),
        refresh_expires_at=_after(now, shape.refresh_token_expires_in),
        issued_at=now,
    )
    return Granted(pair, tuple(shape.scope.split()))


def _after(now: datetime, seconds: float | None) -> datetime | None:
    return None if seconds is None else now + timedelta(seconds=seconds)
