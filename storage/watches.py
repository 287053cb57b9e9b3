"""Which channels watch which groups, and the state of the feed of the Zendesk account."""

from collections.abc import Sequence
from dataclasses import dataclass

from desk.model.watches import Watch
from desk.ports.memory import FeedState
from storage.rows import Rows, Statements, Table

WATCHES = Table("watches", Watch, {"group": ("group_id", "group_name"), "by": "by_user"})
FEEDS = Table("feeds", FeedState)


@dataclass(frozen=True)
class SqliteWatches:
    rows: Rows

    async def all(self) -> Sequence[Watch]:
        return await self.rows.all(WATCHES, "true", "order by since, channel, group_id")

    async def of_channel(self, channel: str) -> Sequence[Watch]:
        return [watch for watch in await self.all() if watch.channel == channel]

    async def of_group(self, group_id: int) -> Sequence[Watch]:
        return [watch for watch in await self.all() if watch.group.id == group_id]

    async def put(self, watch: Watch) -> None:
        await self.rows.put(WATCHES, watch)

    async def remove(self, channel: str, group_id: int) -> bool:
        where = "channel = :channel and group_id = :group_id"
        return await self.rows.delete(WATCHES, where, channel=channel, group_id=group_id) == 1

    async def trouble(self, channel: str, trouble: str | None) -> bool:
        def change(desk: Statements) -> bool:
            begins_or_ends = "channel = :channel and (trouble is null) <> (:trouble is null)"
            turned = desk.change(WATCHES, "trouble = :trouble", begins_or_ends, channel=channel, trouble=trouble)
            desk.change(WATCHES, "trouble = :trouble", "channel = :channel", channel=channel, trouble=trouble)
            return turned > 0

        return await self.rows.together(change)


@dataclass(frozen=True)
class SqliteFeeds:
    rows: Rows

    async def get(self) -> FeedState:
        return await self.rows.first(FEEDS) or FeedState()

    async def put(self, state: FeedState) -> None:
        await self.rows.put(FEEDS, state)
