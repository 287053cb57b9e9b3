"""Who goes first when there is no room."""

import asyncio
from collections.abc import Callable

import pytest

from zendesk.api.slots import ROOM, Rank, Slots


class Traffic:
    """Requests that stay under way until they are let go; `begun` is the order in which they began."""

    def __init__(self, patience: float = 30.0) -> None:
        self.slots = Slots(patience)
        self.begun: list[str] = []
        self.most = 0
        self._ends: dict[str, asyncio.Event] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}

    async def send(self, name: str, rank: Rank) -> None:
        self._ends[name] = asyncio.Event()
        self._tasks[name] = asyncio.create_task(self._request(name, rank))
        await settled()

    async def end(self, *names: str) -> None:
        for name in names:
            self._ends[name].set()
        await settled()

    async def cut_off(self, name: str) -> None:
        self._tasks[name].cancel()
        await asyncio.gather(self._tasks[name], return_exceptions=True)
        await settled()

    async def _request(self, name: str, rank: Rank) -> None:
        async with self.slots.one(rank):
            self.begun.append(name)
            self.most = max(self.most, self.slots.under_way)
            await self._ends[name].wait()

    async def over(self) -> None:
        await self.end(*self._ends)
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)
        assert (self.slots.under_way, self.slots.waiting) == (0, 0)


async def settled() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def test_no_more_are_under_way_than_there_is_room_for() -> None:
    traffic = Traffic()
    for number in range(30):
        await traffic.send(f"write {number}", Rank.WRITE)
        await traffic.send(f"read {number}", Rank.READ)
    assert traffic.slots.under_way == ROOM[Rank.WRITE]
    assert traffic.slots.waiting == 60 - ROOM[Rank.WRITE]
    await traffic.over()
    assert len(traffic.begun) == 60
    assert traffic.most == ROOM[Rank.WRITE]


async def test_a_write_finds_a_place_beside_slow_reads() -> None:
    traffic = Traffic()
    for number in range(10):
        await traffic.send(f"read {number}", Rank.READ)
    await traffic.send("write", Rank.WRITE)
    assert traffic.begun[-1] == "write"
    await traffic.over()


async def test_writes_go_first_then_reads_and_idle_ones_last_each_in_their_order() -> None:
    traffic = Traffic()
    full = [f"first {number}" for number in range(ROOM[Rank.WRITE])]
    for name in full:
        await traffic.send(name, Rank.WRITE)
    for name, rank in (("poll", Rank.IDLE), ("read 1", Rank.READ), ("write 1", Rank.WRITE), ("read 2", Rank.READ)):
        await traffic.send(name, rank)
    await traffic.send("write 2", Rank.WRITE)
    for name in full:
        await traffic.end(name)
    await traffic.end("write 1", "write 2")
    await traffic.end("read 1", "read 2")
    assert traffic.begun[len(full) :] == ["write 1", "write 2", "read 1", "read 2", "poll"]
    await traffic.over()


async def test_what_nobody_waits_for_waits_while_a_write_is_under_way() -> None:
    traffic = Traffic()
    await traffic.send("write", Rank.WRITE)
    await traffic.send("poll", Rank.IDLE)
    assert traffic.begun == ["write"]
    await traffic.end("write")
    assert traffic.begun == ["write", "poll"]
    await traffic.over()


async def test_writes_without_end_do_not_silence_the_polls() -> None:
    traffic = Traffic(patience=0.0)
    await traffic.send("write", Rank.WRITE)
    await traffic.send("poll", Rank.IDLE)
    await asyncio.wait_for(until(lambda: "poll" in traffic.begun), 10)
    await traffic.over()


@pytest.mark.parametrize("which", ["waiting", "under way"])
async def test_whoever_is_cut_off_leaves_the_place_to_the_next(which: str) -> None:
    traffic = Traffic()
    full = [f"write {number}" for number in range(ROOM[Rank.WRITE])]
    for name in (*full, "waiting", "next"):
        await traffic.send(name, Rank.WRITE)
    await traffic.cut_off("waiting" if which == "waiting" else full[0])
    await traffic.end(full[1])
    assert "next" in traffic.begun
    await traffic.over()


async def test_whoever_is_cut_off_at_the_very_moment_of_its_turn_leaves_it_too() -> None:
    traffic = Traffic()
    await traffic.send("write", Rank.WRITE)
    await traffic.send("poll", Rank.IDLE)
    traffic._ends["write"].set()  # noqa: SLF001 - nothing may run between the call and the cut
    await asyncio.sleep(0)
    await traffic.cut_off("poll")
    await traffic.over()


async def until(condition: Callable[[], bool]) -> None:
    while not condition():
        await asyncio.sleep(0)
