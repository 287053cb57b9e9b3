"""Stores submissions until it is killed, and prints the id of each one after it is stored."""

import asyncio
import sys
from dataclasses import replace
from itertools import count

from cryptography.fernet import Fernet

from storage.sealing import Sealer
from storage.sqlite import Sqlite
from storage.store import open_store
from tests.storage.examples import DESK, NOW, SUBMISSION


async def write_for_ever(path: str) -> None:  # pragma: no cover  killed before coverage is written
    sqlite = Sqlite(path)
    await sqlite.open()
    submissions = open_store(sqlite, DESK, Sealer([Fernet.generate_key().decode()]), lambda: NOW).submissions
    for number in count():
        await submissions.add(replace(SUBMISSION, id=f"s{number}"))
        sys.stdout.write(f"s{number}\n")
        sys.stdout.flush()


if __name__ == "__main__":  # pragma: no cover
    asyncio.run(write_for_ever(sys.argv[1]))
