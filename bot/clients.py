"""The bot's connections to the outside, its clock, and who it is in Slack."""

from dataclasses import dataclass
from datetime import UTC, datetime

import aiohttp
import httpx
from slack_sdk.web.async_client import AsyncWebClient

from bot.monitoring.metrics import Metrics
from bot.settings import Settings
from storage.sqlite import Sqlite

ZENDESK_TIMEOUT = httpx.Timeout(20.0, connect=5.0)
SLACK_TIMEOUT = 10


@dataclass(frozen=True)
class Workspace:
    """The workspace and the bot user, as Slack names them."""

    team: str
    team_name: str
    bot_user: str
    bot_id: str


@dataclass(frozen=True)
class Clients:
    """The connections to the outside, opened and closed by the service."""

    http: httpx.AsyncClient
    slack_session: aiohttp.ClientSession
    slack: AsyncWebClient
    sqlite: Sqlite
    metrics: Metrics


def now() -> datetime:
    return datetime.now(UTC)


def open_clients(settings: Settings, slack_session: aiohttp.ClientSession, metrics: Metrics | None = None) -> Clients:
    return Clients(
        http=httpx.AsyncClient(timeout=ZENDESK_TIMEOUT, follow_redirects=False),
        slack_session=slack_session,
        slack=AsyncWebClient(
            token=settings.slack_bot_token.get_secret_value(),
            base_url=settings.slack_api_url,
            timeout=SLACK_TIMEOUT,
            session=slack_session,
            retry_handlers=[],  # the default repeats posts
        ),
        sqlite=Sqlite(settings.database_path),
        metrics=metrics or Metrics(),
    )
