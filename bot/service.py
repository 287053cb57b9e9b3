"""The running bot: started and stopped in order, with everything that it holds."""

import asyncio
import uuid
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from prometheus_client import generate_latest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.assembly import Bot, assemble
from bot.backup.swap import finish_restore
from bot.clients import SLACK_TIMEOUT, Clients, Workspace, now, open_clients
from bot.health import Health
from bot.jobs import start_jobs, stop_jobs
from bot.monitoring.gauges import gauges
from bot.monitoring.metrics import Metrics
from bot.monitoring.part import Part
from bot.monitoring.slack_timing import slack_session
from bot.settings import Settings
from bot.sockets import Sockets
from bot.web.slack_requests import SlackRequests
from desk.connections.connections import Connected
from desk.errors import ChatAway, DeskError, StorageUnusable, ZendeskAway
from handlers.slack.web_api import asked, code
from work.lock import ProcessLock

DRAIN_SECONDS = 10.0
SLACK_RETRY_SECONDS = 5.0

log = structlog.get_logger()


class CannotStart(Exception):
    """The bot cannot run like this; the text says why and what to do."""


class Service:
    """Implements `bot.web.app.Running`. If Slack cannot be reached at the start, the service waits for it."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._metrics = Metrics()
        self._lock = ProcessLock(settings.lock_path)
        self._outside: Clients | None = None
        self._bot: Bot | None = None
        self._sockets: Sockets | None = None
        self._clock: AsyncIOScheduler | None = None
        self._health: Health | None = None
        self.slack_requests: SlackRequests | None = None

    async def start(self) -> None:
        """Raises `CannotStart`, `AlreadyRunning` and `StorageUnusable`."""
        self._lock.take()
        finish_restore(self._settings)
        session = slack_session(self._metrics, self._settings.slack_api_url, SLACK_TIMEOUT)
        self._outside = outside = open_clients(self._settings, session, self._metrics)
        await outside.sqlite.open()
        workspace = await who_we_are(outside.slack)
        if self._settings.slack_app_token:
            await check_app_token(outside.slack, self._settings.slack_app_token.get_secret_value())
        self._bot = bot = assemble(self._settings, workspace, outside, executor=uuid.uuid4().hex)
        bot.engine.launch(bot.workers)
        await bot.engine.open()
        await self._look_at_keys(bot)
        await bot.desk.submissions.take_up_again()
        await bot.desk.new_tickets.take_up_again()
        if secret := self._settings.slack_signing_secret:
            self.slack_requests = SlackRequests(bot.app, secret.get_secret_value())
        if self._settings.slack_app_token:
            self._sockets = Sockets(bot.app, self._settings.slack_app_token.get_secret_value())
        self._health = Health(bot, outside, self._sockets)
        self._clock = start_jobs(bot, self._sockets, self._settings.poll_seconds)
        bot.tasks.start(bot.desk.check.warm_up())
        log.info("bot.started", workspace=workspace.team_name, team=workspace.team, vendor=self._settings.vendor_name)

    async def _look_at_keys(self, bot: Bot) -> None:
        try:
            await bot.desk.missing_keys.look()
        except DeskError as problem:  # the log has told of the keys; they are told again at the next start
            log.warning("keys.not_told", problem=type(problem).__name__)

    async def stop(self) -> None:
        """Finishes what is under way; the next start continues what is not done."""
        if self._clock:
            stop_jobs(self._clock)
        if self._sockets:
            await self._sockets.stop_taking()
        if self._bot:
            await self._bot.tasks.drain(DRAIN_SECONDS)
            await self._bot.engine.close(DRAIN_SECONDS)
        if self._outside:
            await self._outside.http.aclose()
            await self._outside.slack_session.close()
            await self._outside.sqlite.close()
        self._lock.release()
        log.info("bot.stopped")

    async def parts(self) -> list[Part]:
        return await self._health.parts() if self._health else [Part("slack", well=False, problem="still starting")]

    async def metrics(self) -> bytes:
        """In Prometheus' text format; without the tables' part while the bot starts, or cannot read them."""
        told = generate_latest(self._metrics.registry)
        if self._bot:
            with suppress(StorageUnusable):
                desk = self._bot.desk
                there = await gauges(desk.memory, desk.pace, self._bot.throttle, await self.parts(), now())
                told += generate_latest(there.registry)
        return told

    async def begun_by(self, state: str) -> str:
        if self._bot is None:
            raise ZendeskAway("The bot is still starting.")
        return await self._bot.connect.begun_by(state)

    async def came_back(self, state: str, code: str) -> Connected:
        if self._bot is None:
            raise ZendeskAway("The bot is still starting.")
        return await self._bot.connect.came_back(state, code)

    async def declined(self, state: str) -> None:
        if self._bot:
            await self._bot.desk.connections.decline(state)

    async def poked(self, marks: Sequence[str]) -> bool:
        if self._bot is None:
            raise ZendeskAway("The bot is still starting.")
        return await self._bot.desk.polling.poke(marks)


async def who_we_are(slack: AsyncWebClient) -> Workspace:
    """https://docs.slack.dev/reference/methods/auth.test."""
    answer = await _told("SLACK_BOT_TOKEN (from the Slack app's page OAuth & Permissions)", slack.auth_test)
    return Workspace(answer["team_id"], answer.get("team", ""), answer["user_id"], answer.get("bot_id", ""))


async def check_app_token(slack: AsyncWebClient, app_token: str) -> None:
    """https://docs.slack.dev/reference/methods/apps.connections.open: the client itself would try for ever."""
    setting = "SLACK_APP_TOKEN (from Basic Information > App-Level Tokens, with the scope connections:write)"
    await _told(setting, lambda: slack.apps_connections_open(app_token=app_token))


async def _told(setting: str, ask: Callable[[], Awaitable[AsyncSlackResponse]]) -> dict[str, Any]:
    """Waits while Slack is away, but not for a token that Slack refuses. Raises `CannotStart`."""
    while True:
        try:
            return await asked(ask())
        except ChatAway as away:
            if away.refused:
                raise CannotStart(_refused(setting, away.refused)) from away
            log.warning("slack.away_at_start", again_in_seconds=SLACK_RETRY_SECONDS)
            await asyncio.sleep(away.retry_after or SLACK_RETRY_SECONDS)
        except SlackApiError as refusal:
            raise CannotStart(_refused(setting, code(refusal))) from refusal


def _refused(setting: str, word: str) -> str:
    return f"Slack refuses {setting}: {word}. Copy it again; if the app was removed, reinstall it."
