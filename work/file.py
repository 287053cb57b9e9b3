"""The engine's own file: prepared before the library opens it, and mended where the library does not."""

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from work.private import make_private

_GIVEN_UP_GOES_ON = """
    update workflow_status set status = 'PENDING', error = null, completed_at = null, recovery_attempts = 0
    where status in ('ERROR', 'MAX_RECOVERY_ATTEMPTS_EXCEEDED')
"""
"""Our steps never fail, so what failed is the engine: for want of disk space, say. The library resumes no errors."""
_BEGUN_BY_NOW = "update workflow_status set started_at_epoch_ms = :now where started_at_epoch_ms > :now"
"""The queue of posts counts what was begun in its last second, and with it everything that was begun later."""
_WOKEN_BY_NOW = """
    update operation_outputs set output = :woken, started_at_epoch_ms = :now
    where function_name = 'DBOS.sleep' and started_at_epoch_ms > :now
"""
"""A sleep ends at a time of day: for one that is to begin only later, nobody knows how long that is."""


def prepare(path: Path, now: datetime) -> None:
    """A 0600 file in WAL mode before the engine opens it: untuned, its slowest writes take seconds."""
    make_private(path)
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("pragma journal_mode = wal")
        if db.execute("select 1 from sqlite_master where name = 'workflow_status'").fetchone():
            db.execute(_GIVEN_UP_GOES_ON)
            _forget_the_future(db, now)


def pending_work(path: Path) -> frozenset[str]:
    """The names of all work that was begun and is not done; given up it is none of it."""
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
