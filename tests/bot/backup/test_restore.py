"""`partnerdesk restore`, as an admin calls it on a bad day."""

import json
import shutil
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet

from desk.model.people import DeskId
from storage import schema
from storage.sealing import Sealer
from storage.sqlite import Sqlite
from storage.store import open_store
from tests.bot.backup.test_backup import KEY, TOMORROW, files_in, settings
from tests.bot.test_cli import called
from tests.storage import history
from tests.storage.examples import DESK, GAP, NOW, SANNE, SUBMISSION, TOKENS, WATCH
from work.lock import ProcessLock

__all__ = ["settings"]  # the fixture

Settings = dict[str, str]


@pytest.fixture
async def archive(tmp_path: Path, settings: Settings) -> Path:
    """Of a used desk of this account; its files are gone, its key is there."""
    _change(tmp_path / "desk.db", _moved_to(settings))
    assert (await called(tmp_path, "backup", "one.backup", settings=settings))[0] == 0
    for file in _files(tmp_path):
        if file.name != "one.backup":
            file.unlink()
    (tmp_path / "desk.key").touch(0o600)
    (tmp_path / "desk.key").write_text(KEY)
    return tmp_path / "one.backup"


def _account(settings: Settings) -> str:
    return settings["ZENDESK_URL"].removeprefix("http://")


def _moved_to(settings: Settings) -> str:
    return "update {table} set account = '" + _account(settings) + "'"  # noqa: S608 - the sandbox's own address


def _change(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as db:
        tables = {name for (name,) in db.execute("select name from sqlite_master where type = 'table'")}
        for table in tables & history.READ.keys() if "{table}" in statement else ("",):
            db.execute(statement.format(table=table))
        db.commit()


def repacked(archive: Path, change: Callable[[dict[str, bytes]], Any]) -> None:
    """The archive with other things in it."""
    with zipfile.ZipFile(archive) as packed:
        content = {name: packed.read(name) for name in packed.namelist()}
    change(content)
    with zipfile.ZipFile(archive, "w") as packed:
        for name, data in content.items():
            packed.writestr(name, data)


def with_database(archive: Path, statement: str) -> None:
    def change(content: dict[str, bytes]) -> None:
        path = archive.with_name("inner.db")
        path.write_bytes(content["partnerdesk.db"])
        _change(path, statement)
        content["partnerdesk.db"] = path.read_bytes()
        path.unlink()

    repacked(archive, change)


def with_label(archive: Path, **values: object) -> None:
    def change(content: dict[str, bytes]) -> None:
        content["backup.json"] = json.dumps(json.loads(content["backup.json"]) | values).encode()

    repacked(archive, change)


async def refused(folder: Path, settings: Settings, *arguments: str) -> str:
    """What it says; nothing has changed."""
    before = _content(folder)
    code, _, problems = await called(folder, "restore", "one.backup", *arguments, settings=settings)
    assert code == 1
    assert "Nothing was changed." in problems
    assert "Traceback" not in problems
    assert _content(folder) == before
    assert not _folders(folder)
    return problems


def _files(folder: Path) -> list[Path]:
    return [file for file in folder.iterdir() if file.is_file()]


def _folders(folder: Path) -> list[Path]:
    return [each for each in folder.iterdir() if each.is_dir()]


def _content(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in _files(folder) if not file.name.endswith(".lock.pid")}


async def test_what_was_backed_up_is_there_again_for_its_owner_only(
    tmp_path: Path, settings: Settings, archive: Path
) -> None:
    code, out, problems = await called(tmp_path, "restore", archive.name, settings=settings)

    assert (code, problems) == (0, "")
    assert "Now start the bot" in out
    assert files_in(tmp_path) == {"one.backup", "desk.key", "desk.db", "desk.engine.db", "desk.lock.pid"}
    assert {name: (tmp_path / name).stat().st_mode & 0o777 for name in ("desk.db", "desk.engine.db")} == {
        "desk.db": 0o600,
        "desk.engine.db": 0o600,
    }
    sqlite = Sqlite(tmp_path / "desk.db")
    await sqlite.open()
    store = open_store(sqlite, DeskId(DESK.team, _account(settings)), Sealer([KEY]), lambda: NOW)
    assert await store.watches.all() == [WATCH]
    assert await store.tokens.get(SANNE.id) == TOKENS
    assert await store.submissions.get(SUBMISSION.id) == SUBMISSION
    gap = await store.gaps.after(GAP.until)
    assert gap
    assert gap.until > gap.since > GAP.until
    assert {record.key for record in await store.posts.stale_cards()} == {"card:48213:9001:C1"}
    await sqlite.close()
    with closing(sqlite3.connect(tmp_path / "desk.engine.db")) as db:
        assert db.execute("select * from workflow_status").fetchall() == [("s1",)]


@pytest.mark.usefixtures("archive")
async def test_it_refuses_while_a_bot_runs(tmp_path: Path, settings: Settings) -> None:
    lock = ProcessLock(tmp_path / "desk.lock.pid")
    lock.take()
    try:
        assert "Stop it first" in await refused(tmp_path, settings, "--replace")
    finally:
        lock.release()


@pytest.mark.parametrize("name", ["desk.db", "desk.engine.db"])
async def test_what_is_there_is_replaced_only_when_told_and_kept(
    tmp_path: Path, settings: Settings, archive: Path, name: str
) -> None:
    (tmp_path / name).write_text("precious")
    assert "--replace" in await refused(tmp_path, settings)

    code, out, _ = await called(tmp_path, "restore", archive.name, "--replace", settings=settings)
    assert code == 0
    (aside,) = _folders(tmp_path)
    assert str(aside) in out
    assert {file.name: file.read_text() for file in aside.iterdir()} == {name: "precious"}
    assert (tmp_path / "desk.key").read_text() == KEY


def _cut(archive: Path) -> None:
    archive.write_bytes(archive.read_bytes()[:-500])


def _flip(archive: Path) -> None:
    content = bytearray(archive.read_bytes())
    content[len(content) // 2] ^= 0xFF
    archive.write_bytes(content)


def _page(archive: Path) -> None:
    def change(content: dict[str, bytes]) -> None:
        data = content["partnerdesk.db"]
        content["partnerdesk.db"] = data[: 4096 * 2] + b"\xff" * 4096 + data[4096 * 3 :]

    repacked(archive, change)


def _diary(archive: Path) -> None:
    archive.write_text("Dear diary, " * 1000)


def _twice(archive: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(archive, "a") as packed:
        packed.writestr("partnerdesk.db", b"another")


REFUSED: dict[str, tuple[Callable[[Path], Any], str]] = {
    "no file": (lambda archive: archive.unlink(), "There is no file one.backup"),
    "cut off": (_cut, "is damaged, or is not a backup"),
    "a bit changed": (_flip, "is damaged, or is not a backup"),
    "a page changed": (_page, "partnerdesk.db is damaged"),
    "something else": (_diary, "is damaged, or is not a backup"),
    "another zip": (lambda archive: repacked(archive, dict.clear), "is not a backup of partnerdesk"),
    "a way out": (lambda a: repacked(a, lambda c: c.update({"../../escaped": b""})), "tampered with: it holds"),
    "an absolute way": (lambda a: repacked(a, lambda c: c.update({"/root/escaped": b""})), "tampered with: it holds"),
    "a way out instead": (lambda a: repacked(a, lambda c: c.update({"../x": c.pop("partnerdesk.db")})), "tampered"),
    "one name twice": (_twice, "tampered with"),
    "no label": (lambda a: repacked(a, lambda c: c.update({"backup.json": b"{}"})), "its backup.json is not one"),
    "a newer form": (lambda archive: with_label(archive, partnerdesk_backup=2), "made by a newer partnerdesk"),
    "a newer release": (lambda archive: with_label(archive, made_by="99.0.1"), "made by a newer partnerdesk (99.0.1)"),
    "a newer schema": (lambda archive: with_database(archive, TOMORROW), "written by a newer partnerdesk"),
    "another's database": (
        lambda archive: with_database(archive, "drop table _sqlite_migrations"),
        "not a database of",
    ),
    "another account": (
        lambda archive: with_database(archive, "update {table} set account = 'acme'"),
        "the backup of a desk in another Zendesk (acme)",
    ),
}


@pytest.mark.parametrize(("change", "says"), REFUSED.values(), ids=REFUSED)
async def test_what_is_no_good_backup_is_refused_before_anything_is_touched(
    tmp_path: Path, settings: Settings, archive: Path, change: Callable[[Path], Any], says: str
) -> None:
    change(archive)
    assert says in await refused(tmp_path, settings)
    assert not (tmp_path.parent / "escaped").exists()


@pytest.mark.usefixtures("archive")
async def test_without_its_key_it_says_where_that_belongs(tmp_path: Path, settings: Settings) -> None:
    (tmp_path / "desk.key").unlink()
    problems = await refused(tmp_path, settings)
    assert f"is not at {tmp_path / 'desk.key'}" in problems
    assert "--connect-anew" in problems
    assert not (tmp_path / "desk.key").exists()
    another = settings | {"SECRET_KEYS": Fernet.generate_key().decode()}
    assert "is not in SECRET_KEYS" in await refused(tmp_path, another)
    assert (await called(tmp_path, "restore", "one.backup", settings=settings | {"SECRET_KEYS": KEY}))[0] == 0


async def test_when_the_key_is_lost_everybody_connects_again(tmp_path: Path, settings: Settings, archive: Path) -> None:
    (tmp_path / "desk.key").unlink()
    code, out, _ = await called(tmp_path, "restore", archive.name, "--connect-anew", settings=settings)
    assert code == 0
    assert "Everybody has to type `/desk connect` again." in out
    with closing(sqlite3.connect(tmp_path / "desk.db")) as db:
        assert db.execute("select count(*) from tokens").fetchone() == (0,)
        assert db.execute("select count(*) from sign_ins").fetchone() == (0,)
        assert db.execute("select distinct lapsed from links").fetchall() == [(1,)]


@pytest.mark.parametrize("step", [step.__name__ for step in schema.STEPS])
async def test_the_backup_of_an_older_release_is_brought_up_to_date(
    tmp_path: Path, settings: Settings, archive: Path, step: str
) -> None:
    def change(content: dict[str, bytes]) -> None:
        path = tmp_path / "older.db"
        history.load(step, path)
        _change(path, _moved_to(settings))
        content["partnerdesk.db"] = path.read_bytes()
        path.unlink()

    repacked(archive, change)
    code, _, problems = await called(tmp_path, "restore", archive.name, "--connect-anew", settings=settings)
    assert (code, problems) == (0, "")
    sqlite = Sqlite(tmp_path / "desk.db", read_only=True)
    await sqlite.open()
    await sqlite.close()


def _cut_off(folder: Path) -> None:
    """A restore that was decided, and nothing of it done yet."""
    (folder / "desk.restoring").mkdir()
    shutil.move(folder / "desk.db", folder / "desk.restoring" / "partnerdesk.db")
    (folder / "desk.restoring" / "ready").write_text('{"files": ["partnerdesk.db"], "aside": "desk.replaced"}')


@pytest.mark.parametrize("command", [("record",), ("backup", "another.backup"), ("doctor",)])
async def test_whoever_only_looks_waits_for_a_restore_that_was_cut_off(
    tmp_path: Path, settings: Settings, archive: Path, command: tuple[str, ...]
) -> None:
    assert (await called(tmp_path, "restore", archive.name, settings=settings))[0] == 0
    _cut_off(tmp_path)
    (tmp_path / "desk.db").write_text("old")

    code, out, problems = await called(tmp_path, *command, settings=settings)
    assert code == 1
    assert "A restore was cut off" in out + problems

    code, _, problems = await called(tmp_path, "restore", archive.name, settings=settings)
    assert (code, "--replace" in problems) == (1, True)
    assert not (tmp_path / "desk.restoring").exists(), "the second restore ended the first"
    _, out, problems = await called(tmp_path, *command, settings=settings)
    assert "A restore was cut off" not in out + problems


async def test_a_start_that_cannot_end_a_restore_says_what_is_in_its_way(
    tmp_path: Path, settings: Settings, archive: Path
) -> None:
    assert (await called(tmp_path, "restore", archive.name, settings=settings))[0] == 0
    _cut_off(tmp_path)
    (tmp_path / "desk.db").write_text("old")
    (tmp_path / "desk.replaced").write_text("in the way")
    code, _, problems = await called(tmp_path, "run", settings=settings | {"PORT": "18976"})
    assert code == 1
    assert "A restore that was cut off cannot be finished: " in problems
    assert "desk.replaced: File exists" in problems
    assert "Traceback" not in problems
    assert (tmp_path / "desk.restoring" / "partnerdesk.db").exists()
