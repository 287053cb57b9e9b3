"""Failures that a visitor can simulate, to see that the bot loses nothing: slow or failing services, a killed bot."""

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
_LIMITED = r"^POST /api/chat\.(postMessage|update)$"

log = logging.getLogger(__name__)

BotState = Literal["preparing", "starting", "running", "frozen", "stopped"]


class Failures:
    """Switches the faults of the services and, when this sandbox started the bot, kills or freezes it."""

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

    def set_bot_state(self, state: BotState) -> None:
        self._state = state
        self._poke()

    def switch(self, name: str, *, on: bool) -> None:
        if name not in SWITCHES:
            raise NotFound(f"There is no switch “{name[:40]}”. Choose one of: {', '.join(SWITCHES)}.")
        (self._on.add if on else self._on.discard)(name)
        zendesk, slack = self._town.zendesk_faults, self._town.slack_faults
        zendesk.clear()
        slack.clear()
        if "zendesk-slow" in self._on:
            zendesk.slow(SLOW_SECONDS)
        zendesk.away = "zendesk-down" in self._on
        if "slack-429" in self._on:
            slack.add(_too_many_requests())
        self._poke()

    async def restart(self) -> None:
        """Kills the bot with SIGKILL and starts a new process on the same files.

        Returns when the new process is connected to Slack. It may not be ready by then: other switches may be on.
        """
        bot = self._claim("starting")
        await bot.kill()
        try:
            await bot.start(says="/healthz")
            await self._town.slack.connected()
        except (BotDied, TimeoutError) as failure:
            await self._give_up(bot)
            raise Conflict("The bot did not start again: the end of its log is in the terminal.") from failure
        self.set_bot_state("running")

    async def freeze(self) -> None:
        """Stops the process for `FROZEN_SECONDS`, like a machine that swaps or a laptop that sleeps."""
        if sys.platform == "win32":
            raise Conflict("A process cannot be frozen on Windows.")
        bot = self._claim("frozen")
        os.kill(bot.pid, signal.SIGSTOP)
        try:
            await asyncio.sleep(FROZEN_SECONDS)
        finally:
            if bot.is_running:
                os.kill(bot.pid, signal.SIGCONT)
        self.set_bot_state("running")

    async def _give_up(self, bot: BotProcess) -> None:
        await bot.kill()
        self.set_bot_state("stopped")
        log.error("The bot did not start again. The end of its log:\n%s", bot.log_tail)

    def _claim(self, state: BotState) -> BotProcess:
        if self._bot is None:
            raise Conflict("This sandbox did not start the bot, so it cannot stop it.")
        if self._state in {"starting", "frozen"}:
            raise Conflict(f"The bot is {self._state} already.")
        self.set_bot_state(state)
        return self._bot


def _too_many_requests() -> Fault:
    return Fault(
        where=_LIMITED,
        times=sys.maxsize,
        status=429,
        body='{"ok": false, "error": "ratelimited"}',
        content_type="application/json",
        headers={"Retry-After": str(RETRY_AFTER)},
    )
