"""Exchanges the files of a database, and is killed right before the change to the disk of the number given."""

import os
import signal
import sys
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from bot.backup.archive import DATABASE, ENGINE
from bot.backup.swap import Swap

CHANGES = {"os.rename", "os.mkdir", "os.remove", "os.rmdir"}


def exchange(database: Path, engine: Path, dies_before: int) -> None:
    """In a process of its own."""
    made = Swap(database, engine)
    made.begin()
    (made.staged / ENGINE).write_text("new engine")
    (made.staged / DATABASE).write_text("new database")
    _die_before(dies_before)
    made.decide(datetime.now(UTC))
    made.finish()


def _die_before(number: int) -> None:
    changes = count(1)

    def look(event: str, _: object) -> None:
        if event in CHANGES and next(changes) == number:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(look)
