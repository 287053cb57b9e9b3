"""What is watched, and how the feed of the Zendesk account fares."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from desk.model.people import Group
from desk.model.watches import Watch
from desk.ports.memory import FeedState
from storage.shelf import Row, Shelf, moment, moment_or_none, read_moment, read_moment_or_none


@dataclass(frozen=True)
class SqliteWatches:
    shelf: Shelf

    async def all(self) -> Sequence[Watch]:
        rows = await self.shelf.rows(
            "select * from watches where team = :team and account = :account order by since, channel, group_id"
        )
        return [_watch(row) for row in rows]

    async def of_channel(self, channel: str) -> Sequence[Watch]:
        return [watch for watch in await self.all() if watch.channel == channel]

    async def of_group(self, group_id: int) -> Sequence[Watch]:
        return [watch for watch in await self.all() if watch.group.id == group_id]

    async def put(self, watch: Watch) -> None:
        await self.shelf.put(
            "watches",
            {
                "channel": watch.channel,
                "group_id": watch.group.id,
                "group_name": watch.group.name,
                "shows_excerpt": watch.shows_excerpt,
                "by_user": watch.by,
                "since": moment(watch.since),
                "trouble": watch.trouble,
            },
        )

    async def remove(self, channel: str, group_id: int) -> bool:
        gone = await self.shelf.write(
            """
            delete from watches
            where team = :team and account = :account and channel = :channel and group_id = :group_id
            """,
            channel=channel,
            group_id=group_id,
        )
        return gone == 1

    async def trouble(self, channel: str, trouble: str | None) -> bool:
        bound = self.shelf.bound({"channel": channel, "trouble": trouble})

        def change(db: Database) -> bool:
            turned = db.execute(
                """
                update watches set trouble = :trouble
                where team = :team and account = :account and channel = :channel
                    and (trouble is null) <> (:trouble is null)
                """,
                bound,
            )
            db.execute(
                """
                update watches set trouble = :trouble
                where team = :team and account = :account and channel = :channel
                """,
                bound,
            )
            return turned.rowcount > 0

        return await self.shelf.sqlite.run(change)


@dataclass(frozen=True)
class SqliteFeeds:
    shelf: Shelf

    async def get(self) -> FeedState:
        row = await self.shelf.row("select * from feeds where team = :team and account = :account")
        if not row:
            return FeedState()
        return FeedState(
            watermark=read_moment_or_none(row["watermark"]),
            polled_at=read_moment_or_none(row["polled_at"]),
            trouble=row["trouble"],
            trouble_since=read_moment_or_none(row["trouble_since"]),
            admins_told=bool(row["admins_told"]),
        )

    async def put(self, state: FeedState) -> None:
        await self.shelf.put(
            "feeds",
            {
                "watermark": moment_or_none(state.watermark),
                "polled_at": moment_or_none(state.polled_at),
                "trouble": state.trouble,
                "trouble_since": moment_or_none(state.trouble_since),
                "admins_told": state.admins_told,
            },
        )


def _watch(row: Row) -> Watch:
    return Watch(
        channel=row["channel"],
        group=Group(row["group_id"], row["group_name"]),
        shows_excerpt=bool(row["shows_excerpt"]),
        by=row["by_user"],
        since=read_moment(row["since"]),
        trouble=row["trouble"],
    )
