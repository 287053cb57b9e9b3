"""Who works here: Zendesk agents, their licences and groups, and the chat users linked to them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Licence(StrEnum):
    FULL = "full agent"
    LIGHT = "light agent"
    NONE = "no agent"


@dataclass(frozen=True)
class DeskId:
    """One chat workspace working in one Zendesk account; every stored row belongs to one."""

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


@dataclass(frozen=True)
class TokenPair:
    """What Zendesk issued to one agent. Never shown, never logged, sealed at rest."""

    access: str
    refresh: str | None
    access_expires_at: datetime | None
    refresh_expires_at: datetime | None

    def __repr__(self) -> str:
        return "TokenPair(…)"
