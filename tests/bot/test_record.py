"""`partnerdesk record`, as an admin calls it while the bot runs."""

import csv
import io
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desk.model.people import DeskId
from sandbox.town import Town, open_town
from storage.sqlite import Sqlite
from storage.store import open_writes
from tests.bot.test_cli import called
from tests.storage.examples import NEW_TICKET, SENT


@pytest.fixture
async def settings(tmp_path: Path) -> dict[str, str]:
    """A database in which one desk has written, and another one too."""
    async with open_town() as town:
        told = town.settings() | {"DATABASE_URL": f"sqlite:///{tmp_path / 'desk.db'}"}
        await _fill(tmp_path / "desk.db", town)
    return told


async def _fill(path: Path, town: Town) -> None:
    sqlite = Sqlite(path)
    await sqlite.open()
    account = town.zendesk_url.removeprefix("http://")
    for team, number in (("T1", 1), ("T2", 2)):
        submissions, new_tickets = open_writes(sqlite, DeskId(team, account))
        await submissions.add(replace(SENT, id=f"s{number}", author_name=f"=Author {number}", went_public=False))
        await new_tickets.add(replace(NEW_TICKET, id=f"n{number}", went_public=False))
    other, _ = open_writes(sqlite, DeskId("T1", "another-vendor"))
    await other.add(replace(SENT, author_name="Somebody else"))
    await sqlite.close()


async def test_every_write_of_this_vendor_is_a_row_of_csv(tmp_path: Path, settings: dict[str, str]) -> None:
    code, out, problems = await called(
        tmp_path, "record", "--csv", "--from", "2026-06-30", "--to", "2026-07-02", settings=settings
    )
    assert (code, problems) == (0, "")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [row["what"].split(",")[0] for row in rows] == ["internal note"] * 2 + ["new ticket (Change Request)"] * 2
    assert {row["audit"] for row in rows} == {"9002", "9003"}
    assert datetime.fromisoformat(rows[0]["asked at"]) == SENT.accepted_at.replace(microsecond=0).astimezone(UTC)
    assert "Somebody else" not in out
    assert rows[0]["agent"] == "'=Author 1"  # a spreadsheet would calculate it


async def test_without_csv_it_is_a_table(tmp_path: Path, settings: dict[str, str]) -> None:
    code, out, _ = await called(
        tmp_path, "record", "--from", "2026-06-30", "--to", "2026-07-02", settings=settings | {"COLUMNS": "300"}
    )
    assert code == 0
    assert "hand-back to J. Visser" in out
    assert "outcome" in out


async def test_a_narrow_window_cuts_nothing_off(tmp_path: Path, settings: dict[str, str]) -> None:
    period = ("--from", "2026-06-30", "--to", "2026-07-02")
    code, out, _ = await called(tmp_path, "record", *period, settings=settings | {"COLUMNS": "80"})
    assert code == 0
    assert "…" not in out


async def test_a_day_outside_holds_nothing(tmp_path: Path, settings: dict[str, str]) -> None:
    code, out, _ = await called(tmp_path, "record", "--csv", "--to", "2026-06-29", settings=settings)
    assert code == 0
    assert len(out.splitlines()) == 1


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("delete from _sqlite_migrations", "not a database of partnerdesk"),
        ("insert into _sqlite_migrations (migration_set, name) values ('partnerdesk', 'of_tomorrow')", "of_tomorrow"),
    ],
)
async def test_a_database_that_this_release_cannot_read_is_refused_and_not_changed(
    tmp_path: Path, settings: dict[str, str], change: str, says: str
) -> None:
    with closing(sqlite3.connect(tmp_path / "desk.db")) as db:
        db.execute(change)
        db.commit()
    before = _content(tmp_path / "desk.db")
    code, _, problems = await called(tmp_path, "record", settings=settings)
    assert code == 1
    assert says in problems
    assert _content(tmp_path / "desk.db") == before


def _content(path: Path) -> bytes:
    return path.read_bytes()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--from", "2026-07-02", "--to", "2026-07-01"), "--from lies after --to"),
        (("--from", "yesterday"), "yesterday"),
    ],
)
async def test_a_period_that_is_none_is_told(
    tmp_path: Path, settings: dict[str, str], arguments: tuple[str, ...], says: str
) -> None:
    code, out, problems = await called(tmp_path, "record", *arguments, settings=settings)
    assert code != 0
    assert says in out + problems
    assert "Traceback" not in problems


async def test_without_a_database_it_says_so(tmp_path: Path, settings: dict[str, str]) -> None:
    elsewhere = settings | {"DATABASE_URL": f"sqlite:///{tmp_path / 'none.db'}"}
    code, _, problems = await called(tmp_path, "record", settings=elsewhere)
    assert code == 1
    assert "There is no database" in problems
    assert not (tmp_path / "none.db").exists()
