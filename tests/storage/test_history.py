"""Today's code opens a database of every released schema and reads all of it, also after an interrupted upgrade."""

import asyncio
import json
import signal
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from desk.errors import StorageUnusable
from storage import schema
from storage.sqlite import Sqlite
from tests.storage import dying_upgrade, history

ROOT = Path(__file__).parents[2]
STEPS = [step.__name__ for step in schema.STEPS]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "partnerdesk.db"


def shape(path: Path) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as db:
        return db.execute("select type, name, sql from sqlite_master order by type, name").fetchall()


def counts(path: Path) -> dict[str, int]:
    with closing(sqlite3.connect(path)) as db:
        tables = db.execute("select name from sqlite_master where type = 'table' and name not like '!_%' escape '!'")
        names = [name for (name,) in tables]
        return {name: db.execute(f"select count(*) from {name}").fetchone()[0] for name in names}  # noqa: S608


def is_still_told(then: object, now: object) -> bool:
    """Whether `now` contains all of `then`; it may contain more."""
    match then, now:
        case dict(), dict():
            return all(key in now and is_still_told(value, now[key]) for key, value in then.items())
        case list(), list():
            return len(then) == len(now) and all(map(is_still_told, then, now))
        case _:
            return then == now


def test_every_step_of_the_schema_has_its_file() -> None:
    assert history.missing() == [], f"A step of storage/schema.py is new. Run: {history.COMMAND}"


async def test_every_table_is_read(path: Path) -> None:
    sqlite = Sqlite(path)
    await sqlite.open()
    await sqlite.close()
    assert set(counts(path)) == set(history.READ), "Say in tests/storage/history.py how a row of each table is read."


@pytest.mark.parametrize("step", STEPS)
def test_no_table_of_a_file_is_empty(path: Path, step: str) -> None:
    history.load(step, path)
    empty = [table for table, rows in counts(path).items() if not rows]
    assert not empty, f"Add a row in tests/storage/filling.py, delete the files of {step}, and run: {history.COMMAND}"


@pytest.mark.parametrize("step", STEPS)
async def test_rows_of_an_older_release_are_read_by_this_one(path: Path, step: str) -> None:
    history.load(step, path)
    then: dict[str, list[object]] = json.loads(history.told_of(step).read_text("utf-8"))
    rows = counts(path)

    now = await history.everything_in(path)

    assert {table: len(told) for table, told in then.items()} == rows
    for table, told in then.items():
        assert is_still_told(told, now[table]), f"{table}\nthen: {told}\nnow:  {now[table]}"


@pytest.mark.parametrize("step", STEPS)
async def test_an_upgraded_file_has_the_schema_of_a_new_one(path: Path, tmp_path: Path, step: str) -> None:
    """Fails when a released step was changed; add a new step instead."""
    history.load(step, path)
    for file in (path, tmp_path / "new.db"):
        sqlite = Sqlite(file)
        await sqlite.open()
        await sqlite.close()
    assert shape(path) == shape(tmp_path / "new.db")


@pytest.mark.parametrize("step", STEPS)
async def test_an_upgrade_that_is_killed_is_done_at_the_next_start(
    path: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    history.load(step, path)
    names = [each.__name__ for each in dying_upgrade.STEPS]
    for upgraded in names[names.index(step) + 1 :]:
        before = shape(path)
        dying = await asyncio.create_subprocess_exec(
            sys.executable, "-m", dying_upgrade.__name__, str(path), upgraded, cwd=ROOT
        )
        assert await dying.wait() == -signal.SIGKILL
        assert shape(path) == before
    monkeypatch.setattr(schema, "STEPS", dying_upgrade.STEPS)
    then = json.loads(history.told_of(step).read_text("utf-8"))
    now = await history.everything_in(path)
    assert all(is_still_told(told, now[table]) for table, told in then.items())
    assert shape(path) != before


def test_the_oldest_schema_with_an_unknown_step_is_refused(path: Path) -> None:
    history.load(STEPS[0], path)
    with closing(sqlite3.connect(path)) as db:
        db.execute("insert into _sqlite_migrations (migration_set, name, applied_at) values ('partnerdesk', 'x', '')")
        db.commit()
    before = path.read_bytes()
    with pytest.raises(StorageUnusable, match="written by a newer partnerdesk"):
        asyncio.run(Sqlite(path).open())
    assert path.read_bytes() == before


@pytest.mark.parametrize("step", STEPS)
async def test_a_process_that_only_reads_refuses_an_older_schema_and_leaves_it(
    path: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    history.load(step, path)
    monkeypatch.setattr(schema, "STEPS", dying_upgrade.STEPS)
    before = shape(path)
    with pytest.raises(StorageUnusable, match=r"written by an older partnerdesk.*`partnerdesk run`"):
        await Sqlite(path, read_only=True).open()
    assert shape(path) == before


def test_a_dump_holds_its_own_step_and_the_earlier_ones_only(path: Path) -> None:
    for number, step in enumerate(STEPS, start=1):
        path.unlink(missing_ok=True)
        history.load(step, path)
        applied = [row["name"] for row in Database(path).table("_sqlite_migrations").rows_where(order_by="id")]
        assert applied == STEPS[:number]
