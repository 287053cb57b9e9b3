"""Replaces the database's files by restored ones: all or none, also when the process is killed.

The files are prepared in a folder beside the database. Once the file `ready` lies in it the swap is decided, and the
next start, or the next restore, finishes it. Before that, the folder is ignored.
"""

import json
import os
import shutil
from datetime import datetime
from pathlib import Path

import structlog

from bot.backup.archive import DATABASE, ENGINE
from bot.settings import Settings
from desk.errors import StorageUnusable
from storage.files import keep_entries

log = structlog.get_logger()

_READY = "ready"
_WITH_IT = ("", "-wal", "-shm")


class Swap:
    """To be used only while the lock of the database is held."""

    def __init__(self, database: Path, engine: Path) -> None:
        self._places = {ENGINE: engine, DATABASE: database}
        self._folder = database.absolute().parent
        self._stem = database.stem
        self.staged = database.with_suffix(".restoring")

    @property
    def is_decided(self) -> bool:
        return (self.staged / _READY).exists()

    def present(self) -> list[Path]:
        """The files that would be replaced."""
        files = [place.with_name(place.name + end) for place in self._places.values() for end in _WITH_IT]
        return [file for file in files if file.exists()]

    def begin(self) -> None:
        """An empty folder to prepare the files in."""
        self.abandon()
        self.staged.mkdir(mode=0o700)

    def abandon(self) -> None:
        shutil.rmtree(self.staged, ignore_errors=True)

    def decide(self, now: datetime) -> None:
        """From here on the files in the folder are the database."""
        plan = {
            "files": [name for name in self._places if (self.staged / name).exists()],
            "aside": f"{self._stem}.replaced-{now:%Y%m%dT%H%M%S%fZ}",
        }
        draft = self.staged / f"{_READY}.draft"
        with draft.open("w", encoding="utf-8") as file:
            json.dump(plan, file)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(self.staged / _READY)
        keep_entries(self.staged)
        keep_entries(self._folder)

    def finish(self) -> Path | None:
        """Finishes the swap. Returns where the replaced files are, if there are any."""
        if not self.is_decided:
            self.abandon()
            return None
        plan = json.loads((self.staged / _READY).read_text("utf-8"))
        aside, names = self._folder / plan["aside"], plan["files"]
        if all((self.staged / name).exists() for name in names):  # nothing is in place yet, so these are old
            self._put_aside(aside)
        for name in names:
            if (self.staged / name).exists():
                (self.staged / name).rename(self._places[name])
        keep_entries(self._folder)
        self.abandon()
        return aside if aside.exists() else None

    def _put_aside(self, aside: Path) -> None:
        for file in self.present():
            aside.mkdir(mode=0o700, exist_ok=True)
            file.rename(aside / file.name)
        if aside.exists():
            keep_entries(aside)
            keep_entries(self._folder)


def finish_restore(settings: Settings) -> None:
    """At the start of the bot, which holds the lock: finishes an interrupted restore. Raises `StorageUnusable`."""
    exchange = Swap(settings.database_path, settings.engine_path)
    was_decided = exchange.is_decided
    try:
        exchange.finish()
    except OSError as error:
        raise StorageUnusable(
            f"A restore that was cut off cannot be finished: {error.filename}: {error.strerror}."
        ) from error
    if was_decided:
        log.info("restore.finished")


def check_no_restore_under_way(settings: Settings) -> None:
    """Called before the files are only read. Raises `StorageUnusable`."""
    if Swap(settings.database_path, settings.engine_path).is_decided:
        raise StorageUnusable(
            "A restore was cut off before its end. Start the bot (`partnerdesk run`), which finishes it."
        )
