"""What the stores share: a shelf of one desk in one database, and how values of the domain look in a column."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlite_utils import Database

from desk.model.people import DeskId
from storage.sqlite import Sqlite

Row = dict[str, Any]


@dataclass(frozen=True)
class Shelf:
    """Everything it does is bound to its desk: statements say `team = :team and account = :account`."""

    sqlite: Sqlite
    desk: DeskId

    async def rows(self, sql: str, **values: object) -> list[Row]:
        bound = self.bound(values)
        return await self.sqlite.run(lambda db: list(db.query(sql, bound)))

    async def row(self, sql: str, **values: object) -> Row | None:
        bound = self.bound(values)
        return await self.sqlite.run(lambda db: first(db, sql, bound))

    async def write(self, sql: str, **values: object) -> int:
        """How many rows it changed."""
        bound = self.bound(values)
        return await self.sqlite.run(lambda db: db.execute(sql, bound).rowcount)

    async def add(self, table: str, row: Mapping[str, object]) -> bool:
        """False, and nothing is changed, when a row with this key is there."""
        bound = self.bound(row)
        return await self.sqlite.run(lambda db: insert(db, table, bound))

    async def put(self, table: str, row: Mapping[str, object]) -> None:
        """Adds the row, or writes it over the one with this key."""
        bound = self.bound(row)
        await self.sqlite.run(lambda db: upsert(db, table, bound))

    def bound(self, values: Mapping[str, object]) -> Row:
        row = {name: whole(value) if isinstance(value, str) else value for name, value in values.items()}
        return {"team": self.desk.team, "account": self.desk.account} | row


def insert(db: Database, table: str, row: Row) -> bool:
    columns, values = ", ".join(f'"{name}"' for name in row), ", ".join(f":{name}" for name in row)
    sql = f"insert into {table} ({columns}) values ({values}) on conflict do nothing"  # noqa: S608  our own names
    return db.execute(sql, row).rowcount == 1


def upsert(db: Database, table: str, row: Row) -> None:
    """As the library's own, which asks the database once whether it knows `on conflict`, and takes a locked one for an
    old one: from then on it writes nothing, and says nothing.
    """
    names, keys = [f'"{name}"' for name in row], [f'"{key}"' for key in db.table(table).pks]
    values = ", ".join(f":{name}" for name in row)
    changes = ", ".join(f"{name} = excluded.{name}" for name in names if name not in keys)
    sql = f"insert into {table} ({', '.join(names)}) values ({values}) on conflict ({', '.join(keys)}) do"  # noqa: S608
    db.execute(f"{sql} update set {changes}" if changes else f"{sql} nothing", row)


def first(db: Database, sql: str, values: Row) -> Row | None:
    rows = list(db.query(sql, values))
    return rows[0] if rows else None


def whole(text: str) -> str:
    """Text that can be stored: halves of a character are joined, or replaced by U+FFFD where the other half is lost."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def moment(at: datetime) -> str:
    if at.tzinfo is None:
        raise ValueError(f"{at} says no time zone")
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def moment_or_none(at: datetime | None) -> str | None:
    return moment(at) if at else None


def read_moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def read_moment_or_none(text: str | None) -> datetime | None:
    return read_moment(text) if text else None


def listed(values: Iterable[object]) -> str:
    """A list in one bound value, for columns and for `in (select value from json_each(…))`."""
    return json.dumps(list(values), ensure_ascii=False)
