"""The stored state of the outgoing changes of one kind."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Generic, Protocol, Self, TypeVar

from desk.errors import ChatAway
from desk.ports.chat import Chat
from desk.ports.memory import Gap, GapStore


class State(Protocol):
    @property
    def is_final(self) -> bool: ...


class Change(Protocol):
    """One outgoing change: a submission or a new ticket. Immutable."""

    @property
    def id(self) -> str: ...
    @property
    def accepted_at(self) -> datetime: ...
    @property
    def state(self) -> State: ...
    @property
    def given_up_by(self) -> str | None: ...
    @property
    def mentions(self) -> frozenset[str]:
        """The chat users mentioned in its text."""
        ...

    def naming(self, names: Mapping[str, str]) -> Self:
        """A copy whose text calls the mentioned users by these names."""
        ...


C = TypeVar("C", bound=Change)


class ChangeStore(Protocol[C]):
    async def add(self, change: C, /) -> None:
        """A known id is left as it is."""
        ...

    async def get(self, change_id: str, /) -> C | None: ...
    async def put(self, change: C, /) -> None: ...
    async def queued(self, change_id: str, at: datetime, /) -> bool:
        """Marks that the author was told that it is queued; True the first time."""
        ...


class Records(Generic[C]):
    """`after_gap` marks a change that may have been sent between a backup and its restore."""

    def __init__(self, store: ChangeStore[C], gaps: GapStore, chat: Chat, after_gap: Callable[[C, Gap], C]) -> None:
        self._store = store
        self._gaps = gaps
        self._chat = chat
        self._after_gap = after_gap
        self._unstored: dict[str, C] = {}

    @property
    def unstored(self) -> Collection[C]:
        """Accepted changes that the database could not store yet."""
        return self._unstored.values()

    async def add(self, change: C) -> None:
        """Stores a new change; mentioned users are called by their names if the chat is reachable."""
        self._unstored[change.id] = change
        if await self._store.get(change.id) is None:
            await self._store.add(change)
            named = change.naming(await self._names(change))
            if named != change:
                await self._store.put(named)
        del self._unstored[change.id]

    async def get(self, change_id: str) -> C:
        change = await self._store.get(change_id)
        if change is None:
            raise AssertionError("a change is recorded before anything else is done with it")
        return change

    async def to_send(self, change_id: str) -> C:
        """As `get`; marks a change accepted before the last backup, and stores the mark."""
        change = await self.get(change_id)
        if gap := await self._gaps.after(change.accepted_at):
            marked = self._after_gap(change, gap)
            if marked != change:
                await self._store.put(marked)
            return marked
        return change

    async def queued(self, change_id: str, at: datetime) -> bool:
        return await self._store.queued(change_id, at)

    async def _names(self, change: C) -> Mapping[str, str]:
        if not change.mentions:
            return {}
        try:
            return await self._chat.names(sorted(change.mentions))
        except ChatAway:
            return {}
