"""The backends of the tests: each is a database that can be closed and opened again."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from desk.model.people import DeskId
from storage.sealing import Sealer
from storage.sqlite import Sqlite
from storage.store import Store, open_store
from tests.fakes import FakeClock
from tests.storage.examples import DESK, NOW

KEY = Fernet.generate_key().decode()


class SqliteFile:
    def __init__(self, folder: Path, clock: FakeClock) -> None:
        self.path = folder / "partnerdesk.db"
        self.clock = clock
        self.sqlite = Sqlite(self.path)

    async def restart(self) -> None:
        await self.sqlite.close()
        self.sqlite = Sqlite(self.path)
        await self.sqlite.open()

    def store(self, desk: DeskId = DESK) -> Store:
        return open_store(self.sqlite, desk, Sealer([KEY]), self.clock)


Backend = SqliteFile  # becomes a union with the second one
BACKENDS = {"SQLite file": SqliteFile}


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(NOW)


@pytest.fixture(params=list(BACKENDS))
async def backend(request: pytest.FixtureRequest, tmp_path: Path, clock: FakeClock) -> AsyncIterator[Backend]:
    backend = BACKENDS[request.param](tmp_path, clock)
    await backend.sqlite.open()
    yield backend
    await backend.sqlite.close()


@pytest.fixture
def store(backend: Backend) -> Store:
    return backend.store()
