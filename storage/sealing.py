"""Encryption of stored secrets: the first key seals and every key opens, so keys can be changed while the bot runs."""

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from desk.errors import KeyMissing, StorageUnusable
from storage.files import keep_entries

_READABLE_BY_OTHERS = 0o077


class Sealer:
    def __init__(self, keys: Sequence[str]) -> None:
        if not keys:
            raise StorageUnusable("SECRET_KEYS holds no key.")
        try:
            self._each = [Fernet(key) for key in keys]
        except ValueError:  # its text may quote the key, so it is neither in our text nor in the traceback
            raise StorageUnusable("SECRET_KEYS holds something that is not a Fernet key.") from None
        self._keys = MultiFernet(self._each)

    def seal(self, text: str) -> str:
        return self._keys.encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str:
        try:
            return self._keys.decrypt(sealed).decode()
        except (InvalidToken, ValueError):
            raise KeyMissing from None

    def key_of(self, sealed: str) -> int | None:
        """The index of the key that opens it; 0 is the key that seals. None when no key opens it."""
        for number, key in enumerate(self._each):
            with suppress(InvalidToken, ValueError):
                key.decrypt(sealed)
                return number
        return None


def key_file(path: str | Path) -> list[str]:
    """The keys in the file, one per line. Makes a missing file with one new key."""
    try:
        _make(Path(path))
    except OSError as error:
        raise StorageUnusable(f"The key file {path} cannot be used: {error}.") from error
    return kept_keys(path)


def kept_keys(path: str | Path) -> list[str]:
    """The keys in an existing file. Raises `StorageUnusable`, also when other users can read the file."""
    file = Path(path)
    try:
        if os.name == "posix" and file.stat().st_mode & _READABLE_BY_OTHERS:
            raise StorageUnusable(f"The key file {file} can be read by others. Run: chmod 600 {file}")
        keys = file.read_text(encoding="ascii").split()
    except (OSError, UnicodeError) as error:
        raise StorageUnusable(f"The key file {file} cannot be used: {error}.") from error
    if not keys:
        raise StorageUnusable(f"The key file {file} is empty. Restore it, or delete it and let everyone connect again.")
    return keys


def _make(file: Path) -> None:
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "w", encoding="ascii") as new:
        new.write(f"{Fernet.generate_key().decode()}\n")
        new.flush()
        os.fsync(new.fileno())
    keep_entries(file.absolute().parent)
