"""How dataclasses become rows, and the statements on those rows: each statement sees the rows of one desk only."""

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, astuple, dataclass, fields, is_dataclass
from datetime import UTC, datetime
from enum import StrEnum
from types import NoneType, UnionType
from typing import Any, Generic, TypeVar, get_args, get_origin, get_type_hints

from pydantic import TypeAdapter
from sqlite_utils import Database

from desk.model.characters import whole
from desk.model.people import DeskId
from storage.sqlite import Sqlite

T = TypeVar("T")
Row = dict[str, Any]

_THIS_DESK = "team = :team and account = :account"


class Table(Generic[T]):
    """The table of one frozen dataclass: a column for each field.

    `columns` gives the column of a field that has another name. For a field that is a dataclass it may give one column
    for each of its parts; the field is None when the last of them is null. Other dataclasses and tuples are JSON.
    """

    def __init__(self, name: str, kept: type[T], columns: Mapping[str, str | tuple[str, ...]] | None = None) -> None:
        self.name = name
        self._kept = kept
        hints = get_type_hints(kept)
        named = {field.name: (columns or {}).get(field.name, field.name) for field in fields(kept)}  # type: ignore[arg-type]
        self._single = {field: column for field, column in named.items() if isinstance(column, str)}
        self._spread = {field: column for field, column in named.items() if isinstance(column, tuple)}
        self._readers = {field: _reader(hints[field]) for field in self._single}
        self._parts = {field: _without_none(hints[field]) for field in self._spread}

    def row(self, item: T) -> Row:
        row: Row = {}
        for field, columns in self._spread.items():
            part = getattr(item, field)
            row |= zip(columns, astuple(part) if part else (None,) * len(columns), strict=True)
        return row | {column: getattr(item, field) for field, column in self._single.items()}

    def read(self, row: Row) -> T:
        values: Row = {}
        for field, column in self._single.items():
            values[field] = None if row[column] is None else self._readers[field](row[column])
        for field, columns in self._spread.items():
            parts = [row[column] for column in columns]
            values[field] = None if parts[-1] is None else self._parts[field](*parts)
        return self._kept(**values)


@dataclass(frozen=True)
class Statements:
    """Statements of one transaction. The conditions that they are given are only applied to rows of this desk."""

    db: Database
    desk: DeskId

    def select(self, what: str, table: str, where: str = "true", then: str = "", /, **values: object) -> list[Row]:
        """`then` is what follows the condition: `order by` or `group by`."""
        sql = f"select {what} from {table} where {_THIS_DESK} and ({where}) {then}"  # noqa: S608  our own names
        return list(self.db.query(sql, self._bound(values)))

    def all(self, table: Table[T], where: str = "true", then: str = "", /, **values: object) -> list[T]:
        return [table.read(row) for row in self.select("*", table.name, where, then, **values)]

    def first(self, table: Table[T], where: str = "true", then: str = "", /, **values: object) -> T | None:
        return next(iter(self.all(table, where, then, **values)), None)

    def add(self, table: Table[T], item: T, /, **more: object) -> bool:
        """False, and no change, when a row with this key exists. `more` are columns that are not fields of the item."""
        return self._insert(table, table.row(item) | more, "on conflict do nothing") == 1

    def put(self, table: Table[T], item: T, /, *, without: Collection[str] = (), **more: object) -> None:
        """Adds the row, or replaces the one with this key; the columns in `without` keep their values.

        sqlite_utils has an upsert of its own. It asks the database once whether it knows `on conflict`, takes a locked
        database for one that does not, and from then on writes nothing.
        """
        row = {column: value for column, value in (table.row(item) | more).items() if column not in without}
        keys = self.db.table(table.name).pks
        changes = ", ".join(f'"{column}" = excluded."{column}"' for column in row if column not in keys)
        then = f"update set {changes}" if changes else "nothing"
        self._insert(table, row, f"on conflict ({', '.join(keys)}) do {then}")

    def change(
        self, table: Table[Any], changes: str, where: str, /, *, or_ignore: bool = False, **values: object
    ) -> int:
        """The number of changed rows. `or_ignore` leaves rows as they are whose change a unique index forbids."""
        update = "update or ignore" if or_ignore else "update"
        sql = f"{update} {table.name} set {changes} where {_THIS_DESK} and ({where})"
        return int(self.db.execute(sql, self._bound(values)).rowcount)

    def delete(self, table: Table[Any], where: str, /, **values: object) -> int:
        """The number of deleted rows."""
        sql = f"delete from {table.name} where {_THIS_DESK} and ({where})"  # noqa: S608  our own names
        return int(self.db.execute(sql, self._bound(values)).rowcount)

    def _insert(self, table: Table[Any], row: Row, on_conflict: str) -> int:
        bound = self._bound(row)
        columns, values = ", ".join(f'"{name}"' for name in bound), ", ".join(f":{name}" for name in bound)
        sql = f"insert into {table.name} ({columns}) values ({values}) {on_conflict}"  # noqa: S608  our own names
        return int(self.db.execute(sql, bound).rowcount)

    def _bound(self, values: Mapping[str, object]) -> Row:
        desk = {"team": self.desk.team, "account": self.desk.account}
        return {name: _stored(value) for name, value in values.items()} | desk


@dataclass(frozen=True)
class Rows:
    """The rows of one desk. Each call but `together` is one statement and one transaction; see `Statements`."""

    sqlite: Sqlite
    desk: DeskId

    async def together(self, work: Callable[[Statements], T]) -> T:
        """Runs several statements in one transaction."""
        return await self.sqlite.run(lambda db: work(Statements(db, self.desk)))

    async def select(
        self, what: str, table: str, where: str = "true", then: str = "", /, **values: object
    ) -> list[Row]:
        return await self.together(lambda desk: desk.select(what, table, where, then, **values))

    async def all(self, table: Table[T], where: str = "true", then: str = "", /, **values: object) -> list[T]:
        return await self.together(lambda desk: desk.all(table, where, then, **values))

    async def first(self, table: Table[T], where: str = "true", then: str = "", /, **values: object) -> T | None:
        return await self.together(lambda desk: desk.first(table, where, then, **values))

    async def add(self, table: Table[T], item: T, /, **more: object) -> bool:
        return await self.together(lambda desk: desk.add(table, item, **more))

    async def put(self, table: Table[T], item: T, /, *, without: Collection[str] = (), **more: object) -> None:
        await self.together(lambda desk: desk.put(table, item, without=without, **more))

    async def change(
        self, table: Table[Any], changes: str, where: str, /, *, or_ignore: bool = False, **values: object
    ) -> int:
        return await self.together(lambda desk: desk.change(table, changes, where, or_ignore=or_ignore, **values))

    async def delete(self, table: Table[Any], where: str, /, **values: object) -> int:
        return await self.together(lambda desk: desk.delete(table, where, **values))


def moment(at: datetime) -> str:
    if at.tzinfo is None:
        raise ValueError(f"{at} says no time zone")
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _stored(value: object) -> object:
    """The value of a column: a moment is text in UTC; a sequence or a dataclass is JSON, also for `json_each`."""
    if isinstance(value, datetime):
        return moment(value)
    if value is None or isinstance(value, int):
        return value
    return whole(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=_json))


def _json(value: Any) -> object:
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else list(value)


def _without_none(hint: Any) -> Any:
    """`int` for `int | None`."""
    return next(kind for kind in get_args(hint) if kind is not NoneType) if get_origin(hint) is UnionType else hint


def _reader(hint: Any) -> Callable[[Any], Any]:
    """Makes the value of a field from the value of its column, unless that is null."""
    kind = _without_none(hint)
    if kind is datetime:
        return datetime.fromisoformat
    if kind in {str, int, bool} or (isinstance(kind, type) and issubclass(kind, StrEnum)):
        return kind  # type: ignore[no-any-return]
    return TypeAdapter(kind).validate_json
