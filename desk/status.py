"""How the desk fares: what `/desk status`, the admins and the health routes are told."""

from dataclasses import dataclass
from datetime import datetime

from desk.pace import Slowed
from desk.people import Agent, Link
from desk.waiting import Waiting
from desk.watches import Watch


@dataclass(frozen=True)
class DeskStatus:
    vendor: str
    now: datetime
    polled_at: datetime | None
    """When Zendesk last answered a poll."""
    poll_seconds: float
    feed_trouble: str | None
    watches: tuple[Watch, ...]
    waiting: tuple[Waiting, ...] = ()
    """What is not finished, as far as the asking person may see it."""
    slowed: Slowed | None = None
    """The vendor's account has little left of its limit."""

    @property
    def is_well(self) -> bool:
        return self.feed_trouble is None and all(watch.trouble is None for watch in self.watches)


@dataclass(frozen=True)
class TeamMember:
    """An agent of a watched group, and who that is in the chat."""

    agent: Agent
    link: Link | None
    suggestion: str | None = None
    """A chat user with the same e-mail address, when nobody is linked."""


@dataclass(frozen=True)
class Team:
    group: str
    members: tuple[TeamMember, ...]
