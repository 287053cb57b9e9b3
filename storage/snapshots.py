"""Copies of several SQLite files as they were at one and the same moment, made while others write to them."""

import sqlite3
import time
from collections.abc import Mapping
from contextlib import ExitStack, closing
from pathlib import Path

from sqlite_utils import Database

from desk.errors import StorageUnusable
from storage import schema

_WAITS_FOR_A_WRITER = 0.5
"""Seconds; meanwhile whoever writes to the other file waits for us."""
_TRIES = 20


def copy_together(copies: Mapping[Path, Path]) -> None:
    """Makes each copy from its file, all of one moment; writers wait for a few milliseconds, not for the copying.

    Raises `StorageUnusable`.
    """
    try:
        with ExitStack() as stack:
            readers = {copy: stack.enter_context(closing(_opened(file))) for file, copy in copies.items()}
            _stop_at_one_moment(tuple(copies), tuple(readers.values()))
            for copy, reader in readers.items():
                with closing(sqlite3.connect(copy)) as target:
                    reader.backup(target)
                check_whole(copy)
    except sqlite3.Error as error:
        raise StorageUnusable(f"The database cannot be copied: {error}.") from error


def check_whole(path: Path) -> None:
    """Raises `StorageUnusable` unless every page of the file is what SQLite wrote."""
    try:
        with closing(sqlite3.connect(path)) as db:
            said = str(db.execute("pragma integrity_check").fetchone()[0])
    except sqlite3.DatabaseError as error:
        said = str(error)
    if said != "ok":
        raise StorageUnusable(f"{path.name} is damaged: {said.splitlines()[-1]}.")


def check_not_newer(path: Path) -> None:
    """Raises `StorageUnusable` for a newer schema than ours, and for a file that is no database of the desk's."""
    try:
        with closing(_opened(path)) as db:
            database = Database(db, execute_plugins=False)
            schema.refuse_newer(database)
            schema.refuse_foreign(database)
    except sqlite3.Error as error:
        raise StorageUnusable(f"The database {path} cannot be read: {error}.") from error


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=_WAITS_FOR_A_WRITER)


def _stop_at_one_moment(files: tuple[Path, ...], readers: tuple[sqlite3.Connection, ...]) -> None:
    """While nobody can write to any of the files, every reader begins to read; what is written later it never sees."""
    for _ in range(_TRIES):
        with ExitStack() as stack:
            gates = [stack.enter_context(closing(_opened(file))) for file in files]
            try:
                for gate in gates:
                    gate.execute("begin immediate")
            except sqlite3.OperationalError as busy:
                if busy.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                    raise
            else:
                for reader in readers:
                    reader.execute("begin")
                    reader.execute("select count(*) from sqlite_master").fetchone()
                return
        time.sleep(_WAITS_FOR_A_WRITER)
    raise StorageUnusable("The database was written to without a pause. Try again in a minute.")
