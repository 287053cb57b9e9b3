"""People: Zendesk agents, their licences and groups, and the chat users linked to them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Licence(StrEnum):
    FULL = "full agent"
    LIGHT = "light agent"
    NONE = "no agent"


@dataclass(frozen=True)
class DeskId:
    """One chat workspace that works in one Zendesk account; every stored row belongs to one."""

    team: str
    account: str


@dataclass(frozen=True)
class Group:
    id: int
    name: str


@dataclass(frozen=True)
class Agent:
    id: int
    name: str
    email: str | None
    licence: Licence
    groups: tuple[Group, ...] = ()

    @property
    def is_full(self) -> bool:
        return self.licence is Licence.FULL

    def belongs_to(self, group_id: int | None) -> bool:
        return any(group.id == group_id for group in self.groups)


@dataclass(frozen=True)
class Link:
    """A chat user connected to the Zendesk agent who consented."""

    user: str
    agent: Agent
    scopes: tuple[str, ...]
    connected_at: datetime
    checked_at: datetime
    """When licence and groups were last read from Zendesk."""
    lapsed: bool = False
    """Zendesk no longer honours the token; the person has to sign in again."""
    ageing: bool = False
    """The person and the admins were told that the connection is about to lapse."""


REFRESH_LIVES = timedelta(days=30)
"""How long a refresh token lives when Zendesk does not say: its default."""


@dataclass(frozen=True)
class TokenPair:
    """What Zendesk issued to one agent. Never shown, never logged, sealed at rest."""

    access: str
    refresh: str | None
    access_expires_at: datetime | None
    refresh_expires_at: datetime | None
    issued_at: datetime | None = None
    """None for a token that an older release stored."""

    @property
    def lives_until(self) -> datetime | None:
        """Until when it can be renewed; None when that is unknown, when it cannot be renewed, or when it does not have
        to be.
        """
        if not self.refresh or self.access_expires_at is None:
            return None
        return self.refresh_expires_at or (self.issued_at + REFRESH_LIVES if self.issued_at else None)

    def is_ageing(self, now: datetime) -> bool:
        """Two thirds of its life are over (day 20 of Zendesk's default 30). A token in daily use would have been
        renewed.
        """
        until = self.lives_until
        if until is None:
            return False
        issued = self.issued_at or until - REFRESH_LIVES
        return now >= issued + (until - issued) * 2 / 3

    def __repr__(self) -> str:
        return "TokenPair(…)"
