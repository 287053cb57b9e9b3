"""The bot as a forked child process that can be told to die at a named step.

It is the same command in the same environment, as good to kill as any other process.
"""

import asyncio
import functools
import importlib
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, ParamSpec, TypeVar

from sandbox.bot import BotProcess, Process
from tests.forks import FORKS, enter

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True)
class Death:
    """SIGKILL from the inside: before or after the `nth` call of an async method, `module:Class.method`."""

    step: str
    when: Literal["before", "after"]
    nth: int = 1
    armed_by: Path | None = None
    """Calls count only while this file is there; without one they always do."""

    def __str__(self) -> str:
        return f"{self.when} {self.step.partition(':')[2]}" + (f" ({self.nth})" if self.nth > 1 else "")


class ForkedBot(BotProcess):
    death: Death | None = None
    tampering: Callable[[], None] | None = None
    """Called in the fork before the bot starts."""

    async def _launched(self, folder: Path, environment: dict[str, str]) -> Process:
        told = (folder, environment, self.log_file, self.death, self.tampering)
        process = FORKS.Process(target=_run, args=told, daemon=True)
        process.start()
        return _Forked(process)


class _Forked:
    """Implements `sandbox.bot.Process`."""

    def __init__(self, process: Any) -> None:
        self._process = process
        self.pid = int(process.pid)

    @property
    def returncode(self) -> int | None:
        code: int | None = self._process.exitcode
        return code

    def send_signal(self, signal: int) -> None:
        os.kill(self.pid, signal)

    def kill(self) -> None:
        self._process.kill()

    async def wait(self) -> int:
        while self.returncode is None:
            await asyncio.sleep(0.01)
        return self.returncode


def _run(
    folder: Path,
    environment: dict[str, str],
    log_file: Path,
    death: Death | None,
    tampering: Callable[[], None] | None,
) -> None:
    """In the fork."""
    enter(folder, environment, log_file, log_file)
    sys.argv = ["partnerdesk", "run"]
    if tampering:
        tampering()
    if death:
        _prepare(death)
    from bot.cli import main  # noqa: PLC0415 - in the fork it is there already

    main()


def _prepare(death: Death) -> None:
    module, _, name = death.step.partition(":")
    owner_name, _, method = name.partition(".")
    owner = getattr(importlib.import_module(module), owner_name)
    setattr(owner, method, _deadly(getattr(owner, method), death))


def _deadly(method: Callable[P, Awaitable[T]], death: Death) -> Callable[P, Awaitable[T]]:
    calls = 0

    @functools.wraps(method)
    async def dying(*args: P.args, **kwargs: P.kwargs) -> T:
        nonlocal calls
        if death.armed_by and not death.armed_by.exists():
            return await method(*args, **kwargs)
        calls += 1
        if calls == death.nth and death.when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        answer = await method(*args, **kwargs)
        if calls == death.nth:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

    return dying
