"""The clock: what is done again and again. Nothing durable is in it; a missed turn is made up by the next."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.assembly import Bot
from bot.clients import now
from bot.sockets import Sockets
from desk.errors import DeskError
from zendesk.api.throttle import nobody_waits

RECONCILE_SECONDS = 20 * 60
"""At most."""
RECONCILE_POLLS = 20
SOCKETS_SECONDS = 2
"""The client by itself takes ten to notice that the network was lost."""
CARDS_SECONDS = 1
PROPOSALS_SECONDS = 5
POKES_SECONDS = 1
CLOCK_SECONDS = 5
DROPPED_SECONDS = 20
HOUR = 60 * 60
DAY = 24 * HOUR

Job = Callable[[], Awaitable[object]]

log = structlog.get_logger()


def start_jobs(bot: Bot, sockets: Sockets | None, poll_seconds: float) -> AsyncIOScheduler:
    clock = AsyncIOScheduler(timezone=UTC)

    def every(seconds: float, name: str, job: Job, *, at_once: bool = False, waited_for: bool = False) -> None:
        do_every(clock, seconds, name, job if waited_for else _idle(job), at_once=at_once)

    every(poll_seconds, "poll", bot.desk.polling.poll, at_once=True)
    every(POKES_SECONDS, "pokes", bot.desk.polling.answer_pokes)
    every(min(RECONCILE_SECONDS, RECONCILE_POLLS * poll_seconds), "reconcile", bot.desk.polling.reconcile)
    every(poll_seconds, "holders", bot.desk.departures.tidy, at_once=True)
    every(CARDS_SECONDS, "cards", bot.desk.cards.refresh)
    every(PROPOSALS_SECONDS, "proposals", bot.desk.proposals.keep_up, at_once=True, waited_for=True)
    every(HOUR, "channels", bot.desk.channels.look, at_once=True)
    every(HOUR, "connections", bot.desk.connections.refresh_due, at_once=True)
    every(CLOCK_SECONDS, "clock", bot.engine.watch_clock)
    every(DROPPED_SECONDS, "dropped", bot.engine.take_up_dropped)
    every(DAY, "retention", bot.engine.forget_finished, at_once=True)
    every(DAY, "given up", bot.desk.waiting.tidy, at_once=True)
    if sockets:
        every(SOCKETS_SECONDS, "sockets", sockets.watch)
    clock.start()
    mind_the_clock(clock, now)
    return clock


def mind_the_clock(clock: AsyncIOScheduler, wall: Callable[[], datetime], before: datetime | None = None) -> None:
    """After the machine's clock was put back every job would wait until it has caught up: all of them are due now.

    This is no job itself: the loop's own time is never put back.
    """
    at = wall()
    if before and at < before:
        log.warning("clock.put_back", seconds=(before - at).total_seconds())
        for job in clock.get_jobs():
            job.modify(next_run_time=at)
    if clock.running:
        asyncio.get_running_loop().call_later(CLOCK_SECONDS, mind_the_clock, clock, wall, at)


def do_every(clock: AsyncIOScheduler, seconds: float, name: str, job: Job, *, at_once: bool) -> None:
    clock.add_job(
        _kept_going,
        "interval",
        args=(name, job),
        seconds=seconds,
        id=name,
        coalesce=True,
        max_instances=1,
        misfire_grace_time=None,
        **({"next_run_time": datetime.now(UTC)} if at_once else {}),
    )


def _idle(job: Job) -> Job:
    """Nobody waits for what it reads in Zendesk: everything else goes first."""

    async def idle() -> None:
        with nobody_waits():
            await job()

    return idle


def stop_jobs(clock: AsyncIOScheduler) -> None:
    """Cuts off what is under way and begins nothing more: what is cut off before its first step would be an error."""
    clock.pause()
    clock.shutdown(wait=False)


async def _kept_going(name: str, job: Job) -> None:
    """A job that fails is logged and comes again; one that is cut off by our stopping is made up by the next start."""
    try:
        await job()
    except asyncio.CancelledError:
        log.info("job.cut_off", job=name)
    except DeskError as problem:
        log.warning("job.trouble", job=name, problem=type(problem).__name__)
    except Exception:
        log.exception("job.failed", job=name)
