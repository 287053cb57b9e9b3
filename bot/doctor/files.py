"""The files beside the database: their owner, whether they are whole, and whether the keys are there."""

import asyncio
import os
from dataclasses import dataclass
from pathlib import Path

from bot.backup.swap import check_no_restore_under_way
from bot.doctor.finding import Finding, not_done, well, wrong
from bot.settings import Settings
from desk.errors import StorageUnusable
from storage.backup.copies import check_whole
from storage.sealing import Sealer, kept_keys
from storage.sqlite import Sqlite

_OTHERS = 0o077


@dataclass(frozen=True)
class Keys:
    findings: list[Finding]
    sealer: Sealer | None


@dataclass(frozen=True)
class Opened:
    findings: list[Finding]
    is_open: bool


def modes(settings: Settings) -> Finding:
    files = [file for file in _private(settings) if file.exists()]
    folder = settings.database_path.absolute().parent
    if os.name != "posix":  # pragma: no cover  Windows has other rights
        return not_done("Files", "this system has no file modes.")
    if not os.access(folder, os.W_OK | os.X_OK):
        return wrong("Files", f"the folder {folder} is not writable for this user. Run as the user that runs the bot.")
    if not files:
        return well("Files", "none yet; the first start makes them, readable by this user only.")
    foreign = [file for file in files if file.stat().st_uid != os.geteuid()]
    if foreign:
        return wrong(
            "Files", f"{_names(foreign)} belong to another user. Run the bot and this command as the same user."
        )
    loose = [file for file in files if file.stat().st_mode & _OTHERS]
    if loose:
        return wrong("Files", f"{_names(loose)} can be read by others. Run: chmod 600 {' '.join(map(str, loose))}")
    return well("Files", f"{_names(files)} can be read by this user only.")


def keys(settings: Settings) -> Keys:
    about = "Keys"
    if settings.secret_keys:
        told = [key.get_secret_value() for key in settings.secret_keys]
        return Keys([well(about, f"{len(told)} in SECRET_KEYS; the first seals, all open.")], Sealer(told))
    if not settings.key_path.exists():
        if settings.database_path.exists():
            text = (
                f"{settings.key_path.name} is not there, and without it no stored token can be opened. Restore it, or "
                "set SECRET_KEYS to its line; else everybody has to connect again."
            )
            return Keys([wrong(about, text)], None)
        return Keys([well(about, "none yet; the first start makes one.")], None)
    try:
        kept = kept_keys(settings.key_path)
        return Keys([well(about, f"{len(kept)} in {settings.key_path.name}; the first seals, all open.")], Sealer(kept))
    except StorageUnusable as problem:
        return Keys([wrong(about, str(problem))], None)


async def database(settings: Settings, sqlite: Sqlite) -> Opened:
    about = "Database"
    try:
        check_no_restore_under_way(settings)
    except StorageUnusable as problem:
        return Opened([wrong(about, str(problem))], is_open=False)
    if not _is_there(settings.database_path):
        return Opened([not_done(about, "there is none yet; the first start makes it.")], is_open=False)
    try:
        await asyncio.to_thread(check_whole, settings.database_path)
        await sqlite.open()
        await sqlite.check()
    except StorageUnusable as problem:
        return Opened([wrong(about, _and_restore(problem))], is_open=False)
    return Opened([well(about, "whole, and its schema is that of this release.")], is_open=True)


async def engine(settings: Settings) -> Finding:
    about = "Work under way"
    if not _is_there(settings.engine_path):
        return not_done(about, f"there is no {settings.engine_path.name} yet; the first start makes it.")
    try:
        await asyncio.to_thread(check_whole, settings.engine_path)
    except StorageUnusable as problem:
        return wrong(about, _and_restore(problem))
    return well(about, f"{settings.engine_path.name} is whole.")


def _is_there(file: Path) -> bool:
    return file.exists()


def _and_restore(problem: StorageUnusable) -> str:
    said = str(problem)
    return f"{said} Stop the bot and restore a backup." if "damaged" in said else said


def _private(settings: Settings) -> list[Path]:
    databases = (settings.database_path, settings.engine_path)
    beside = [file.with_name(f"{file.name}{suffix}") for file in databases for suffix in ("", "-wal", "-shm")]
    return [*beside, settings.key_path, settings.lock_path]


def _names(files: list[Path]) -> str:
    return ", ".join(file.name for file in files)
