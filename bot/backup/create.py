"""`partnerdesk backup`: both databases as of one moment, in one file, while the bot runs (docs/adr)."""

import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from bot.backup.archive import DATABASE, ENGINE, pack
from bot.backup.swap import check_no_restore_under_way
from bot.settings import Settings
from desk.errors import StorageUnusable
from storage.backup.copies import check_not_newer, copy_together
from storage.files import keep_entries


class CannotBackUp(Exception):
    """The backup was not made; the text says why and what to do."""


@dataclass(frozen=True)
class Backup:
    taken_at: datetime
    size: int


def back_up(settings: Settings, archive: Path) -> Backup:
    """Raises `CannotBackUp` and `StorageUnusable`; then there is no archive."""
    if os.path.lexists(archive):
        raise CannotBackUp(f"{archive} is there already, and a backup never overwrites anything. Give another name.")
    folder = archive.absolute().parent
    if not folder.is_dir():
        raise CannotBackUp(f"There is no folder {folder}. Make it, or name a file in another one.")
    if not settings.database_path.is_file():
        raise StorageUnusable(f"There is no database at {settings.database_path} yet.")
    check_no_restore_under_way(settings)
    check_not_newer(settings.database_path)
    try:
        with tempfile.TemporaryDirectory(prefix=".backup-", dir=folder) as beside:  # readable by its owner only
            taken_at = _pack(settings, Path(beside))
            _put_in_place(Path(beside) / "archive", archive)
    except OSError as error:
        raise CannotBackUp(f"{archive} cannot be written: {error.strerror}.") from error
    return Backup(taken_at, archive.stat().st_size)


def _pack(settings: Settings, folder: Path) -> datetime:
    taken_at = datetime.now(UTC)  # not later than the copies: what has to be looked for again begins here
    files = {DATABASE: settings.database_path}
    if settings.engine_path.is_file():  # the first start of the bot makes it
        files[ENGINE] = settings.engine_path
    before = _which(files.values())
    copy_together({file: folder / name for name, file in files.items()})
    if _which(files.values()) != before:  # one file may be from before a restore, and the other from after it
        raise CannotBackUp("A backup was restored at the same time. Try again.")
    pack(folder / "archive", taken_at, version("partnerdesk"), {name: folder / name for name in files})
    return taken_at


def _which(files: Iterable[Path]) -> list[int]:
    """Identifies the files themselves, independent of their names."""
    return [file.stat().st_ino for file in files]


def _put_in_place(made: Path, archive: Path) -> None:
    """Completely or not at all, and never over another file."""
    try:
        os.link(made, archive)
    except FileExistsError:
        raise CannotBackUp(f"{archive} was made by somebody else meanwhile, and is left as it is.") from None
    except OSError:  # some network drives have no links
        made.rename(archive)
    keep_entries(archive.absolute().parent)
