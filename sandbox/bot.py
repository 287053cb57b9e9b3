"""The bot as a child process, run as a partner would run it: by its command, from its settings."""

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

RUN = (sys.executable, "-m", "bot", "run")
_PASSED_ON = ("PATH", "HOME", "LANG", "SYSTEMROOT", "VIRTUAL_ENV", "COVERAGE_PROCESS_START", "PYTHONDONTWRITEBYTECODE")


class Process(Protocol):
    """What is needed of a running process; those of asyncio have it."""

    @property
    def pid(self) -> int: ...
    @property
    def returncode(self) -> int | None: ...
    def send_signal(self, signal: int) -> None: ...
    def kill(self) -> None: ...
    async def wait(self) -> int: ...


class BotDied(Exception):
    """The bot ended by itself; the text is the end of its log."""


class BotProcess:
    """`folder` keeps what the bot remembers, so that a second process started there goes on where the first ended."""

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
    def pid(self) -> int:
        return self._running.pid

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.returncode is None

    async def start(self, seconds: float = 30.0, says: str = "/readyz") -> float:
        """Starts it and waits until it says that it is ready; tells how many seconds that took."""
        begun = time.perf_counter()
        self._process = await self._launched(self._folder, self.environment)
        async with asyncio.timeout(seconds):
            await self._answers(says)
        return time.perf_counter() - begun

    async def stop(self, seconds: float = 20.0) -> int:
        """As a service manager does: SIGTERM; the exit code."""
        self._running.send_signal(signal.SIGTERM)
        async with asyncio.timeout(seconds):
            return await self._running.wait()

    async def kill(self) -> None:
        """SIGKILL: the bot gets no chance to put anything in order."""
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
        raise BotDied(self.log[-3000:])

    @property
    def environment(self) -> dict[str, str]:
        return {**{name: os.environ[name] for name in _PASSED_ON if name in os.environ}, **self._settings}


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
