"""`partnerdesk record`: the partner's record of every write, as a table or as CSV."""

import asyncio
import csv
import io
from collections.abc import Iterator, Sequence
from datetime import datetime

from rich.console import Console
from rich.table import Table

from bot.backup.swap import check_no_restore_under_way
from bot.settings import Settings
from desk.screens.record import Entry, record
from storage.sqlite import Sqlite
from storage.store import desks_of, open_writes

COLUMNS = ("asked at", "agent", "Slack user", "ticket", "what", "outcome", "finished at", "audit", "remark")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def read_record(settings: Settings, begin: datetime, end: datetime) -> list[Entry]:
    """Works beside a running bot and does not change its database. Raises `StorageUnusable`."""
    return asyncio.run(_read(settings, begin, end))


async def _read(settings: Settings, begin: datetime, end: datetime) -> list[Entry]:
    check_no_restore_under_way(settings)
    sqlite = Sqlite(settings.database_path, read_only=True)
    await sqlite.open()
    try:
        entries: list[Entry] = []
        for desk in await desks_of(sqlite, settings.account):
            entries += await record(*open_writes(sqlite, desk), begin, end)
    finally:
        await sqlite.close()
    return sorted(entries, key=lambda entry: entry.at)


def as_csv(entries: Sequence[Entry]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([[_inert(cell) for cell in _cells(entry)] for entry in entries])
    return text.getvalue()


def print_table(entries: Sequence[Entry], console: Console) -> None:
    table = Table(highlight=False)
    for name in COLUMNS:
        table.add_column(name, overflow="fold")  # in a narrow window it becomes long, but nothing is cut off
    for entry in entries:
        table.add_row(*_cells(entry))
    console.print(table)


def _cells(entry: Entry) -> Iterator[str]:
    yield _moment(entry.at)
    yield entry.who
    yield entry.user
    yield str(entry.ticket_id)
    yield entry.what
    yield entry.outcome
    yield _moment(entry.finished_at) if entry.finished_at else ""
    yield str(entry.audit_id or "")
    yield entry.remark


def _moment(at: datetime) -> str:
    """In the machine's time zone, with its name."""
    return at.astimezone().isoformat(sep=" ", timespec="seconds")


def _inert(cell: str) -> str:
    """A spreadsheet would execute what begins like a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
