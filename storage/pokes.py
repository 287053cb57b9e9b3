"""Marks of recent webhook requests: a request that comes a second time is known."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from storage.rows import Rows, Statements, Table


@dataclass(frozen=True)
class Poke:
    mark: str
    heard_at: datetime


POKES = Table("pokes", Poke)


@dataclass(frozen=True)
class SqlitePokes:
    rows: Rows

    async def add(self, marks: Sequence[str], now: datetime, forget: datetime) -> bool:
        def add_and_forget(desk: Statements) -> bool:
            desk.delete(POKES, "heard_at < :forget", forget=forget)
            added = [
                desk.add(POKES, Poke(mark, now)) for mark in marks
            ]  # the others are stored, too, when one is known
            return all(added)

        return await self.rows.together(add_and_forget)
