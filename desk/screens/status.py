"""The state of the desk, for `/desk status`, the admins and the health routes."""

from dataclasses import dataclass
from datetime import datetime

from desk.intake.pace import Slowed
from desk.model.vendor import Vendor
from desk.model.watches import Watch
from desk.ports.memory import Memory
from desk.ports.runtime import Clock
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
    """What is not finished, as far as the person may see it."""
    slowed: Slowed | None = None
    """Set when little of the vendor's account limit is left."""

    @property
    def is_well(self) -> bool:
        return self.feed_trouble is None and all(watch.trouble is None for watch in self.watches)


class StatusPage:
    def __init__(self, memory: Memory, vendor: Vendor, clock: Clock) -> None:
        self._memory = memory
        self._vendor = vendor
        self._clock = clock

    async def read(self) -> DeskStatus:
        """The desk's state, which everybody may know; without what waits."""
        feed = await self._memory.feeds.get()
        return DeskStatus(
            vendor=self._vendor.name,
            now=self._clock(),
            polled_at=feed.polled_at,
            poll_seconds=self._vendor.poll_seconds,
            feed_trouble=feed.trouble,
            watches=tuple(await self._memory.watches.all()),
        )
