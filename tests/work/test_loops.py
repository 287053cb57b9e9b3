"""Every step runs on the event loop of `launch`, also when the library runs the workflow on its own loop.

The library uses its own loop for queued work while the loop of `launch` stands still. pytest stops that loop between a
fixture and its test, and the step's objects (locks, HTTP clients) belong to that loop.
"""

import asyncio
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from desk.model.posts import Post
from tests.work.desk_double import DeskDouble, now, post
from work.engine import DurableEngine
from work.workers import Workers


class LoopDouble(DeskDouble):
    """Remembers on which loop each post was tried. A try of "stuck" lasts until it is cancelled."""

    def __init__(self) -> None:
        super().__init__()
        self.loops: list[asyncio.AbstractEventLoop] = []

    async def attempt(self, what: object) -> float | None:
        assert isinstance(what, Post)
        self.loops.append(asyncio.get_running_loop())
        if what.key == "stuck":
            await asyncio.Event().wait()
        return await super().attempt(what)


@pytest.fixture
def runner() -> Iterator[asyncio.Runner]:
    """A loop that stands still between two calls of `run`."""
    with asyncio.Runner() as runner:
        yield runner


async def started(path: Path, double: DeskDouble) -> DurableEngine:
    engine = DurableEngine(path, now)
    engine.launch(Workers(double, double, double))
    await engine.open()
    return engine


def stand_still_until_begun(path: Path, workflow: str) -> None:
    """Returns when the library has taken the workflow from its queue, without running any loop of ours."""
    deadline = time.monotonic() + 20
    with closing(sqlite3.connect(path)) as db:
        while ("PENDING",) not in db.execute(
            "select status from workflow_status where workflow_uuid = ?", [workflow]
        ).fetchall():
            assert time.monotonic() < deadline
            time.sleep(0.02)


def begin_on_the_librarys_loop(runner: asyncio.Runner, path: Path, double: DeskDouble, key: str) -> DurableEngine:
    engine = runner.run(started(path, double))
    runner.run(engine.post(post(key)))
    stand_still_until_begun(path, f"post:{key}")
    deadline = time.monotonic() + 20
    while not engine._workflows:  # noqa: SLF001 - there is no other way to see it
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return engine


def test_a_step_runs_on_the_loop_of_launch(runner: asyncio.Runner, tmp_path: Path) -> None:
    double = LoopDouble()
    engine = begin_on_the_librarys_loop(runner, tmp_path / "engine.db", double, "hello")
    runner.run(double.until("say hello"))
    runner.run(engine.close())
    assert double.loops == [runner.get_loop()]


def test_close_ends_a_step_whose_workflow_is_on_the_librarys_loop(runner: asyncio.Runner, tmp_path: Path) -> None:
    path, double = tmp_path / "engine.db", LoopDouble()
    engine = begin_on_the_librarys_loop(runner, path, double, "stuck")
    runner.run(until_tried(double))
    runner.run(engine.close(drain_seconds=0.1))
    assert double.loops == [runner.get_loop()]
    stand_still_until_begun(path, "post:stuck")  # still pending: the next start resumes it


def test_close_wakes_a_workflow_that_sleeps_on_the_librarys_loop(runner: asyncio.Runner, tmp_path: Path) -> None:
    path, double = tmp_path / "engine.db", LoopDouble()
    double.waits["say hello"] = [60.0]
    engine = begin_on_the_librarys_loop(runner, path, double, "hello")
    runner.run(double.until("say hello"))
    begun = time.monotonic()
    runner.run(engine.close())
    assert time.monotonic() - begun < 30
    stand_still_until_begun(path, "post:hello")


async def until_tried(double: LoopDouble) -> None:
    async with asyncio.timeout(20):
        while not double.loops:
            await asyncio.sleep(0.02)
