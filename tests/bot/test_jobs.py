"""The clock, when it is stopped."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.jobs import do_every, mind_the_clock, stop_jobs


@pytest.mark.parametrize("turns", range(4))
async def test_a_job_that_is_due_while_the_bot_stops_is_no_mistake(
    caplog: pytest.LogCaptureFixture, turns: int
) -> None:
    async def job() -> None:
        await asyncio.Event().wait()

    clock = AsyncIOScheduler(timezone=UTC)
    do_every(clock, 60, "poll", job, at_once=True)
    clock.start()
    for _ in range(turns):  # until the job is looked at, handed over, begun
        await asyncio.sleep(0)
    stop_jobs(clock)
    for _ in range(4):
        await asyncio.sleep(0)
    assert asyncio.all_tasks() == {asyncio.current_task()}
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == []


async def test_no_job_waits_for_a_clock_that_was_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is due in an hour, as after a clock that was put back by one."""
    monkeypatch.setattr("bot.jobs.CLOCK_SECONDS", 0.01)
    done = asyncio.Event()

    async def job() -> None:
        done.set()

    clock = AsyncIOScheduler(timezone=UTC)
    do_every(clock, 3600, "poll", job, at_once=False)
    clock.start()
    ahead = [timedelta(hours=1)]
    mind_the_clock(clock, lambda: datetime.now(UTC) + (ahead.pop() if ahead else timedelta()))
    async with asyncio.timeout(10):
        await done.wait()
    stop_jobs(clock)
