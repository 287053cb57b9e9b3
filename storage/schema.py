"""The schema, as named steps that are only ever added to: a step that was released is never changed."""

from collections.abc import Callable

from sqlite_utils import Database, Migrations

from desk.errors import StorageUnusable
from storage import tables


def first_tables(db: Database) -> None:
    for statement in tables.FIRST_TABLES.split(";"):
        db.execute(statement)


def whole_desk(db: Database) -> None:
    for statement in tables.WHOLE_DESK.split(";"):
        db.execute(statement)


def webhook_pokes(db: Database) -> None:
    db.execute(tables.WEBHOOK_POKES)


def work_in_hand(db: Database) -> None:
    for statement in tables.WORK_IN_HAND.split(";"):
        db.execute(statement)


def gaps_after_a_restore(db: Database) -> None:
    db.execute(tables.GAPS)


def token_age(db: Database) -> None:
    for statement in tables.AGES.split(";"):
        db.execute(statement)


def internal_again(db: Database) -> None:
    db.execute("alter table submissions add column internal_again_at text")


Step = Callable[[Database], None]

STEPS: tuple[Step, ...] = (
    first_tables,
    whole_desk,
    webhook_pokes,
    work_in_hand,
    gaps_after_a_restore,
    token_age,
    internal_again,
)


def refuse_newer(db: Database) -> None:
    known = {step.__name__ for step in STEPS}
    newer = [step.name for step in _migrations().applied(db) if step.name not in known]
    if newer:
        raise StorageUnusable(
            "The database was written by a newer partnerdesk, and this one would damage it. Run the newer one, "
            f"or restore a backup from before it. Unknown here: {', '.join(newer)}."
        )


def refuse_foreign(db: Database) -> None:
    if not _migrations().applied(db):
        raise StorageUnusable("That file is not a database of partnerdesk.")


def refuse_older(db: Database) -> None:
    """For whoever only reads: a schema is brought up to date by the one who runs on it."""
    refuse_foreign(db)
    if _migrations().pending(db):
        raise StorageUnusable(
            "The database was written by an older partnerdesk. Start this one, which brings it up to date "
            "(`partnerdesk run`), or ask the older one until then."
        )


def bring_up_to_date(db: Database) -> None:
    """All missing steps or none: an upgrade that fails leaves the database to the older version."""
    if not _migrations().pending(db):
        return
    db.execute("begin immediate")  # two processes may start at once: the second finds the work done
    try:
        _migrations().apply(db)
    except BaseException:
        db.rollback()
        raise
    db.commit()


def _migrations() -> Migrations:
    migrations = Migrations("partnerdesk")
    for step in STEPS:
        migrations()(step)
    return migrations
