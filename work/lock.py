"""One process per database: the embedded engine has one executor id, so a second process would do everything twice."""

import fcntl
import os
from pathlib import Path

from desk.errors import StorageUnusable
from work.private import OURS


class AlreadyRunning(Exception):
    """Another partnerdesk is running on this database."""


class ProcessLock:
    """Held until `release` or the end of the process, however it ends."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle: int | None = None

    def take(self) -> None:
        """Raises `AlreadyRunning`, and `StorageUnusable` where nothing can be locked."""
        try:
            self._take()
        except OSError as error:
            raise StorageUnusable(
                f"The lock file {self._path} cannot be used: {error.strerror}. Run as the user that runs the bot, "
                "and keep the database on a disk of this machine."
            ) from error

    def _take(self) -> None:
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT, OURS)
        os.fchmod(handle, OURS)  # it may be there already, and loose
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(handle, 32).decode(errors="replace").strip()
            os.close(handle)
            raise AlreadyRunning(
                f"Another partnerdesk (process {holder or 'unknown'}) is running on this database ({self._path}). "
                "Stop it first, or give this one its own DATABASE_URL."
            ) from None
        os.ftruncate(handle, 0)
        os.write(handle, f"{os.getpid()}\n".encode())
        self._handle = handle

    def release(self) -> None:
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
