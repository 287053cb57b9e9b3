"""Opens a database of an older schema, and is killed after the step named, before anything is committed."""

import asyncio
import os
import signal
import sys

from sqlite_utils import Database

from storage import schema
from storage.sqlite import Sqlite


def later_release(db: Database) -> None:
    """A step that a later release may add: with it, every schema on record is an older one."""
    db.execute("alter table watches add column later text")


STEPS = (*schema.STEPS, later_release)


def _deadly(step: schema.Step) -> schema.Step:
    def dies(db: Database) -> None:  # pragma: no cover  killed before coverage is written
        step(db)
        os.kill(os.getpid(), signal.SIGKILL)

    dies.__name__ = step.__name__
    return dies


if __name__ == "__main__":  # pragma: no cover
    schema.STEPS = tuple(_deadly(step) if step.__name__ == sys.argv[2] else step for step in STEPS)
    asyncio.run(Sqlite(sys.argv[1]).open())
