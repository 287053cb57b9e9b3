"""One database file for every released schema: made with its step, and opened by the tests from then on.

`python -m tests.storage.history` makes the missing files: for each step of `storage/schema.py` a dump of a database
with that schema and with rows in every table, and beside it (JSON) what the stores read from it when it was made.
"""

import asyncio
import base64
import json
import sqlite3
import tempfile
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic_core import to_jsonable_python
from sqlite_utils import Database, Migrations

from desk.model.assignments import AssignmentKey
from desk.model.people import DeskId, Group
from storage import schema
from storage.sealing import Sealer
from storage.sqlite import Sqlite
from storage.store import Store, open_store
from tests.storage.examples import DESK, NOW
from tests.storage.filling import fill

FOLDER = Path(__file__).with_name("history")
COMMAND = "python -m tests.storage.history"
SEALER = Sealer([base64.urlsafe_b64encode(bytes(32)).decode()])
"""Never changes: the tokens in the dumps are sealed with this key."""

Row = dict[str, Any]
Read = Callable[[Store, Row], Awaitable[object]]

READ: Mapping[str, Read] = {
    "assignments": lambda store, row: store.assignments.get(AssignmentKey(row["ticket_id"], row["audit_id"])),
    "feeds": lambda store, _: store.feeds.get(),
    "gaps": lambda store, row: store.gaps.after(datetime.fromisoformat(row["since"])),
    "group_members": lambda store, row: store.members.get(Group(row["group_id"], "")),
    "holds": lambda store, row: store.holds.of(AssignmentKey(row["ticket_id"], row["audit_id"])),
    "links": lambda store, row: store.links.get(row["user"]),
    "new_tickets": lambda store, row: store.new_tickets.get(row["id"]),
    "people": lambda store, row: store.people.names([row["id"]]),
    "pokes": lambda store, row: store.pokes.add([row["mark"]], NOW, NOW),  # False: it is known
    "posts": lambda store, row: store.posts.get(row["key"]),
    "preferences": lambda store, row: store.preferences.get(row["name"]),
    "proposals": lambda store, row: store.proposals.get(row["id"]),
    "sign_ins": lambda store, row: store.sign_ins.get(row["state_hash"]),
    "submissions": lambda store, row: store.submissions.get(row["id"]),
    "tickets": lambda store, row: store.tickets.get(row["id"]),
    "tokens": lambda store, row: store.tokens.get(row["agent_id"]),
    "watches": lambda store, row: store.watches.of_channel(row["channel"]),
}
"""How a store reads one row of each table. A new table gets a line here and a row in `filling.py`."""


def dump_of(step: str) -> Path:
    return FOLDER / f"{step}.sql"


def told_of(step: str) -> Path:
    return FOLDER / f"{step}.json"


def missing() -> list[str]:
    names = [step.__name__ for step in schema.STEPS]
    return [name for name in names if not (dump_of(name).exists() and told_of(name).exists())]


def load(step: str, path: Path) -> None:
    """Makes a database as the release with this step wrote it."""
    with closing(sqlite3.connect(path)) as db:
        db.executescript(dump_of(step).read_text("utf-8"))


async def everything_in(path: Path) -> dict[str, list[object]]:
    """Every row of every table, read by today's stores. Brings the schema of the file up to date."""
    sqlite = Sqlite(path)
    await sqlite.open()
    try:
        told = {}
        for table, rows in (await sqlite.run(_rows)).items():
            desks = [open_store(sqlite, DeskId(row["team"], row["account"]), SEALER, lambda: NOW) for row in rows]
            told[table] = [
                to_jsonable_python(await READ[table](store, row)) for store, row in zip(desks, rows, strict=True)
            ]
    finally:
        await sqlite.close()
    return told


def _rows(db: Database) -> dict[str, list[Row]]:
    return {table.name: list(table.rows_where(order_by="rowid")) for table in db.tables if table.name[0] != "_"}


def record(step: str) -> None:
    """Dumps the rows that today's stores write, in the tables and columns of the schema up to this step."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        today, then = Path(folder) / "today.db", Path(folder) / "then.db"
        asyncio.run(_used(today))
        _begin(then, step)
        with closing(sqlite3.connect(then)) as db:
            db.execute("attach ? as today", [str(today)])
            for table, columns in _tables(db):
                db.execute(f"insert into main.{table} ({columns}) select {columns} from today.{table}")  # noqa: S608
            db.commit()
            db.execute("detach today")
            dump_of(step).write_text("\n".join(db.iterdump()) + "\n", "utf-8")
        told = {table: rows for table, rows in asyncio.run(everything_in(then)).items() if rows}
    told_of(step).write_text(json.dumps(told, indent=1, ensure_ascii=False, sort_keys=True) + "\n", "utf-8")


async def _used(path: Path) -> None:
    sqlite = Sqlite(path)
    await sqlite.open()
    await fill(open_store(sqlite, DESK, SEALER, lambda: NOW))
    await sqlite.close()


def _begin(path: Path, last: str) -> None:
    names = [step.__name__ for step in schema.STEPS]
    released = Migrations("partnerdesk")
    for step in schema.STEPS[: names.index(last) + 1]:
        released()(step)
    database = Database(path)
    released.apply(database)
    database.close()


def _tables(db: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    found = db.execute("select name from main.sqlite_master where type = 'table' and name not like '!_%' escape '!'")
    for (table,) in found.fetchall():
        columns = [f'"{row[1]}"' for row in db.execute(f"pragma main.table_info({table})")]
        yield table, ", ".join(columns)


if __name__ == "__main__":
    for name in missing():
        record(name)
        print(dump_of(name), told_of(name), sep="\n")  # noqa: T201 - this is its output
