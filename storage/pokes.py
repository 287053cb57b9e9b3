"""What Zendesk's webhook told lately."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from storage.shelf import Shelf, insert, moment


@dataclass(frozen=True)
class SqlitePokes:
    shelf: Shelf

    async def add(self, marks: Sequence[str], now: datetime, forget: datetime) -> bool:
        rows = [self.shelf.bound({"mark": mark, "heard_at": moment(now)}) for mark in marks]
        past = self.shelf.bound({"forget": moment(forget)})

        def add_and_forget(db: Database) -> bool:
            db.execute("delete from pokes where team = :team and account = :account and heard_at < :forget", past)
            news = [insert(db, "pokes", row) for row in rows]  # a mark is remembered even when another was known
            return all(news)

        return await self.shelf.sqlite.run(add_and_forget)
