"""OAuth clients, codes and token pairs."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from sandbox.zendesk.errors import Refused, oauth_error

CODE_LIVES = 120
"""Seconds, like the two below."""
ACCESS_LIVES = 30 * 60
REFRESH_LIVES = 30 * 24 * 3600

Kind = Literal["public", "confidential"]


class SignInRefused(Exception):
    """The authorize page shows this text instead of redirecting the browser."""


@dataclass(frozen=True)
class Client:
    id: int
    identifier: str
    name: str
    redirect_uris: tuple[str, ...]
    scopes: tuple[str, ...]
    """The most that tokens of this client may have; empty means no limit."""
    kind: Kind = "public"
    secret: str | None = None

    def allows(self, scopes: Iterable[str]) -> bool:
        return not self.scopes or all(covers(self.scopes, scope) for scope in scopes)

    def accepts(self, secret: object) -> bool:
        if self.kind == "public":
            return True
        return isinstance(secret, str) and hmac.compare_digest(secret.encode(), (self.secret or "").encode())


@dataclass(frozen=True)
class Code:
    client_id: int
    user_id: int
    redirect_uri: str
    scopes: tuple[str, ...]
    challenge: str
    expires_at: float

    def matches(self, verifier: object) -> bool:
        if not isinstance(verifier, str):
            return False
        digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=")
        return hmac.compare_digest(digest, self.challenge.encode())


@dataclass(frozen=True)
class Token:
    """An access token and its refresh token."""

    id: int
    user_id: int
    client_id: int
    scopes: tuple[str, ...]
    access: str
    refresh: str
    created_at: float
    expires_at: float
    refresh_expires_at: float
    used_at: float | None = None

    def may(self, any_of: Iterable[str]) -> bool:
        wanted = tuple(any_of)
        return not wanted or any(scope in self.scopes for scope in wanted)


@dataclass
class Tokens:
    clients: dict[str, Client] = field(default_factory=dict)
    codes: dict[str, Code] = field(default_factory=dict)
    live: dict[int, Token] = field(default_factory=dict)

    def by_access(self, access: str, now: float) -> Token | None:
        """The valid token, or None; records the time of its use."""
        token = next((t for t in self.live.values() if t.access == access), None)
        if token is None or token.expires_at <= now:
            return None
        self.live[token.id] = replace(token, used_at=now)
        return self.live[token.id]

    def by_refresh(self, refresh: object, client: Client, now: float) -> Token:
        for token in self.live.values():
            if token.refresh == refresh and token.client_id == client.id and token.refresh_expires_at > now:
                return token
        raise bad_grant()

    def spend(self, code: object, client: Client, sent: Mapping[str, object], now: float) -> Code:
        """Uses up the code, even when the attempt fails. Raises Refused unless client, address and verifier match."""
        found = self.codes.pop(code, None) if isinstance(code, str) else None
        if found is None or found.expires_at <= now or found.client_id != client.id:
            raise bad_grant()
        if found.redirect_uri != sent.get("redirect_uri") or not found.matches(sent.get("code_verifier")):
            raise bad_grant()
        return found

    def add(self, token: Token) -> Token:
        self.live[token.id] = token
        return token

    def drop(self, token: Token) -> None:
        self.live.pop(token.id, None)

    def of(self, user_id: int) -> list[Token]:
        return [token for token in self.live.values() if token.user_id == user_id]

    def expire(self, user_id: int, now: float) -> None:
        """Ends the access tokens now; their refresh tokens stay valid."""
        for token in self.of(user_id):
            self.live[token.id] = replace(token, expires_at=now)


def covers(granted: Iterable[str], scope: str) -> bool:
    """`read` covers `tickets:read`, but `tickets:read` does not cover `read`."""
    held = frozenset(granted)
    return scope in held or scope.rpartition(":")[2] in held


def contradictory(scopes: Iterable[str]) -> bool:
    """Whether a verb is listed both alone and for one resource; Zendesk's client form refuses that."""
    held = frozenset(scopes)
    return any(":" in scope and scope.rpartition(":")[2] in held for scope in held)


def bad_grant() -> Refused:
    return oauth_error(
        "invalid_grant",
        "The provided authorization grant (e.g., authorization code, resource owner credentials) or refresh token is "
        "invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was "
        "issued to another client.",
    )


def fresh_secret() -> str:
    return secrets.token_hex(32)
