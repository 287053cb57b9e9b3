"""`partnerdesk restore`: a backup becomes the database, after everything that speaks against it was checked."""

import asyncio
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from bot.backup.archive import DATABASE, ENGINE, NoBackup, unpack
from bot.backup.swap import Swap
from bot.settings import Settings
from desk.ports.memory import Gap
from storage.backup.copies import check_whole
from storage.backup.restored import AnotherAccount, TokenKeys, TokensSealed, prepare
from storage.sealing import Sealer, kept_keys
from work.lock import AlreadyRunning, ProcessLock


class CannotRestore(Exception):
    """Nothing was changed; the text says why and what to do."""


class CutOff(Exception):
    """The restore was decided, and could not be finished."""


@dataclass(frozen=True)
class Restored:
    taken_at: datetime
    aside: Path | None
    """Where the replaced files are."""


def restore(settings: Settings, archive: Path, *, replace: bool, connect_anew: bool) -> Restored:
    """Raises `CannotRestore` and `StorageUnusable`, also while a bot runs: then nothing is changed.

    Raises `CutOff` when the files could not all be put in place.
    """
    lock = ProcessLock(settings.lock_path)
    try:
        lock.take()
        return _restore(settings, archive, replace=replace, connect_anew=connect_anew)
    except (AlreadyRunning, NoBackup) as refusal:
        raise CannotRestore(str(refusal)) from None
    except OSError as error:
        folder = settings.database_path.absolute().parent
        if Swap(settings.database_path, settings.engine_path).is_decided:
            raise CutOff(
                f"The restore stopped halfway, at {error.filename}: {error.strerror}. Fix that and start the bot, "
                "which finishes the restore."
            ) from error
        raise CannotRestore(f"The folder {folder} cannot be written to: {error.strerror}.") from error
    finally:
        lock.release()


def _restore(settings: Settings, archive: Path, *, replace: bool, connect_anew: bool) -> Restored:
    exchange = Swap(settings.database_path, settings.engine_path)
    exchange.finish()  # from a restore that was interrupted
    if exchange.present() and not replace:
        raise CannotRestore(
            f"There is a database at {settings.database_path} already. To restore the backup in its place, add "
            "--replace: what is there now is kept aside."
        )
    exchange.begin()
    try:
        taken_at = _make_ready(settings, archive, exchange.staged, connect_anew=connect_anew)
        exchange.decide(datetime.now(UTC))
    except BaseException:
        if not exchange.is_decided:
            exchange.abandon()
        raise
    return Restored(taken_at, exchange.finish())


def _make_ready(settings: Settings, archive: Path, folder: Path, *, connect_anew: bool) -> datetime:
    label = unpack(archive, folder)
    if _numbers(label.made_by) > _numbers(version("partnerdesk")):
        raise CannotRestore(
            f"{archive} was made by a newer partnerdesk ({label.made_by}), and this version cannot finish what "
            "that one had begun. Restore it with that one, or a later one."
        )
    if (folder / ENGINE).exists():
        check_whole(folder / ENGINE)
    gap = Gap(label.taken_at, max(label.taken_at, datetime.now(UTC)))
    keys = TokenKeys(_sealer(settings), lost=connect_anew)
    try:
        asyncio.run(prepare(folder / DATABASE, settings.account, gap, keys))
    except AnotherAccount as other:
        raise CannotRestore(
            f"{archive} is the backup of a desk in another Zendesk ({other}); ZENDESK_URL says {settings.account}. "
            "Check ZENDESK_URL, or take the right backup."
        ) from None
    except TokensSealed:
        raise CannotRestore(_key_missing(settings, archive)) from None
    return label.taken_at


def _sealer(settings: Settings) -> Sealer | None:
    """Does not make a missing key file, because the old one has to be restored as well."""
    keys = [key.get_secret_value() for key in settings.secret_keys]
    if not keys and settings.key_path.exists():
        keys = list(kept_keys(settings.key_path))
    return Sealer(keys) if keys else None


def _key_missing(settings: Settings, archive: Path) -> str:
    where = "in SECRET_KEYS" if settings.secret_keys else f"at {settings.key_path}"
    return (
        f"The key that opens the Zendesk tokens in {archive} is not {where}. Put your copy of it there, for you "
        "alone to read (chmod 600). If it is lost, add --connect-anew: then everybody has to type `/desk connect` "
        "again."
    )


def _numbers(release: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", release)))
