"""Copies of several SQLite files, all of one moment, made while other processes write to them."""

import sqlite3
import time
from collections.abc import Mapping
from contextlib import ExitStack, closing
from pathlib import Path

from sqlite_utils import Database

from desk.errors import StorageUnusable
from storage import schema

_LOCK_SECONDS = 0.5
"""How long to wait for the lock of one file, while writers of the other files wait for us."""
_TRIES = 20


def copy_together(copies: Mapping[Path, Path]) -> None:
    """Copies each file (key) to its path (value). Writers wait for milliseconds only, not until the copies are made.

    Raises `StorageUnusable`.
    """
    try:
        with ExitStack() as stack:
            readers = {copy: stack.enter_context(closing(_opened(file))) for file, copy in copies.items()}
            _begin_reading_together(tuple(copies), tuple(readers.values()))
            for copy, reader in readers.items():
                with closing(sqlite3.connect(copy)) as target:
                    reader.backup(target)
                check_whole(copy)
    except sqlite3.Error as error:
        raise StorageUnusable(f"The database cannot be copied: {error}.") from error


def check_whole(path: Path) -> None:
    """Raises `StorageUnusable` when SQLite finds the file damaged."""
    try:
        with closing(sqlite3.connect(path)) as db:
            said = str(db.execute("pragma integrity_check").fetchone()[0])
    except sqlite3.DatabaseError as error:
        said = str(error)
    if said != "ok":
        raise StorageUnusable(f"{path.name} is damaged: {said.splitlines()[-1]}.")


def check_not_newer(path: Path) -> None:
    """Raises `StorageUnusable` for a newer schema than ours, and for a file that is not a database of partnerdesk."""
    try:
        with closing(_opened(path)) as db:
            database = Database(db, execute_plugins=False)
            schema.refuse_newer(database)
            schema.refuse_foreign(database)
    except sqlite3.Error as error:
        raise StorageUnusable(f"The database {path} cannot be read: {error}.") from error


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=_LOCK_SECONDS)


def _begin_reading_together(files: tuple[Path, ...], readers: tuple[sqlite3.Connection, ...]) -> None:
    """Locks all files against writing and begins to read each: readers do not see what is written after that."""
    for _ in range(_TRIES):
        with ExitStack() as stack:
            locks = [stack.enter_context(closing(_opened(file))) for file in files]
            try:
                for lock in locks:
                    lock.execute("begin immediate")
            except sqlite3.OperationalError as busy:
                if busy.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                    raise
            else:
                for reader in readers:
                    reader.execute("begin")
                    reader.execute("select count(*) from sqlite_master").fetchone()
                return
        time.sleep(_LOCK_SECONDS)
    raise StorageUnusable("The database was written to without a pause. Try again in a minute.")
