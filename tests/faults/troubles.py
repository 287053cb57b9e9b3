"""Trouble that is more than a bad answer; each function makes it, ends it, and tells how often it struck."""

import asyncio
import resource
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from aiohttp import web

from sandbox.faults import Fault
from sandbox.requests import CUT
from sandbox.slack.delivery import DeliveredPayload, Retry
from sandbox.zendesk.people import VendorPeople
from sandbox.zendesk.world import World
from tests.e2e.story import SETTLED
from tests.faults.office import Office

HOUR = 3600.0
PUT = "^PUT /api/v2/tickets/"
SEARCHES_EVERY = 40.0
"""Seconds in which the bot's net under the feed surely asks once."""
SMALL = 4096
"""Bytes at which every file of the bot ends while its disk is full."""


async def none(office: Office, _chance: Random) -> int:
    """Nothing but the kill."""
    await office.written.wait()
    return 0


@dataclass
class Touching(Fault):
    """The vendor changes the ticket that is about to be written to, after it was read."""

    world: World | None = None
    struck: int = 0

    def matches(self, request: web.Request) -> bool:
        if not super().matches(request):
            return False
        if self.world:
            ticket = self.world.tickets[int(request.path.rsplit("/", 1)[1].removesuffix(".json"))]
            VendorPeople(self.world).touch(ticket)
            self.struck += 1
        return True


async def touched(office: Office, chance: Random) -> int:
    fault = Touching(where=PUT, times=chance.randint(1, 3), world=office.story.zendesk)
    office.story.town.zendesk_faults.add(fault)
    await office.until(lambda: office.written.is_set() and not fault.times, HOUR / 30)
    office.story.town.zendesk_faults.clear()
    return fault.struck


async def revoked(office: Office, chance: Random) -> int:
    """At the vendor; whoever is told signs in again."""
    await _while_somebody_writes(office, chance)
    gone = chance.sample(office.people, chance.randint(1, len(office.people)))
    for person in gone:
        office.story.vendor.revoke_tokens(office.story.agents[person.id])
    await office.written.wait()
    return len(gone)


async def away_for_an_hour(office: Office, chance: Random) -> int:
    """By every clock there is, the bot's too; its own sleeps last as long as they do."""
    await _while_somebody_writes(office, chance)
    town, story = office.story.town, office.story
    begun = len(town.log)
    town.zendesk_faults.away = True
    await asyncio.sleep(chance.uniform(1.0, 3.0))
    story.clock.advance(HOUR)
    office.skew.move(HOUR)
    await asyncio.sleep(chance.uniform(1.0, 3.0))
    town.zendesk_faults.away = False
    return sum(request.status == CUT for request in town.log.since(begun))


async def search_late_and_stale(office: Office, chance: Random) -> int:
    """It finds nothing of this round, and one ticket that went back to the vendor long ago, it says, is still ours."""
    story = office.story
    begun, lag = len(story.town.log), story.zendesk.search_lag
    (decoy,) = office.assign(["Search says that this is yours"], chance)
    office.decoys.append(decoy)
    story.zendesk.search_lag = 4 * SETTLED
    story.vendor.assign(decoy.ticket, story.scene.joris, story.scene.vendor_group)
    await office.written.wait()
    story.clock.advance(2 * SETTLED)

    def searches() -> int:
        return sum(request.path.endswith("/search") for request in story.town.log.since(begun))

    await office.until(searches, SEARCHES_EVERY)
    story.zendesk.search_lag = lag
    return searches()


async def sockets_cut(office: Office, chance: Random) -> int:
    times = chance.randint(1, 3)
    for _ in range(times):
        await _while_somebody_writes(office, chance)
        office.story.slack.cut_connections()
    return times


async def envelopes_twice(office: Office, _chance: Random) -> int:
    slack, seen = office.story.slack, list[DeliveredPayload]()
    with _watched(office, seen.append):
        slack.deliver_twice = True
        await office.written.wait()
        slack.deliver_twice = False
    return len(seen) // 2


async def events_again(office: Office, chance: Random) -> int:
    """Told once as they happen, and twice more, late and in another order, as Slack does it without an answer."""
    slack, seen = office.story.slack, list[DeliveredPayload]()
    await office.until(office.begun.is_set, HOUR)
    with _watched(office, seen.append):
        for person in office.people:
            await person.open_home()
    told = [each.payload for each in seen if each.kind == "events_api"]
    again = [(payload, attempt) for payload in told for attempt in (1, 2)]
    for payload, attempt in chance.sample(again, len(again)):
        await asyncio.sleep(chance.uniform(0.0, 0.5))
        await slack.delivery.send("events_api", payload, Retry(attempt, "timeout"))
    return len(told)


async def disk_full(office: Office, chance: Random) -> int:
    """No file of the bot grows, and what lies behind the first bytes cannot be written at all."""
    await _while_somebody_writes(office, chance)
    pid = office.story.bot.pid if office.story.bot.is_running else 0
    before = _file_size_limit(pid, SMALL)
    await asyncio.sleep(chance.uniform(1.0, 5.0))
    if before:
        _file_size_limit(pid, before[0])
    return int(before is not None)


def _file_size_limit(pid: int, most: int) -> tuple[int, int] | None:
    """The limits there were; None when the process is gone."""
    try:
        soft, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE) if pid else (0, 0)
        if pid:
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (most, hard))
    except ProcessLookupError:
        return None
    return (soft, hard) if pid else None


async def database_locked(office: Office, chance: Random) -> int:
    """Another process holds the only right to write, longer or shorter than the bot waits for it."""
    await _while_somebody_writes(office, chance)
    names = chance.choice(
        (("partnerdesk.db",), ("partnerdesk.engine.db",), ("partnerdesk.db", "partnerdesk.engine.db"))
    )
    seconds = chance.uniform(0.5, 8.0)
    held = [asyncio.to_thread(_hold, office.folder / name, seconds) for name in names]
    return sum(await asyncio.gather(*held))


def _hold(path: Path, seconds: float) -> int:
    with closing(sqlite3.connect(path, isolation_level=None, timeout=10)) as db:
        try:
            db.execute("begin immediate")
        except sqlite3.OperationalError:
            return 0
        time.sleep(seconds)
        db.execute("rollback")
    return 1


async def clock_put_back(office: Office, chance: Random) -> int:
    """The bot's; that of the vendor and of the chat go on. Notes wait meanwhile, so that later ones could overtake."""
    faults = office.story.town.zendesk_faults
    faults.add(Fault(where=PUT, times=chance.randint(1, 3), status=503))
    await _while_somebody_writes(office, chance)
    office.skew.move(-chance.uniform(60.0, HOUR))
    await office.written.wait()
    faults.clear()
    return 1


async def _while_somebody_writes(office: Office, chance: Random) -> None:
    await office.until(office.begun.is_set, HOUR)
    await asyncio.sleep(chance.uniform(0.0, 1.5))


@contextmanager
def _watched(office: Office, watcher: Callable[[DeliveredPayload], Any]) -> Iterator[None]:
    watchers = office.story.slack.delivery.watchers
    watchers.append(watcher)
    try:
        yield
    finally:
        watchers.remove(watcher)
