"""Files are exchanged all or none, wherever the process is killed."""

import signal
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.backup.archive import DATABASE
from bot.backup.swap import Swap
from tests.bot.backup import dying_swap
from tests.forks import FORKS

NOW = datetime(2026, 7, 1, 9, 12, tzinfo=UTC)
OLD = {"desk.db": "old database", "desk.db-wal": "old changes", "desk.engine.db": "old engine"}
NEW = {"desk.db": "new database", "desk.engine.db": "new engine"}


@pytest.fixture
def places(tmp_path: Path) -> tuple[Path, Path]:
    return tmp_path / "desk.db", tmp_path / "desk.engine.db"


def content(folder: Path) -> dict[str, str]:
    return {file.name: file.read_text() for file in folder.iterdir() if file.is_file()}


def killed(places: tuple[Path, Path], before: int) -> bool:
    process = FORKS.Process(target=dying_swap.exchange, args=(*places, before), daemon=True)
    process.start()
    process.join(60)
    assert process.exitcode in {0, -signal.SIGKILL}
    return process.exitcode != 0


def test_killed_at_any_change_the_next_start_finds_all_of_the_old_or_all_of_the_new(
    tmp_path: Path, places: tuple[Path, Path]
) -> None:
    ends, number = [], 0
    while True:
        number += 1
        folder = tmp_path / str(number)
        folder.mkdir()
        here = folder / places[0].name, folder / places[1].name
        for name, text in OLD.items():
            (folder / name).write_text(text)
        died = killed(here, number)
        aside = Swap(*here).finish()  # as the next start does
        ends.append(content(folder))
        assert ends[-1] in (OLD, NEW)
        kept = [each for each in folder.iterdir() if each.is_dir()]
        assert len(kept) == (ends[-1] == NEW)
        if kept:
            assert content(kept[0]) == OLD
            assert aside in {kept[0], None}  # None: it had come to its end, but for the cleaning up
        if not died:
            break
    assert ends[0] == OLD
    assert ends[-1] == NEW
    assert number > 8, "it was killed at too few changes to show anything"


def test_a_second_death_on_the_way_to_the_end_harms_nothing(places: tuple[Path, Path]) -> None:
    for name, text in OLD.items():
        places[0].with_name(name).write_text(text)
    assert killed(places, 4)
    exchange = Swap(*places)
    assert exchange.is_decided
    exchange.finish()
    assert exchange.finish() is None
    assert content(places[0].parent) == NEW


def test_a_backup_without_the_engines_file_leaves_no_old_one_in_its_place(places: tuple[Path, Path]) -> None:
    """Its work would be carried on with a database that knows nothing of it."""
    for name, text in OLD.items():
        places[0].with_name(name).write_text(text)
    exchange = Swap(*places)
    exchange.begin()
    (exchange.staged / DATABASE).write_text("new database")
    exchange.decide(NOW)
    aside = exchange.finish()
    assert content(places[0].parent) == {"desk.db": "new database"}
    assert aside
    assert content(aside) == OLD
    assert stat.S_IMODE(aside.stat().st_mode) == 0o700


def test_what_was_not_decided_counts_for_nothing(places: tuple[Path, Path]) -> None:
    places[0].write_text("old database")
    exchange = Swap(*places)
    exchange.begin()
    (exchange.staged / DATABASE).write_text("half")
    assert stat.S_IMODE(exchange.staged.stat().st_mode) == 0o700
    assert Swap(*places).finish() is None
    assert content(places[0].parent) == {"desk.db": "old database"}
    assert not exchange.staged.exists()
