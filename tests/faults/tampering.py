"""What is done to the bot from the inside: its clock is moved, and its checks can be switched off. Runs in the fork."""

import mmap
import sqlite3
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

_DOUBLE = struct.Struct("d")


class Skew:
    """How many seconds the bot's clock is ahead of the real one; written here, read in the bot."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            path.write_bytes(_DOUBLE.pack(0.0))
        with path.open("r+b") as file:
            self._shared = mmap.mmap(file.fileno(), _DOUBLE.size)

    @property
    def seconds(self) -> float:
        return float(_DOUBLE.unpack(self._shared[:])[0])

    def move(self, seconds: float) -> None:
        self._shared[:] = _DOUBLE.pack(self.seconds + seconds)


@dataclass(frozen=True)
class Tampering:
    skew: Path
    checks: bool = True
    """Without them everything is done again whenever its outcome is not known."""

    def __call__(self) -> None:
        _shift_the_clock(Skew(self.skew))
        if not self.checks:
            _switch_the_checks_off()


def _shift_the_clock(skew: Skew) -> None:
    """Also in SQL, where the engine asks for nothing but the seconds of now."""
    real = time.time

    def shifted() -> float:
        return real() + skew.seconds

    def connected(*args: Any, **more: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*args, **more)
        connection.create_function("strftime", 2, lambda *_: str(int(shifted())))
        connection.create_function("unixepoch", 1, lambda _: shifted())
        return connection

    connect = sqlite3.connect
    _replace("time", time=shifted)
    _replace("sqlite3", connect=connected)
    _replace("sqlite3.dbapi2", connect=connected)
    _replace("bot.assembly", now=lambda: datetime.fromtimestamp(shifted(), UTC))


def _switch_the_checks_off() -> None:
    """The look for our id in the audits, `safe_update`, and the look for our metadata in the channel."""
    body: Callable[..., bytes] = import_module("zendesk.update").update_body

    def unsafe(*args: Any) -> bytes:
        return body(*args).replace(b'"safe_update":true', b'"safe_update":false')

    async def nothing_found(*_: Any) -> None:
        return None

    _replace("desk.delivery.updates", _landed=lambda *_: None)
    _replace("zendesk.client", update_body=unsafe)
    _replace("handlers.slack.chat", "SlackChat", find=nothing_found)


def _replace(module: str, owner: str = "", **parts: Any) -> None:
    found = import_module(module)
    for name, part in parts.items():
        setattr(getattr(found, owner) if owner else found, name, part)
