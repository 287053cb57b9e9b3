"""Files of the engine that only their owner can read."""

import contextlib
import os
from pathlib import Path

OURS = 0o600


def make_private(path: Path) -> None:
    """Makes a missing file with mode 0600 under any umask, and gives an existing one that mode.

    SQLite gives its -wal and -shm files the mode of the database, so this is done before SQLite opens it.
    """
    with contextlib.suppress(FileExistsError):  # closing a file that SQLite has open would drop SQLite's locks
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, OURS))
    for file in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
        if file.exists():
            file.chmod(OURS)
