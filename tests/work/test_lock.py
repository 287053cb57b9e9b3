"""One process for one database (docs/adr/002-dbos-as-the-engine.md)."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from desk.errors import StorageUnusable
from work.lock import AlreadyRunning, ProcessLock

HOLDER = """
import sys
from pathlib import Path
from desk.errors import StorageUnusable
from work.lock import ProcessLock
lock = ProcessLock(Path(sys.argv[1]))
lock.take()
print("taken", flush=True)
sys.stdin.read()
"""


def test_second_process_is_refused_with_a_sentence_until_the_first_is_killed(tmp_path: Path) -> None:
    path = tmp_path / "partnerdesk.lock"
    root = Path(__file__).parents[2]
    command = [sys.executable, "-c", HOLDER, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=root) as first:  # noqa: S603
        assert first.stdout
        first.stdout.readline()
        lock = ProcessLock(path)
        with pytest.raises(AlreadyRunning) as refused:
            lock.take()
        assert f"Another partnerdesk (process {first.pid}) is running on this database ({path})." in str(refused.value)
        assert "Stop it first" in str(refused.value)
        first.kill()
    lock.take()
    lock.release()


def test_lock_is_free_again_after_its_release(tmp_path: Path) -> None:
    path = tmp_path / "partnerdesk.lock"
    first, second = ProcessLock(path), ProcessLock(path)
    first.take()
    with pytest.raises(AlreadyRunning, match=f"process {os.getpid()}"):
        second.take()
    first.release()
    first.release()
    second.take()
    assert path.read_text() == f"{os.getpid()}\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    second.release()


def test_a_lock_file_without_a_process_number_names_an_unknown_process(tmp_path: Path) -> None:
    path = tmp_path / "partnerdesk.lock"
    first = ProcessLock(path)
    first.take()
    path.write_text("")
    with pytest.raises(AlreadyRunning, match="process unknown"):
        ProcessLock(path).take()
    first.release()


def test_the_error_names_a_lock_file_that_cannot_be_used(tmp_path: Path) -> None:
    with pytest.raises(StorageUnusable, match=f"{tmp_path} cannot be used: Is a directory"):
        ProcessLock(tmp_path).take()
