"""Only the user of the bot can read the engine's files and the lock, however they were made."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from work.lock import ProcessLock
from work.private import make_private


@pytest.fixture(autouse=True)
def loose_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def mode(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)


def test_a_file_is_made_private_under_a_loose_umask(tmp_path: Path) -> None:
    file = tmp_path / "engine.db"
    make_private(file)
    assert mode(file) == 0o600


def test_files_that_others_can_read_become_private_and_keep_their_content(tmp_path: Path) -> None:
    file = tmp_path / "engine.db"
    for name in ("engine.db", "engine.db-wal", "engine.db-shm"):
        (tmp_path / name).write_text("kept")
        (tmp_path / name).chmod(0o666)
    make_private(file)
    assert {mode(each) for each in tmp_path.iterdir()} == {0o600}
    assert {each.read_text() for each in tmp_path.iterdir()} == {"kept"}


@pytest.mark.parametrize("before", [None, 0o666])
def test_the_lock_is_private(tmp_path: Path, before: int | None) -> None:
    path = tmp_path / "partnerdesk.lock"
    if before:
        path.touch()
        path.chmod(before)
    lock = ProcessLock(path)
    lock.take()
    assert mode(path) == 0o600
    lock.release()
