"""Copies are whole and of one moment, also while another process writes."""

import asyncio
import sqlite3
import sys
from asyncio.subprocess import PIPE
from contextlib import closing
from pathlib import Path

import pytest

from desk.errors import StorageUnusable
from storage.backup.copies import check_whole, copy_together
from tests.storage.backup import pair_writer

ROOT = Path(__file__).parents[3]


def numbers(path: Path) -> list[int]:
    with closing(sqlite3.connect(path)) as db:
        return [number for (number,) in db.execute("select number from numbers order by number")]


def made(path: Path) -> Path:
    with closing(sqlite3.connect(path)) as db:
        db.execute("pragma journal_mode = wal")
        db.execute("create table numbers (number integer primary key, weight blob)")
        db.executemany("insert into numbers values (?, zeroblob(5000))", [(number,) for number in range(50)])
        db.commit()
    return path


@pytest.mark.parametrize("in_which_order", [1, -1])
async def test_copies_of_two_files_are_of_the_same_moment(tmp_path: Path, in_which_order: int) -> None:
    """The writer writes each number to the first file, then to the second: the copies differ by one number at most."""
    first, second = tmp_path / "first.db", tmp_path / "second.db"
    writer = await asyncio.create_subprocess_exec(
        sys.executable, "-m", pair_writer.__name__, str(first), str(second), cwd=ROOT, stdout=PIPE
    )
    assert writer.stdout
    copied = []
    for number in range(8):
        await writer.stdout.readline()
        files = {first: tmp_path / f"first-{number}.db", second: tmp_path / f"second-{number}.db"}
        await asyncio.to_thread(copy_together, dict(list(files.items())[::in_which_order]))
        copied.append((numbers(files[first]), numbers(files[second])))
    writer.kill()
    await writer.wait()

    for ahead, behind in copied:
        assert ahead == list(range(len(ahead)))
        assert behind == ahead[: len(behind)]
        assert len(ahead) - len(behind) in {0, 1}
    assert len(copied[-1][0]) > len(copied[0][0]), "nothing was written during the copies, so this test shows nothing"


def test_copies_leave_out_what_is_written_during_the_copying(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The write comes after all readers began and before the first page is copied."""
    files = {made(tmp_path / name): tmp_path / f"copy-of-{name}" for name in ("first.db", "second.db")}

    def write_after(file_names: object, readers: object) -> None:
        begin(file_names, readers)  # type: ignore[arg-type]  # passed through
        for file in files:
            with closing(sqlite3.connect(file, timeout=0)) as db:
                db.execute("insert into numbers values (999, null)")
                db.commit()

    from storage.backup import copies  # noqa: PLC0415

    begin = copies._begin_reading_together  # noqa: SLF001
    monkeypatch.setattr(copies, "_begin_reading_together", write_after)
    copy_together(files)
    assert all(numbers(copy) == list(range(50)) for copy in files.values())
    assert all(numbers(file)[-1] == 999 for file in files)


def test_the_wait_for_a_writer_has_an_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.backup.copies._LOCK_SECONDS", 0.01)
    file = made(tmp_path / "file.db")
    with closing(sqlite3.connect(file)) as writer:
        writer.execute("begin immediate")
        with pytest.raises(StorageUnusable, match="without a pause"):
            copy_together({file: tmp_path / "copy.db"})


def test_a_damaged_file_is_found(tmp_path: Path) -> None:
    file = made(tmp_path / "file.db")
    content = bytearray(file.read_bytes())
    content[4096 * 3 : 4096 * 4] = bytes(b"\xff" * 4096)
    file.write_bytes(content)
    with pytest.raises(StorageUnusable, match=r"file\.db is damaged"):
        check_whole(file)
    with pytest.raises(StorageUnusable, match="damaged"):
        copy_together({file: tmp_path / "copy.db"})


def test_a_file_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(StorageUnusable, match="cannot be copied"):
        copy_together({tmp_path / "none.db": tmp_path / "copy.db"})
    assert not (tmp_path / "none.db").exists()
