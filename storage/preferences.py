"""What the partner chose for itself."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from storage.shelf import Shelf, listed


@dataclass(frozen=True)
class SqlitePreferences:
    shelf: Shelf

    async def get(self, name: str) -> tuple[str, ...] | None:
        row = await self.shelf.row(
            "select chosen from preferences where team = :team and account = :account and name = :name", name=name
        )
        return tuple(json.loads(row["chosen"])) if row else None

    async def put(self, name: str, values: Sequence[str]) -> None:
        await self.shelf.put("preferences", {"name": name, "chosen": listed(values)})
