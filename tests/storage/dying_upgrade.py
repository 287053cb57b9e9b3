"""Opens a database that needs an upgrade, and is killed right after the step named, before anything is committed."""

import asyncio
import os
import signal
import sys

from sqlite_utils import Database

from storage import schema
from storage.sqlite import Sqlite


def _deadly(step: schema.Step) -> schema.Step:
    def dies(db: Database) -> None:  # pragma: no cover  killed before it could tell
        step(db)
        os.kill(os.getpid(), signal.SIGKILL)

    dies.__name__ = step.__name__
    return dies


if __name__ == "__main__":  # pragma: no cover
    schema.STEPS = tuple(_deadly(step) if step.__name__ == sys.argv[2] else step for step in schema.STEPS)
    asyncio.run(Sqlite(sys.argv[1]).open())
