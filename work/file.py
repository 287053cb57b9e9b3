"""The engine's own SQLite file: prepared, and repaired, before the library opens it."""

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from work.private import make_private

_GIVEN_UP_GOES_ON = """
    update workflow_status set status = 'PENDING', error = null, completed_at = null, recovery_attempts = 0
    where status in ('ERROR', 'MAX_RECOVERY_ATTEMPTS_EXCEEDED')
"""
"""Our steps do not fail, so the engine did, for example on a full disk. The library does not resume these workflows."""
_BEGUN_BY_NOW = "update workflow_status set started_at_epoch_ms = :now where started_at_epoch_ms > :now"
"""The queue of posts counts what started in its last second, and also every post whose start lies in the future."""
_WOKEN_BY_NOW = """
    update operation_outputs set output = :woken, started_at_epoch_ms = :now
    where function_name = 'DBOS.sleep' and started_at_epoch_ms > :now
"""
"""Durable sleeps store an absolute wake-up time. It is wrong for a sleep that started while the clock was ahead."""


def prepare(path: Path, now: datetime) -> None:
    """Gives the file mode 0600 and WAL before the engine opens it: otherwise its slowest writes take seconds."""
    make_private(path)
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("pragma journal_mode = wal")
        if db.execute("select 1 from sqlite_master where name = 'workflow_status'").fetchone():
            db.execute(_GIVEN_UP_GOES_ON)
            _forget_the_future(db, now)


def pending_work(path: Path) -> frozenset[str]:
    """The ids of all workflows that are not finished, also of those that the library gave up."""
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(_GIVEN_UP_GOES_ON)
        rows = db.execute("select workflow_uuid from workflow_status where status = 'PENDING'")
        return frozenset(name for (name,) in rows)


def forget_the_future(path: Path, now: datetime) -> None:
    with closing(sqlite3.connect(path)) as db, db:
        _forget_the_future(db, now)


def _forget_the_future(db: sqlite3.Connection, now: datetime) -> None:
    milliseconds = int(now.timestamp() * 1000)
    db.execute(_BEGUN_BY_NOW, {"now": milliseconds})
    db.execute(_WOKEN_BY_NOW, {"now": milliseconds, "woken": str(now.timestamp())})
