"""What is installed is exactly what was locked: every requirement has its version and its hashes."""

import re
from pathlib import Path

import pytest

from tests.dependencies.lock import DEVELOPING, RUNNING, UV, pinned

LOCKS = pytest.mark.parametrize("lock", [RUNNING, DEVELOPING, UV], ids=lambda lock: lock.name)


@LOCKS
def test_every_requirement_is_locked_with_its_hashes(lock: Path) -> None:
    text = re.sub(r"\\\n\s*", "", lock.read_text("utf-8"))
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    assert lines
    for line in lines:
        assert re.match(r"[\w.-]+(\[[\w,-]+\])?==[\w.+!-]+( ;.*?)? *--hash=sha256:[0-9a-f]{64}", line), line


@LOCKS
def test_no_lock_carries_an_address_of_an_index(lock: Path) -> None:
    assert not re.search(r"://|--(?:extra-)?index-url|--find-links", lock.read_text("utf-8"))


def test_the_lock_of_uv_holds_uv_alone() -> None:
    assert [each.name for each in pinned(UV)] == ["uv"]


@pytest.mark.parametrize("lock", [RUNNING, UV], ids=lambda lock: lock.name)
def test_the_locks_agree_since_all_are_installed_into_one_environment(lock: Path) -> None:
    assert set(pinned(lock)) <= set(pinned(DEVELOPING))
