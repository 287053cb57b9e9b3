"""The schema as a list of named steps. New steps are added at the end; a released step never changes."""

from collections.abc import Callable

from sqlite_utils import Database, Migrations

from desk.errors import StorageUnusable
from storage import tables


def first_release(db: Database) -> None:
    for statement in tables.FIRST_RELEASE.split(";"):
        db.execute(statement)


Step = Callable[[Database], None]

STEPS: tuple[Step, ...] = (first_release,)


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
    """Raises `StorageUnusable` for a schema with missing steps: a process that only reads cannot add them."""
    refuse_foreign(db)
    if _migrations().pending(db):
        raise StorageUnusable(
            "The database was written by an older partnerdesk. Start this one, which brings it up to date "
            "(`partnerdesk run`), or use the older one until then."
        )


def bring_up_to_date(db: Database) -> None:
    """Applies all missing steps in one transaction: after a failure the older version can still open the database."""
    if not _migrations().pending(db):
        return
    db.execute("begin immediate")  # of two processes that start together, the second waits here until all is done
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
