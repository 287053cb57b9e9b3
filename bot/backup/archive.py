"""A backup file: a zip of the two databases and a label. Other members are refused unread."""

import os
import shutil
import zipfile
import zlib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

LABEL, DATABASE, ENGINE = "backup.json", "partnerdesk.db", "partnerdesk.engine.db"
FORMAT = 1
_CHUNK = 1024 * 1024


class NoBackup(Exception):
    """This file cannot be restored; the text says why and what to do."""


class Label(BaseModel):
    """What is known of a backup before its databases are read."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    partnerdesk_backup: int
    """The version of the archive's form."""
    taken_at: AwareDatetime
    made_by: str
    """The version of partnerdesk."""


def pack(archive: Path, taken_at: datetime, made_by: str, files: Mapping[str, Path]) -> None:
    """Makes `archive`, readable by its owner only; it is on disk when this returns."""
    label = Label(partnerdesk_backup=FORMAT, taken_at=taken_at, made_by=made_by)
    handle = os.open(archive, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
            packed.writestr(LABEL, label.model_dump_json(indent=1))
            for name, path in files.items():
                packed.write(path, name)
        file.flush()
        os.fsync(file.fileno())


def unpack(archive: Path, folder: Path) -> Label:
    """Puts the databases into `folder`, under the names above. Raises `NoBackup`."""
    try:
        with zipfile.ZipFile(archive) as packed:
            label = _label(archive, packed)
            _check_room(archive, packed, folder)
            for name in sorted({DATABASE, ENGINE} & set(packed.namelist())):  # to our own paths, never to the archive's
                _extract(packed, name, folder / name)
    except FileNotFoundError:
        raise NoBackup(f"There is no file {archive}.") from None
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as damage:
        raise NoBackup(
            f"{archive} is damaged, or is not a backup of partnerdesk ({damage}). Copy it again, or take an older one."
        ) from damage
    except OSError as error:
        raise NoBackup(f"{archive} cannot be unpacked: {error.strerror}.") from error
    return label


def _label(archive: Path, packed: zipfile.ZipFile) -> Label:
    names = packed.namelist()
    if sorted(names) not in (sorted([LABEL, DATABASE]), sorted([LABEL, DATABASE, ENGINE])):
        held = ", ".join(map(ascii, names[:5]))
        raise NoBackup(f"{archive} is not a backup of partnerdesk, or was tampered with: it holds {held or 'nothing'}.")
    try:
        label = Label.model_validate_json(packed.read(LABEL))
    except ValidationError:
        raise NoBackup(
            f"{archive} is not a backup of partnerdesk: its {LABEL} is not one that partnerdesk writes."
        ) from None
    if label.partnerdesk_backup > FORMAT:
        raise NoBackup(
            f"{archive} was made by a newer partnerdesk ({label.made_by}), and this version cannot read it. "
            "Restore it with that one."
        )
    return label


def _check_room(archive: Path, packed: zipfile.ZipFile, folder: Path) -> None:
    needed, free = sum(each.file_size for each in packed.infolist()), shutil.disk_usage(folder).free
    if needed > free:
        room = f"it takes {_megabytes(needed)}, and {_megabytes(free)} are free"
        raise NoBackup(f"There is no room for {archive} in {folder}: {room}.")


def _extract(packed: zipfile.ZipFile, name: str, path: Path) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file, packed.open(name) as content:
        shutil.copyfileobj(content, file, _CHUNK)
        file.flush()
        os.fsync(file.fileno())


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:,.1f} MB"
