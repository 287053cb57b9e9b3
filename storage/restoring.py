"""Making a database that comes from a backup ready to be worked on again, before it takes the place of any other."""

from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from desk.errors import StorageUnusable
from desk.model.assignments import Stage
from desk.model.people import DeskId
from desk.model.proposals import ProposalState
from desk.ports.memory import Gap
from storage.gaps import SqliteGaps
from storage.rows import Rows
from storage.sealing import Sealer
from storage.snapshots import check_not_newer, check_whole
from storage.sqlite import Sqlite


class AnotherAccount(Exception):
    """The backup is of a desk in another Zendesk."""


class KeyMissing(Exception):
    """None of the keys that are here opens its tokens."""


@dataclass(frozen=True)
class Keys:
    """What opens the tokens, if anything does; `given_up` is for when the key is lost for good."""

    sealer: Sealer | None
    given_up: bool = False


async def make_ready(path: Path, account: str, gap: Gap, keys: Keys) -> None:
    """Raises `StorageUnusable`, `AnotherAccount` and `KeyMissing`."""
    check_whole(path)
    check_not_newer(path)
    sqlite = Sqlite(path)
    await sqlite.open()
    try:
        desks = await sqlite.run(_desks)
        accounts = {desk.account for desk in desks}
        if accounts and account not in accounts:
            raise AnotherAccount(", ".join(sorted(accounts)))
        if keys.given_up:
            await sqlite.run(_forget_tokens)
        else:
            await sqlite.run(lambda db: _check_tokens(db, keys.sealer))
        for desk in desks:
            await SqliteGaps(Rows(sqlite, desk)).add(gap)
        await sqlite.run(_draw_all_anew)
    finally:
        await sqlite.close()


def _desks(db: Database) -> list[DeskId]:
    """Every desk of which anything is known."""
    tables = [table.name for table in db.tables if {"team", "account"} <= set(table.columns_dict)]
    union = " union ".join(f'select team, account from "{table}"' for table in tables)  # noqa: S608  our own names
    return [DeskId(row["team"], row["account"]) for row in db.query(union)]


def _check_tokens(db: Database, sealer: Sealer | None) -> None:
    for row in db.query("select access from tokens"):
        if sealer is None:
            raise KeyMissing
        try:
            sealer.open(row["access"])
        except StorageUnusable:
            raise KeyMissing from None


def _forget_tokens(db: Database) -> None:
    db.execute("delete from tokens")
    db.execute("delete from sign_ins")
    db.execute("update links set lapsed = 1")


def _draw_all_anew(db: Database) -> None:
    """Cards and proposals may show what was known later; from now on they show what is known here."""
    db.execute(
        """
        update posts set shown_revision = null
        where ts is not null and (
            key glob 'card:*' and exists (
                select 1 from assignments
                where assignments.team = posts.team and assignments.account = posts.account
                    and assignments.ticket_id = posts.ticket_id and assignments.audit_id = posts.audit_id
                    and assignments.stage = :with_us
            )
            or exists (
                select 1 from proposals
                where proposals.team = posts.team and proposals.account = posts.account
                    and proposals.id = posts.proposal and proposals.state = :waiting
            )
        )
        """,
        {"with_us": Stage.WITH_US, "waiting": ProposalState.WAITING},
    )
