"""One call to Zendesk, described without sending it, and its answer."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Account:
    """The vendor's Zendesk, and our OAuth client in it."""

    url: str
    """Scheme and host, e.g. `https://acme.zendesk.com`."""
    client_id: str
    client_secret: str | None = field(default=None, repr=False)
    """None for a public client."""


@dataclass(frozen=True)
class Call:
    method: str
    path: str
    """A template below the account's address; this, not the filled-in path, is logged."""
    doing: str
    """Completes "Zendesk does not allow …"."""
    ids: Mapping[str, int] = field(default_factory=dict, repr=False)
    params: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes | None = field(default=None, repr=False)
    media_type: str = "application/json"
    about_ticket: bool = False
    """A 403 or 404 then means that this one ticket is not this person's."""
    lands_once: bool = False
    """A write that must not be made twice: without an answer its outcome is unknown."""
    idempotency_key: str | None = field(default=None, repr=False)
    """Only creating a ticket has one: within two hours Zendesk answers the same key with the first result."""

    @property
    def filled_path(self) -> str:
        return self.path.format(**self.ids)

    @property
    def endpoint(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def changes_ticket(self) -> bool:
        return not self.may_repeat and "ticket" in self.ids

    @property
    def is_sign_in(self) -> bool:
        return self.path.startswith("/oauth/")

    @property
    def may_repeat(self) -> bool:
        return self.method == "GET"


@dataclass(frozen=True)
class Answer:
    body: Any
    at: datetime
    """Zendesk's clock at the time of the answer."""


Ask = Callable[[Call], Awaitable[Answer]]
"""Makes a call as one agent."""

Counted = Callable[[Call, int | None, float], None]
"""Called after every request with its call, the status of the answer (None without one), and the seconds it took."""


def uncounted(_call: Call, _status: int | None, _seconds: float) -> None:
    """Counts nothing."""
