"""Changes on their way to Zendesk, from the moment they are accepted: what submissions and new tickets share."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from storage.rows import Rows, Table


class State(Protocol):
    @property
    def is_final(self) -> bool: ...


S = TypeVar("S", bound=State)
T = TypeVar("T")

OLDEST_FIRST = "order by accepted_at, id"
UNFINISHED = "state in (select value from json_each(:unfinished))"
_SET_ALONE = ("queued_at", "given_up_by", "internal_again_at")
"""Columns that only their own methods set. `put` leaves them: its caller may have read the row before they were set."""


def unfinished(states: Iterable[S]) -> tuple[S, ...]:
    return tuple(state for state in states if not state.is_final)


@dataclass(frozen=True)
class SqliteChanges(Generic[T]):
    rows: Rows
    table: Table[T]
    states: tuple[State, ...]
    """The unfinished ones."""

    async def add(self, change: T) -> None:
        await self.rows.add(self.table, change)

    async def get(self, change_id: str) -> T | None:
        return await self.rows.first(self.table, "id = :id", id=change_id)

    async def put(self, change: T) -> None:
        await self.rows.put(self.table, change, without=_SET_ALONE)

    async def give_up(self, change_id: str, by: str) -> bool:
        where = f"id = :id and given_up_by is null and {UNFINISHED}"
        given_up = await self.rows.change(
            self.table, "given_up_by = :by", where, id=change_id, by=by, unfinished=self.states
        )
        return given_up == 1

    async def queued(self, change_id: str, at: datetime) -> bool:
        where = "id = :id and queued_at is null"
        return await self.rows.change(self.table, "queued_at = :at", where, id=change_id, at=at) == 1

    async def unfinished(self) -> Sequence[T]:
        return await self.rows.all(self.table, UNFINISHED, OLDEST_FIRST, unfinished=self.states)

    async def accepted_between(self, begin: datetime, end: datetime) -> Sequence[T]:
        where = "accepted_at >= :begin and accepted_at < :end"
        return await self.rows.all(self.table, where, OLDEST_FIRST, begin=begin, end=end)
