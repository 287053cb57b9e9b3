"""The bot as a child process, started with the command and the settings that a partner uses."""

import asyncio
import os
import signal
import socket
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

import aiohttp

from sandbox.town import Town

_LOG_TAIL = 3000
"""Characters of the log that an error shows."""
RUN = (sys.executable, "-m", "bot", "run")
_PASSED_ON = ("PATH", "HOME", "LANG", "SYSTEMROOT", "VIRTUAL_ENV", "COVERAGE_PROCESS_START", "PYTHONDONTWRITEBYTECODE")


class Process(Protocol):
    """The part of `asyncio.subprocess.Process` that is used here."""

    @property
    def pid(self) -> int: ...
    @property
    def returncode(self) -> int | None: ...
    def send_signal(self, signal: int) -> None: ...
    def kill(self) -> None: ...
    async def wait(self) -> int: ...


class BotDied(Exception):
    """The bot ended without being told to; the text is the end of its log."""


class BotProcess:
    """`folder` holds the bot's database, so a second process started there continues the work of the first."""

    def __init__(
        self, town: Town, folder: Path, settings: Mapping[str, str] | None = None, command: Sequence[str] = RUN
    ) -> None:
        self._command = command
        self._folder = folder
        self._port = _free_port()
        self._settings = {
            **town.settings(),
            "DATABASE_URL": f"sqlite:///{folder / 'partnerdesk.db'}",
            "PORT": str(self._port),
            "POLL_SECONDS": "1",
            "LOG_FORMAT": "json",
            **(settings or {}),
        }
        self._process: Process | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    @property
    def log_file(self) -> Path:
        return self._folder / "bot.log"

    @property
    def log(self) -> str:
        return self.log_file.read_text(errors="replace") if self.log_file.exists() else ""

    @property
    def log_tail(self) -> str:
        return self.log[-_LOG_TAIL:]

    @property
    def pid(self) -> int:
        return self._running.pid

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.returncode is None

    async def start(self, seconds: float = 30.0, says: str = "/readyz") -> float:
        """Starts the bot and waits until the route `says` answers 200; returns the seconds that took.

        Raises TimeoutError after `seconds`, and BotDied when the process ends first.
        """
        begun = time.perf_counter()
        self._process = await self._launched(self._folder, self.environment)
        async with asyncio.timeout(seconds):
            await self._answers(says)
        return time.perf_counter() - begun

    async def stop(self, seconds: float = 20.0) -> int:
        """Sends SIGTERM, as a service manager does; returns the exit code."""
        self._running.send_signal(signal.SIGTERM)
        async with asyncio.timeout(seconds):
            return await self._running.wait()

    async def kill(self) -> None:
        """Sends SIGKILL: the bot cannot clean up."""
        if self._running.returncode is None:
            self._running.kill()
        await self._running.wait()

    async def ended(self, seconds: float = 30.0) -> int:
        async with asyncio.timeout(seconds):
            return await self._running.wait()

    async def _launched(self, folder: Path, environment: dict[str, str]) -> Process:
        with self.log_file.open("ab") as log:
            return await asyncio.create_subprocess_exec(
                *self._command, cwd=folder, env=environment, stdout=log, stderr=log
            )

    @property
    def _running(self) -> Process:
        if self._process is None:
            raise BotDied("The bot was not started.")
        return self._process

    async def _answers(self, path: str) -> None:
        async with aiohttp.ClientSession() as session:
            while self._running.returncode is None:
                try:
                    async with session.get(f"{self.url}{path}") as answer:
                        if answer.ok:
                            return
                except aiohttp.ClientError:
                    pass
                await asyncio.sleep(0.02)
        raise BotDied(self.log_tail)

    @property
    def environment(self) -> dict[str, str]:
        return {**{name: os.environ[name] for name in _PASSED_ON if name in os.environ}, **self._settings}


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
