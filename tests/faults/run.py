"""A run: rounds of work in several towns side by side, each with one kind of trouble and one kill, from one seed."""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.e2e.forked import Death
from tests.faults.judge import Verdict, judged, open_work
from tests.faults.kinds import KINDS, Kind
from tests.faults.office import Office, open_office
from tests.faults.people import writes
from tests.faults.steps import some_death
from tests.faults.work import Order, Round

SETTLES = 300.0
"""Seconds in which everything is at rest after the trouble of a round has ended."""
MISSES = 45
"""Seconds without any open work after which nothing will come any more."""
LINGERS = 5.0
RANDOM_KILLS = 0.4
AT_RANDOM, AT_A_STEP = "SIGKILL at a random instant", "SIGKILL at a named step"


@dataclass(frozen=True)
class Size:
    submissions: int
    assignments: int
    kills: int
    towns: int
    checks: bool = True
    kinds: tuple[Kind, ...] = KINDS


@dataclass(frozen=True)
class Outcome:
    seed: str
    rounds: Sequence[tuple[Round, Verdict]]


@dataclass(frozen=True)
class _Plan:
    """What one round is made of."""

    name: str
    seed: str
    kind: Kind
    assignments: int
    orders: int
    killed_at: float | None
    """Seconds into the round; None when it dies at a step."""

    def chance(self, what: str) -> Random:
        return Random(f"{self.seed} {self.name} {what}")  # noqa: S311 - to be repeated, not to be secret

    def death(self, folder: Path) -> Death | None:
        if self.killed_at is not None:
            return None
        return some_death(self.chance("death"), folder / f"armed-{self.name}")


async def run(size: Size, seed: str, folder: Path, tell: Callable[[str], None] = lambda _: None) -> Outcome:
    """The same seed makes the same choices; the machine and the clock do the rest."""
    towns = _planned(size, seed)
    playing = (_play(plans, size, folder / f"town-{number}", tell) for number, plans in enumerate(towns))
    return Outcome(seed, [each for rounds in await asyncio.gather(*playing) for each in rounds])


def _planned(size: Size, seed: str) -> list[list[_Plan]]:
    """Each town's rounds, one for each kill. Every kind comes as often as the others, in an order of chance."""
    chance = Random(f"{seed} plan")  # noqa: S311
    kinds: list[Kind] = []
    while len(kinds) < size.kills:
        kinds += chance.sample(size.kinds, len(size.kinds))
    towns: list[list[_Plan]] = [[] for _ in range(min(size.towns, size.kills))]
    for number in range(size.kills):
        at = chance.uniform(0.0, 9.0) if chance.random() < RANDOM_KILLS else None
        assignments, orders = (_share(total, size.kills, number) for total in (size.assignments, size.submissions))
        rounds = towns[number % len(towns)]
        name = f"{number % len(towns)}-{len(rounds)}"
        rounds.append(_Plan(name, seed, kinds[number], assignments, orders, at))
    return towns


def _share(total: int, parts: int, number: int) -> int:
    return total * (number + 1) // parts - total * number // parts


async def _play(
    plans: list[_Plan], size: Size, folder: Path, tell: Callable[[str], None]
) -> list[tuple[Round, Verdict]]:
    deaths = [*(plan.death(folder) for plan in plans), None]
    async with open_office(folder, checks=size.checks, death=deaths[0]) as office:
        tell(f"{plans[0].name} is open")
        rounds = []
        for plan, upcoming in zip(plans, deaths[1:], strict=True):
            office.upcoming = upcoming
            rounds.append(await _Play(office, plan, tell).play())
        await office.until(lambda: office.story.bot.is_running, 60)
        await asyncio.sleep(LINGERS)
        return [(played, judged(office.story, played)) for played in rounds]


class _Play:
    """One round being played."""

    def __init__(self, office: Office, plan: _Plan, tell: Callable[[str], None]) -> None:
        self._office = office
        self._plan = plan
        self._tell = tell
        self._round = Round(plan.name, plan.kind.name)

    async def play(self) -> Round:
        office, plan, played = self._office, self._plan, self._round
        office.begun.clear()
        office.written.clear()
        names = [f"Export {plan.name}-{number} stops" for number in range(plan.assignments)]
        played.assignments = office.assign(names, plan.chance("assignments"))
        played.orders = self._orders(plan.chance("orders"))
        trouble = asyncio.create_task(plan.kind.make(office, plan.chance("trouble")))
        killing = asyncio.create_task(self._kill())
        await self._write()
        office.written.set()
        played.injected = await trouble
        played.decoys, office.decoys = office.decoys, []
        await killing
        await self._settle()
        said = "; ".join(judged(office.story, played).all) or "well"
        self._tell(f"{plan.name} {played.kind} ({played.injected}), {played.kill}: {said}")
        return played

    def _orders(self, chance: Random) -> list[Order]:
        """Nobody writes twice on one ticket, so that it is known which message is about which note."""
        pairs = [(ticket, person) for ticket in self._round.assignments for person in self._office.people]
        orders = []
        for number, (ticket, person) in enumerate(chance.sample(pairs, min(self._plan.orders, len(pairs)))):
            text = f"Finding {self._plan.name}-{number}.\nThe import stops at <row 9> & waits: {{{{kept}}}} for ever."
            seconds = 60 * chance.randint(1, 9)
            is_full = self._office.story.agents[person.id].licence == "full"
            orders.append(Order(ticket, person, text, seconds if is_full else None))
        return orders

    async def _write(self) -> None:
        """At the same time, but on one ticket one after the other."""
        orders = self._round.orders
        taken_in = [asyncio.Event() for _ in orders]

        async def one(number: int, order: Order) -> None:
            for other, event in zip(orders[:number], taken_in, strict=False):
                if order.assignment is other.assignment or order.author is other.author:
                    await event.wait()
            await writes(self._office, order, self._plan.chance(f"person {number}"))
            taken_in[number].set()

        async with asyncio.TaskGroup() as group:
            for number, order in enumerate(orders):
                group.create_task(one(number, order))

    async def _kill(self) -> None:
        office, before, armed = self._office, self._office.deaths, self._office.prepared
        struck = False
        if self._plan.killed_at is not None:
            await asyncio.sleep(self._plan.killed_at)
        elif armed and armed.armed_by:
            armed.armed_by.touch()
            await office.until(lambda: office.deaths > before or office.written.is_set(), SETTLES)
            struck = await office.until(lambda: office.deaths > before, LINGERS)
            armed.armed_by.unlink()
        self._round.kill = f"{AT_A_STEP} ({armed})" if struck else AT_RANDOM
        if not struck:
            await office.kill()
        await office.until(lambda: office.deaths > before, 60)

    async def _settle(self) -> None:
        """Until everything is there and nothing is open; what is at rest and still misses something, misses it."""
        office, quiet = self._office, 0
        for _ in range(int(SETTLES)):
            await office.reconnect()
            open_now = await asyncio.to_thread(_open, office.folder)
            verdict = judged(office.story, self._round)
            quiet = 0 if open_now or not office.story.bot.is_running else quiet + 1
            if quiet and not verdict.lost and not verdict.amiss:
                return
            if quiet > MISSES:
                return
            await asyncio.sleep(1.0)
        self._round.unsettled = ", ".join(open_now) or "the bot does not run"


def _open(folder: Path) -> list[str]:
    try:
        return list(open_work(folder))
    except sqlite3.Error as problem:
        return [f"unreadable: {problem}"]
