"""How many requests may run at once, and which goes first when there is no room."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from enum import IntEnum


class Rank(IntEnum):
    """Writes go first, then people's reads, then reads for which no person waits."""

    WRITE = 0
    READ = 1
    IDLE = 2


ROOM = {Rank.WRITE: 8, Rank.READ: 6, Rank.IDLE: 2}
"""How many requests may run, including this one, when one of this rank begins: a write always finds room beside slow
reads.
"""
PATIENCE = 30.0
"""Seconds after which a read for which no person waits counts like any other: endless writes must not stop it."""


class Slots:
    def __init__(self, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._under_way = dict.fromkeys(Rank, 0)
        self._waiting: dict[Rank, deque[asyncio.Future[None]]] = {rank: deque() for rank in Rank}

    @property
    def under_way(self) -> int:
        return sum(self._under_way.values())

    @property
    def waiting(self) -> int:
        return sum(map(len, self._waiting.values()))

    @asynccontextmanager
    async def one(self, rank: Rank) -> AsyncIterator[None]:
        """Waits for its turn, and holds a place until it is done."""
        taken = await self._taken(rank)
        try:
            yield
        finally:
            self._leave(taken)

    async def _taken(self, rank: Rank) -> Rank:
        if self._has_turn(rank):
            self._under_way[rank] += 1
            return rank
        if rank is not Rank.IDLE:
            await self._queue(rank, None)
            return rank
        if await self._queue(rank, self._patience):
            return rank
        return await self._taken(Rank.READ)

    async def _queue(self, rank: Rank, patience: float | None) -> bool:
        """True when it got its turn within its patience; then it is counted already."""
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting[rank].append(turn)
        try:
            await asyncio.wait({turn}, timeout=patience)
        except asyncio.CancelledError:
            if turn.done():
                self._leave(rank)
            else:
                self._waiting[rank].remove(turn)
                self._call()  # whom it stood before
            raise
        if turn.done():
            return True
        self._waiting[rank].remove(turn)
        return False

    def _leave(self, rank: Rank) -> None:
        self._under_way[rank] -= 1
        self._call()

    def _call(self) -> None:
        for rank in Rank:
            queue = self._waiting[rank]
            while queue and self._has_room(rank):
                self._under_way[rank] += 1
                queue.popleft().set_result(None)

    def _has_turn(self, rank: Rank) -> bool:
        """The first of the same or a better rank goes first."""
        return not any(self._waiting[better] for better in Rank if better <= rank) and self._has_room(rank)

    def _has_room(self, rank: Rank) -> bool:
        if rank is Rank.IDLE and (self._under_way[Rank.WRITE] or self._waiting[Rank.WRITE]):
            return False
        return self.under_way < ROOM[rank]
