"""How the desk fares: what `/desk status`, the admins and the health routes are told."""

from dataclasses import dataclass
from datetime import datetime

from desk.intake.pace import Slowed
from desk.model.watches import Watch
from desk.screens.waiting_items import WaitingItem


@dataclass(frozen=True)
class DeskStatus:
    vendor: str
    now: datetime
    polled_at: datetime | None
    """When Zendesk last answered a poll."""
    poll_seconds: float
    feed_trouble: str | None
    watches: tuple[Watch, ...]
    waiting: tuple[WaitingItem, ...] = ()
    """What is not finished, as far as the asking person may see it."""
    slowed: Slowed | None = None
    """The vendor's account has little left of its limit."""

    @property
    def is_well(self) -> bool:
        return self.feed_trouble is None and all(watch.trouble is None for watch in self.watches)
