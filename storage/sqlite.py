"""One SQLite database with a thread of its own: the event loop never waits for the disk."""

import asyncio
import contextlib
import os
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from sqlite_utils import Database

from desk.errors import StorageUnusable
from storage import schema

T = TypeVar("T")

IN_MEMORY = ":memory:"
_BUSY_MILLISECONDS = 5_000  # another process, such as `doctor`, may be reading
_OUR_MISTAKES = {  # all other errors come from the disk, the file, or another process
    sqlite3.SQLITE_ERROR,
    sqlite3.SQLITE_CONSTRAINT,
    sqlite3.SQLITE_MISMATCH,
    sqlite3.SQLITE_MISUSE,
    sqlite3.SQLITE_RANGE,
}


class Sqlite:
    def __init__(self, path: str | Path, *, read_only: bool = False) -> None:
        """With `read_only`, another process may write at the same time."""
        self.path = path
        self._read_only = read_only
        self._thread: ThreadPoolExecutor | None = None
        self._database: Database | None = None

    async def open(self) -> None:
        """Makes a missing file and brings the schema up to date; with `read_only` it does neither.

        Raises `StorageUnusable`, also for a newer schema, and with `read_only` for an older one.
        """
        if self._thread:
            return
        thread = ThreadPoolExecutor(1, thread_name_prefix="sqlite")
        try:
            self._database = await asyncio.wrap_future(
                thread.submit(_opened_to_read if self._read_only else _opened, self.path)
            )
        except BaseException:
            thread.shutdown(wait=False)
            raise
        self._thread = thread

    async def close(self) -> None:
        """Work that was given to `run` before is finished first."""
        thread, database = self._thread, self._database
        self._thread = self._database = None
        if thread and database:
            closed = thread.submit(database.close)
            thread.shutdown(wait=False)
            await asyncio.wrap_future(closed)

    async def run(self, work: Callable[[Database], T]) -> T:
        """Runs `work` in one transaction: it is on disk when this returns, and undone when this raises."""
        thread, database = self._thread, self._database
        if not thread or not database:
            raise StorageUnusable("The database is not open.")

        def transaction() -> T:
            with database.atomic():
                return work(database)

        done: Future[T] = thread.submit(transaction)
        try:
            return await asyncio.wrap_future(done)
        except sqlite3.DatabaseError as error:
            if getattr(error, "sqlite_errorcode", sqlite3.SQLITE_MISUSE) & 0xFF in _OUR_MISTAKES:
                raise
            raise StorageUnusable(f"The database cannot be used at the moment: {error}.") from error

    async def check(self) -> None:
        """Raises `StorageUnusable` unless the database answers."""
        await self.run(lambda db: db.execute("select 1 from sqlite_master limit 1").fetchone())


def _opened(path: str | Path) -> Database:
    if str(path) != IN_MEMORY:
        _make_private(Path(path))
    try:
        return _prepared(Database(path, execute_plugins=False), path, _prepare)
    except sqlite3.Error as error:
        raise StorageUnusable(f"The database {path} cannot be used: {error}.") from error


def _opened_to_read(path: str | Path) -> Database:
    """SQLite's `mode=ro` is not used: it leaves -wal and -shm files that may belong to another user than the bot's."""
    file = Path(path)
    if not file.is_file():
        raise StorageUnusable(f"There is no database at {file} yet.")
    try:
        connection = sqlite3.connect(f"{file.absolute().as_uri()}?mode=rw", uri=True)
        return _prepared(Database(connection, execute_plugins=False), path, _prepare_to_read)
    except sqlite3.Error as error:
        raise StorageUnusable(f"The database {path} cannot be read: {error}.") from error


def _prepared(database: Database, path: str | Path, prepare: Callable[[Database, str | Path], None]) -> Database:
    try:
        prepare(database, path)
    except BaseException:
        database.close()
        raise
    return database


def _prepare(database: Database, path: str | Path) -> None:
    database.execute(f"pragma busy_timeout = {_BUSY_MILLISECONDS}")
    schema.refuse_newer(database)
    mode = _into_wal(database)
    if mode not in {"wal", "memory"}:
        raise StorageUnusable(f"The database {path} lies where SQLite cannot lock it. Use a disk of this machine.")
    database.execute("pragma synchronous = full")
    database.execute("pragma foreign_keys = on")
    schema.bring_up_to_date(database)


def _prepare_to_read(database: Database, _: str | Path) -> None:
    database.execute(f"pragma busy_timeout = {_BUSY_MILLISECONDS}")
    database.execute("pragma query_only = on")
    schema.refuse_newer(database)
    schema.refuse_older(database)


def _into_wal(database: Database) -> str:
    """Waits for another process that does the same: SQLite ignores `busy_timeout` here."""
    until = time.monotonic() + _BUSY_MILLISECONDS / 1000
    while True:
        try:
            return str(database.execute("pragma journal_mode = wal").fetchone()[0])
        except sqlite3.OperationalError as locked:
            if locked.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.01)


def _make_private(path: Path) -> None:
    """SQLite gives its -wal and -shm files the mode of the database, so we make the file before SQLite does."""
    folder = path.absolute().parent
    if not folder.is_dir():
        raise StorageUnusable(f"There is no folder {folder} to keep the database in. Make it, or set DATABASE_URL.")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise StorageUnusable(f"The folder {folder} is not writable, and the database {path.name} belongs there.")
    try:
        with contextlib.suppress(FileExistsError):  # closing a file that SQLite has open would drop SQLite's locks
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        for file in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
            if file.exists():
                file.chmod(0o600)
    except OSError as error:
        raise StorageUnusable(f"The database {path} cannot be opened: {error.strerror}.") from error
