"""An engine on a file of its own. The library allows one engine per process, so a test has one at a time."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from desk.ports.runtime import Clock
from tests.work.desk_double import DeskDouble, now
from work.engine import DurableEngine
from work.workers import Workers


@pytest.fixture
def double() -> DeskDouble:
    return DeskDouble()


class Process:
    """Stands for a bot process: starts and stops an engine on one file."""

    def __init__(self, path: Path, double: DeskDouble) -> None:
        self.path = path
        self._double = double
        self._engine: DurableEngine | None = None

    async def start(self, clock: Clock = now, start_deadline: float = 20.0) -> DurableEngine:
        await self.stop()
        self._engine = engine = DurableEngine(self.path, clock, start_deadline, after_a_mistake=0.1)
        engine.launch(Workers(self._double, self._double, self._double))
        await engine.open()
        return engine

    async def stop(self) -> None:
        engine, self._engine = self._engine, None
        if engine:
            await engine.close()

    def change(self, statement: str) -> None:
        """Changes the file while no engine runs."""
        with sqlite3.connect(self.path) as db:
            db.execute(statement)
        db.close()

    def script(self, statements: str) -> None:
        """Runs several statements on the file."""
        with closing(sqlite3.connect(self.path)) as db:
            db.executescript(statements)

    def restore(self, dump: Path) -> None:
        with sqlite3.connect(self.path) as db:
            db.executescript(dump.read_text("utf-8"))
        db.close()


@pytest.fixture
async def process(tmp_path: Path, double: DeskDouble) -> AsyncIterator[Process]:
    process = Process(tmp_path / "engine.db", double)
    yield process
    await process.stop()


@pytest.fixture
async def engine(process: Process) -> DurableEngine:
    return await process.start()
