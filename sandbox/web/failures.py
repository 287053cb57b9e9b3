"""Making life hard for the bot, so that a visitor sees that nothing is lost."""

import asyncio
import logging
import os
import signal
import sys
from collections.abc import Callable
from typing import Any, Literal

from sandbox.bot import BotDied, BotProcess
from sandbox.faults import Fault
from sandbox.town import Town
from sandbox.web.errors import Conflict, NotFound

SLOW_SECONDS = 3.0
FROZEN_SECONDS = 8.0
RETRY_AFTER = 3
SWITCHES = ("zendesk-slow", "zendesk-down", "slack-429")
_LOG_TAIL = 3000
_LIMITED = r"^POST /api/chat\.(postMessage|update)$"

log = logging.getLogger(__name__)

BotState = Literal["preparing", "starting", "running", "frozen", "stopped"]


class Failures:
    """Without a bot process (the bot is somebody else's) it can make only the services misbehave."""

    def __init__(self, town: Town, bot: BotProcess | None, poke: Callable[[], None]) -> None:
        self._town = town
        self._bot = bot
        self._poke = poke
        self._on: set[str] = set()
        self._state: BotState = "preparing"

    @property
    def is_preparing(self) -> bool:
        return self._state == "preparing"

    def item(self) -> dict[str, Any]:
        state = self._state
        if state == "running" and self._bot is not None and not self._bot.is_running:
            state = "stopped"
        return {"on": sorted(self._on), "bot": state, "own_bot": self._bot is not None}

    def now(self, state: BotState) -> None:
        self._state = state
        self._poke()

    def switch(self, name: str, *, on: bool) -> None:
        if name not in SWITCHES:
            raise NotFound(f"There is no switch “{name[:40]}”: there are {', '.join(SWITCHES)}.")
        (self._on.add if on else self._on.discard)(name)
        zendesk, slack = self._town.zendesk_faults, self._town.slack_faults
        zendesk.clear()
        slack.clear()
        if "zendesk-slow" in self._on:
            zendesk.slow(SLOW_SECONDS)
        zendesk.away = "zendesk-down" in self._on
        if "slack-429" in self._on:
            slack.add(_too_many())
        self._poke()

    async def restart(self) -> None:
        """SIGKILL, whatever it was doing, and a new process on the same files.

        It is there when Slack has it: ready it may not be, since other switches may be on.
        """
        bot = self._claimed("starting")
        await bot.kill()
        try:
            await bot.start(says="/healthz")
            await self._town.slack.connected()
        except (BotDied, TimeoutError) as failure:
            await self._give_up(bot)
            raise Conflict("The bot did not start again: the end of its log is in the terminal.") from failure
        self.now("running")

    async def freeze(self) -> None:
        """It hears nothing and says nothing for a while, as a machine that swaps or a laptop that sleeps."""
        if sys.platform == "win32":
            raise Conflict("A process cannot be frozen on Windows.")
        bot = self._claimed("frozen")
        os.kill(bot.pid, signal.SIGSTOP)
        try:
            await asyncio.sleep(FROZEN_SECONDS)
        finally:
            if bot.is_running:
                os.kill(bot.pid, signal.SIGCONT)
        self.now("running")

    async def _give_up(self, bot: BotProcess) -> None:
        await bot.kill()
        self.now("stopped")
        log.error("The bot did not start again. The end of its log:\n%s", bot.log[-_LOG_TAIL:])

    def _claimed(self, state: BotState) -> BotProcess:
        if self._bot is None:
            raise Conflict("The bot is not this sandbox's own, so it cannot be killed from here.")
        if self._state in {"starting", "frozen"}:
            raise Conflict(f"The bot is {self._state} already.")
        self.now(state)
        return self._bot


def _too_many() -> Fault:
    return Fault(
        where=_LIMITED,
        times=sys.maxsize,
        status=429,
        body='{"ok": false, "error": "ratelimited"}',
        content_type="application/json",
        headers={"Retry-After": str(RETRY_AFTER)},
    )
