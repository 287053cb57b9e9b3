"""The preferences that the partner chose."""

from collections.abc import Sequence
from dataclasses import dataclass

from storage.rows import Rows, Table


@dataclass(frozen=True)
class Preference:
    name: str
    chosen: tuple[str, ...]


PREFERENCES = Table("preferences", Preference)


@dataclass(frozen=True)
class SqlitePreferences:
    rows: Rows

    async def get(self, name: str) -> tuple[str, ...] | None:
        preference = await self.rows.first(PREFERENCES, "name = :name", name=name)
        return preference.chosen if preference else None

    async def put(self, name: str, values: Sequence[str]) -> None:
        await self.rows.put(PREFERENCES, Preference(name, tuple(values)))
