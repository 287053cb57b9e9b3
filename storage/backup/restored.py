"""Checks and prepares a database from a backup, before it replaces the current one."""

from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from desk.errors import StorageUnusable
from desk.model.assignments import Stage
from desk.model.people import DeskId
from desk.model.proposals import ProposalState
from desk.ports.memory import Gap
from storage.backup.copies import check_not_newer, check_whole
from storage.gaps import SqliteGaps
from storage.rows import Rows
from storage.sealing import Sealer
from storage.sqlite import Sqlite


class AnotherAccount(Exception):
    """The backup belongs to another Zendesk account."""


class TokensSealed(Exception):
    """None of the given keys opens the tokens in the backup."""


@dataclass(frozen=True)
class TokenKeys:
    """The keys of the tokens in the backup."""

    sealer: Sealer | None
    """None where no key is given."""
    lost: bool = False
    """The tokens are deleted instead of opened, so that everybody connects again."""


async def prepare(path: Path, account: str, gap: Gap, keys: TokenKeys) -> None:
    """Raises `StorageUnusable`, `AnotherAccount` and `TokensSealed`."""
    check_whole(path)
    check_not_newer(path)
    sqlite = Sqlite(path)
    await sqlite.open()
    try:
        desks = await sqlite.run(_desks)
        accounts = {desk.account for desk in desks}
        if accounts and account not in accounts:
            raise AnotherAccount(", ".join(sorted(accounts)))
        if keys.lost:
            await sqlite.run(_delete_tokens)
        else:
            await sqlite.run(lambda db: _check_tokens(db, keys.sealer))
        for desk in desks:
            await SqliteGaps(Rows(sqlite, desk)).add(gap)
        await sqlite.run(_redraw_all)
    finally:
        await sqlite.close()


def _desks(db: Database) -> list[DeskId]:
    """Every desk that has a row in any table."""
    tables = [table.name for table in db.tables if {"team", "account"} <= set(table.columns_dict)]
    union = " union ".join(f'select team, account from "{table}"' for table in tables)  # noqa: S608  our own names
    return [DeskId(row["team"], row["account"]) for row in db.query(union)]


def _check_tokens(db: Database, sealer: Sealer | None) -> None:
    for row in db.query("select access from tokens"):
        if sealer is None:
            raise TokensSealed
        try:
            sealer.open(row["access"])
        except StorageUnusable:
            raise TokensSealed from None


def _delete_tokens(db: Database) -> None:
    db.execute("delete from tokens")
    db.execute("delete from sign_ins")
    db.execute("update links set lapsed = 1")


def _redraw_all(db: Database) -> None:
    """Cards and proposals may show a later state than the backup has, so all of them are marked to be drawn again."""
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
