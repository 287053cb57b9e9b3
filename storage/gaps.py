"""Periods that this database has no record of, because it was restored from a backup."""

from dataclasses import dataclass
from datetime import datetime

from desk.ports.memory import Gap
from storage.rows import Rows, Table

GAPS = Table("gaps", Gap)


@dataclass(frozen=True)
class SqliteGaps:
    rows: Rows

    async def add(self, gap: Gap) -> None:
        await self.rows.put(GAPS, gap)

    async def after(self, moment: datetime) -> Gap | None:
        gaps = await self.rows.all(GAPS, "until > :moment", moment=moment)
        return Gap(min(gap.since for gap in gaps), max(gap.until for gap in gaps)) if gaps else None
