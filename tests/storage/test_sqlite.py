"""The SQLite file is private, durable and upgraded once; files that cannot be used are refused."""

import asyncio
import os
import sqlite3
import stat
import sys
import threading
from asyncio.subprocess import PIPE
from dataclasses import replace
from pathlib import Path

import pytest
from sqlite_utils import Database

from desk.errors import StorageUnusable
from storage import schema
from storage.sealing import Sealer
from storage.sqlite import Sqlite
from storage.store import open_store
from tests.fakes import FakeClock
from tests.storage import writer
from tests.storage.conftest import KEY
from tests.storage.examples import DESK, NOW, SUBMISSION, WATCH

ROOT = Path(__file__).parents[2]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "partnerdesk.db"


async def opened(path: Path | str) -> Sqlite:
    sqlite = Sqlite(path)
    await sqlite.open()
    return sqlite


def readable_by_all(file: Path) -> None:
    file.touch(0o644)
    file.chmod(0o644)


def mode(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)


async def test_database_is_private_to_its_owner(path: Path) -> None:
    before = os.umask(0)
    try:
        sqlite = await opened(path)
        await sqlite.run(lambda db: db.execute("create table anything (x)"))
        modes = {file.name: mode(file) for file in path.parent.iterdir()}
    finally:
        os.umask(before)
    await sqlite.close()
    assert modes == {"partnerdesk.db": 0o600, "partnerdesk.db-wal": 0o600, "partnerdesk.db-shm": 0o600}


async def test_database_others_could_read_becomes_private(path: Path) -> None:
    readable_by_all(path)
    await (await opened(path)).close()
    assert mode(path) == 0o600


async def test_database_syncs_to_disk_and_waits_for_locks(path: Path) -> None:
    sqlite = await opened(path)
    pragmas = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
    said = await sqlite.run(lambda db: [db.execute(f"pragma {pragma}").fetchone()[0] for pragma in pragmas])
    await sqlite.close()
    assert said == ["wal", 2, 1, 5000]


async def test_database_in_memory_can_be_used() -> None:
    sqlite = await opened(":memory:")
    watches = open_store(sqlite, DESK, Sealer([KEY]), FakeClock()).watches
    await watches.put(WATCH)
    assert await watches.all() == [WATCH]
    await sqlite.close()


async def test_open_database_is_healthy_and_closed_one_is_not(path: Path) -> None:
    sqlite = await opened(path)
    await sqlite.open()
    await sqlite.check()
    await sqlite.close()
    await sqlite.close()
    with pytest.raises(StorageUnusable, match="not open"):
        await sqlite.check()
    await sqlite.open()
    await sqlite.check()
    await sqlite.close()


async def test_work_given_before_the_close_is_done(path: Path) -> None:
    sqlite = await opened(path)
    watches = open_store(sqlite, DESK, Sealer([KEY]), FakeClock()).watches
    work = [asyncio.create_task(watches.put(replace(WATCH, channel=f"C{number}"))) for number in range(20)]
    await asyncio.sleep(0)
    await sqlite.close()
    await asyncio.gather(*work)
    await sqlite.open()
    assert len(await watches.all()) == 20
    await sqlite.close()


async def test_the_event_loop_runs_while_the_disk_is_slow(path: Path) -> None:
    sqlite, disk = await opened(path), threading.Event()
    slow = asyncio.create_task(sqlite.run(lambda _: disk.wait()))
    await asyncio.sleep(0)
    assert not slow.done()
    disk.set()  # never reached if the event loop stood still
    assert await slow
    await sqlite.close()


async def test_work_that_fails_is_undone(path: Path) -> None:
    sqlite = await opened(path)

    def half(db: Database) -> None:
        db.execute("create table half (done)")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await sqlite.run(half)
    assert not await sqlite.run(lambda db: db.table("half").exists())
    await sqlite.close()


async def test_trouble_of_the_database_is_storage_unusable(path: Path) -> None:
    sqlite = await opened(path)
    await sqlite.run(lambda db: db.execute("pragma query_only = on"))
    with pytest.raises(StorageUnusable, match="cannot be used at the moment"):
        await sqlite.run(lambda db: db.execute("create table anything (x)"))
    await sqlite.close()


@pytest.mark.parametrize("mistake", ["insert into people (team) values (null)", "select * from nowhere", "select ?"])
async def test_mistake_in_a_statement_is_not_storage_unusable(path: Path, mistake: str) -> None:
    sqlite = await opened(path)
    with pytest.raises(sqlite3.DatabaseError):
        await sqlite.run(lambda db: db.execute(mistake))
    await sqlite.check()
    await sqlite.close()


async def test_schema_is_brought_up_to_date_once(path: Path) -> None:
    sqlite = await opened(path)
    first = await sqlite.run(lambda db: (db.schema, list(db.table("_sqlite_migrations").rows)))
    await sqlite.close()
    sqlite = await opened(path)
    assert await sqlite.run(lambda db: (db.schema, list(db.table("_sqlite_migrations").rows))) == first
    await sqlite.close()


async def test_processes_that_start_together_share_one_upgrade(path: Path) -> None:
    together = [Sqlite(path) for _ in range(8)]
    await asyncio.gather(*(sqlite.open() for sqlite in together))
    for sqlite in together:
        await sqlite.check()
        await sqlite.close()


async def test_every_table_has_team_and_account_in_its_key(path: Path) -> None:
    sqlite = await opened(path)
    keys = await sqlite.run(lambda db: {table.name: table.pks for table in db.tables})
    await sqlite.close()
    del keys["_sqlite_migrations"]
    assert {name for name, key in keys.items() if key[:2] != ["team", "account"]} == set()


async def test_newer_schema_is_refused(path: Path) -> None:
    sqlite = await opened(path)
    newer = {"migration_set": "partnerdesk", "name": "from_the_future", "applied_at": "2099-01-01"}
    await sqlite.run(lambda db: db.table("_sqlite_migrations").insert(newer))
    await sqlite.close()
    with pytest.raises(StorageUnusable, match=r"written by a newer partnerdesk.*from_the_future"):
        await Sqlite(path).open()


async def test_upgrade_that_fails_leaves_the_older_schema(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    await (await opened(path)).close()

    def good(db: Database) -> None:
        db.execute("create table good (x)")

    def broken(db: Database) -> None:
        db.execute("create table good (x)")

    with monkeypatch.context() as upgraded:
        upgraded.setattr(schema, "STEPS", (*schema.STEPS, good, broken))
        with pytest.raises(StorageUnusable, match="already exists"):
            await Sqlite(path).open()
    sqlite = await opened(path)
    assert not await sqlite.run(lambda db: db.table("good").exists())
    await sqlite.close()


async def test_a_process_that_only_reads_changes_nothing_and_leaves_no_files(path: Path) -> None:
    sqlite = await opened(path)
    await open_store(sqlite, DESK, Sealer([KEY]), lambda: NOW).watches.put(WATCH)
    reader = Sqlite(path, read_only=True)
    await reader.open()
    watches = open_store(reader, DESK, Sealer([KEY]), lambda: NOW).watches
    assert await watches.all() == [WATCH]
    with pytest.raises(StorageUnusable, match="readonly"):
        await watches.put(WATCH)
    await sqlite.close()
    await reader.close()
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_process_that_only_reads_makes_no_file(path: Path) -> None:
    with pytest.raises(StorageUnusable, match=f"There is no database at {path} yet"):
        asyncio.run(Sqlite(path, read_only=True).open())
    assert not path.exists()


@pytest.mark.parametrize(
    ("content", "says"), [(b"", "not a database of partnerdesk"), (b"Dear diary" * 99, "not a data")]
)
def test_a_process_that_only_reads_refuses_another_file_and_does_not_change_it(
    path: Path, content: bytes, says: str
) -> None:
    path.write_bytes(content)
    with pytest.raises(StorageUnusable, match=says):
        asyncio.run(Sqlite(path, read_only=True).open())
    assert path.read_bytes() == content


async def test_missing_folder_is_named_in_the_error(tmp_path: Path) -> None:
    with pytest.raises(StorageUnusable, match=f"no folder {tmp_path / 'nowhere'}"):
        await Sqlite(tmp_path / "nowhere" / "partnerdesk.db").open()


async def test_folder_that_cannot_be_written_is_named_in_the_error(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may write anywhere, whatever the folder's mode
    with pytest.raises(StorageUnusable, match=f"folder {path.parent} is not writable"):
        await Sqlite(path).open()


async def test_path_of_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StorageUnusable, match="cannot be used"):
        await Sqlite(tmp_path).open()


async def test_file_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StorageUnusable, match="cannot be opened: File name too long"):
        await Sqlite(tmp_path / ("long" * 100)).open()


def test_file_that_is_not_a_database_is_refused_and_not_changed(path: Path) -> None:
    path.write_text("Dear diary, " * 1000)
    with pytest.raises(StorageUnusable, match="not a database"):
        asyncio.run(Sqlite(path).open())
    assert path.read_text() == "Dear diary, " * 1000


async def test_disk_without_write_ahead_log_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    nameless = ""  # SQLite's own temporary database, which refuses one as a network drive does
    monkeypatch.setattr("storage.sqlite.IN_MEMORY", nameless)
    with pytest.raises(StorageUnusable, match="a disk of this machine"):
        await Sqlite(nameless).open()


@pytest.mark.parametrize("names", [1, 25, 60])
async def test_stored_submissions_survive_a_kill(path: Path, names: int) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", writer.__name__, str(path), cwd=ROOT, stdout=PIPE
    )
    assert process.stdout is not None
    promised = [(await process.stdout.readline()).decode().strip() for _ in range(names)]
    process.kill()
    promised += (await process.stdout.read()).decode().split()
    await process.wait()

    sqlite = await opened(path)
    submissions = open_store(sqlite, DESK, Sealer([KEY]), lambda: NOW).submissions
    for submission_id in promised:
        assert await submissions.get(submission_id) == replace(SUBMISSION, id=submission_id)
    assert await sqlite.run(lambda db: db.execute("pragma integrity_check").fetchone()[0]) == "ok"
    await sqlite.close()
