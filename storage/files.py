"""Files that must still exist after a power cut."""

import os
from pathlib import Path


def keep_entries(folder: Path) -> None:
    """Writes the entries of the folder to disk, so that new and renamed files keep their names."""
    if os.name != "posix":  # pragma: no cover  Windows cannot open a folder
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
