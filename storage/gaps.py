"""Times of which this database knows nothing, since it was restored from a backup."""

from dataclasses import dataclass
from datetime import datetime

from desk.ports.memory import Gap
from storage.shelf import Shelf, moment, read_moment


@dataclass(frozen=True)
class SqliteGaps:
    shelf: Shelf

    async def add(self, gap: Gap) -> None:
        await self.shelf.put("gaps", {"since": moment(gap.since), "until": moment(gap.until)})

    async def after(self, moment_: datetime) -> Gap | None:
        row = await self.shelf.row(
            """
            select min(since) as since, max(until) as until from gaps
            where team = :team and account = :account and until > :moment
            """,
            moment=moment(moment_),
        )
        return Gap(read_moment(row["since"]), read_moment(row["until"])) if row and row["since"] else None
