"""Allows one process per database: a second one would have the same executor id and do all work twice."""

import fcntl
import os
from pathlib import Path

from desk.errors import StorageUnusable
from work.private import OURS


class AlreadyRunning(Exception):
    """Another partnerdesk is running on this database."""


class ProcessLock:
    """Held until `release`, or until the process ends for any reason."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle: int | None = None

    def take(self) -> None:
        """Raises `AlreadyRunning`, and `StorageUnusable` when the file cannot be locked."""
        try:
            self._take()
        except OSError as error:
            raise StorageUnusable(
                f"The lock file {self._path} cannot be used: {error.strerror}. Run as the user that runs the bot, "
                "and keep the database on a disk of this machine."
            ) from error

    def _take(self) -> None:
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT, OURS)
        os.fchmod(handle, OURS)  # an existing file may have a wider mode
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
