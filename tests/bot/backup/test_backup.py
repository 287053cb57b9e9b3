"""`partnerdesk backup`, as an admin or cron calls it."""

import asyncio
import json
import os
import shutil
import sqlite3
import stat
import sys
import zipfile
from asyncio.subprocess import PIPE
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from bot.backup.create import CannotBackUp, back_up
from bot.settings import load_settings
from sandbox.town import open_town
from storage.backup.copies import copy_together
from storage.sealing import Sealer
from storage.sqlite import Sqlite
from storage.store import open_store
from tests.bot.test_cli import called
from tests.storage.examples import DESK, NOW
from tests.storage.filling import fill

KEY = Fernet.generate_key().decode()


@pytest.fixture
async def settings(tmp_path: Path) -> dict[str, str]:
    """A used desk, its engine's file beside it; nothing runs."""
    async with open_town() as town:
        told = town.settings() | {"DATABASE_URL": f"sqlite:///{tmp_path / 'desk.db'}"}
    sqlite = Sqlite(tmp_path / "desk.db")
    await sqlite.open()
    await fill(open_store(sqlite, DESK, Sealer([KEY]), lambda: NOW))
    await sqlite.close()
    with closing(sqlite3.connect(tmp_path / "desk.engine.db")) as db:
        db.execute("create table workflow_status (workflow_uuid)")
        db.execute("insert into workflow_status values ('s1')")
        db.commit()
    return told


def files_in(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


async def test_both_databases_and_no_key_are_in_a_file_for_its_owner_only(
    tmp_path: Path, settings: dict[str, str]
) -> None:
    (tmp_path / "desk.key").write_text(KEY)
    began = datetime.now(UTC)
    before = os.umask(0)
    try:
        code, out, problems = await called(tmp_path, "backup", "one.backup", settings=settings)
    finally:
        os.umask(before)

    assert (code, problems) == (0, "")
    assert "Backed up to one.backup" in out
    assert "desk.key is not in it" in out
    archive = tmp_path / "one.backup"
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    with zipfile.ZipFile(archive) as packed:
        assert packed.namelist() == ["backup.json", "partnerdesk.db", "partnerdesk.engine.db"]
        label = json.loads(packed.read("backup.json"))
        contents = b"".join(map(packed.read, packed.namelist()))
    assert KEY.encode() not in contents
    assert began <= datetime.fromisoformat(label["taken_at"]) <= datetime.now(UTC)
    assert files_in(tmp_path) == {"desk.db", "desk.engine.db", "desk.key", "one.backup"}


async def test_with_keys_of_ones_own_no_key_file_is_spoken_of(tmp_path: Path, settings: dict[str, str]) -> None:
    code, out, _ = await called(tmp_path, "backup", "one.backup", settings=settings | {"SECRET_KEYS": KEY})
    assert code == 0
    assert "desk.key" not in out
    with zipfile.ZipFile(tmp_path / "one.backup") as packed:
        assert KEY.encode() not in b"".join(map(packed.read, packed.namelist()))


async def test_before_the_engine_has_run_there_is_only_the_database(tmp_path: Path, settings: dict[str, str]) -> None:
    (tmp_path / "desk.engine.db").unlink()
    assert (await called(tmp_path, "backup", "one.backup", settings=settings))[0] == 0
    with zipfile.ZipFile(tmp_path / "one.backup") as packed:
        assert packed.namelist() == ["backup.json", "partnerdesk.db"]


async def test_nothing_is_ever_overwritten(tmp_path: Path, settings: dict[str, str]) -> None:
    (tmp_path / "one.backup").write_text("the only good one")
    code, _, problems = await called(tmp_path, "backup", "one.backup", settings=settings)
    assert code == 1
    assert "never overwrites" in problems
    assert (tmp_path / "one.backup").read_text() == "the only good one"


async def test_of_two_at_the_same_time_one_is_kept_whole(tmp_path: Path, settings: dict[str, str]) -> None:
    ends = await asyncio.gather(*(called(tmp_path, "backup", "one.backup", settings=settings) for _ in range(2)))
    assert sorted(code or 0 for code, _, _ in ends) == [0, 1]
    with zipfile.ZipFile(tmp_path / "one.backup") as packed:
        assert packed.testzip() is None
    assert not [name for name in files_in(tmp_path) if name.startswith(".backup")]


TOMORROW = "insert into _sqlite_migrations (migration_set, name) values ('partnerdesk', 'of_tomorrow')"


@pytest.mark.parametrize("command", [("backup", "one.backup"), ("run",), ("record",), ("doctor",)])
async def test_a_newer_schema_is_refused_with_what_to_do(
    tmp_path: Path, settings: dict[str, str], command: tuple[str, ...]
) -> None:
    """Whoever opens the database: it is left as it is."""
    with closing(sqlite3.connect(tmp_path / "desk.db")) as db:
        db.execute(TOMORROW)
        db.commit()
    code, out, problems = await called(tmp_path, *command, settings=settings | {"PORT": "18974"})
    assert code == 1
    assert "written by a newer partnerdesk" in out + problems
    assert "Run the newer one, or restore a backup from before it. Unknown here: of_tomorrow" in out + problems
    assert "Traceback" not in problems
    assert not [name for name in files_in(tmp_path) if "backup" in name]


@pytest.mark.parametrize(
    ("name", "says"),
    [("nowhere/one.backup", "There is no folder"), ("b" * 300, "cannot be written: File name too long")],
)
async def test_a_place_that_is_none_is_named(tmp_path: Path, settings: dict[str, str], name: str, says: str) -> None:
    code, _, problems = await called(tmp_path, "backup", name, settings=settings)
    assert code == 1
    assert says in problems
    assert "Traceback" not in problems


async def test_without_a_database_it_says_so(tmp_path: Path, settings: dict[str, str]) -> None:
    elsewhere = settings | {"DATABASE_URL": f"sqlite:///{tmp_path / 'none.db'}"}
    code, _, problems = await called(tmp_path, "backup", "one.backup", settings=elsewhere)
    assert code == 1
    assert "There is no database" in problems
    assert not (tmp_path / "none.db").exists()


def test_files_that_are_replaced_meanwhile_make_no_backup(
    tmp_path: Path, settings: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(name, value)

    def replaced_after(copies: Mapping[Path, Path]) -> None:
        copy_together(copies)
        shutil.copy(tmp_path / "desk.db", tmp_path / "restored.db")
        (tmp_path / "restored.db").rename(tmp_path / "desk.db")

    monkeypatch.setattr("bot.backup.create.copy_together", replaced_after)
    with pytest.raises(CannotBackUp, match="restored at the same time"):
        back_up(load_settings(None), tmp_path / "one.backup")
    assert not [name for name in files_in(tmp_path) if "backup" in name]


async def test_a_full_disk_leaves_no_half_of_a_backup(tmp_path: Path, settings: dict[str, str]) -> None:
    """A limit on the size of a file stands for it: 512 bytes a block, and the database has some 200 kB."""
    passed = {"PATH": os.environ["PATH"]} | settings
    process = await asyncio.create_subprocess_exec(
        "sh", "-c", f"ulimit -f 100; exec {sys.executable} -m bot backup one.backup",
        cwd=tmp_path, env=passed, stderr=PIPE,
    )  # fmt: skip
    _, problems = await process.communicate()
    said = problems.decode()
    assert process.returncode == 1
    assert "The database cannot be copied: " in said
    assert "Traceback" not in said
    assert not [name for name in files_in(tmp_path) if "backup" in name]


async def test_a_damaged_database_makes_no_backup(tmp_path: Path, settings: dict[str, str]) -> None:
    engine = tmp_path / "desk.engine.db"
    engine.write_bytes(engine.read_bytes()[:4096] + b"\xff" * 4096)
    code, _, problems = await called(tmp_path, "backup", "one.backup", settings=settings)
    assert code == 1
    assert "damaged" in problems
    assert not [name for name in files_in(tmp_path) if "backup" in name]
