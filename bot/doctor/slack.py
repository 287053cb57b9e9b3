"""Slack: the token, what it may do, how Slack reaches us, and the channels that watch."""

from collections.abc import Awaitable
from dataclasses import dataclass

import aiohttp
import yaml
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.doctor.finding import Finding, Heard, not_done, well, wrong
from bot.manifest import manifest_text
from bot.settings import Settings
from desk.model.watches import Watch
from desk.ports.runtime import Clock
from handlers.slack.web_api import GONE, REFUSED, code
from storage.store import Store

_BOT_TOKEN = "SLACK_BOT_TOKEN"  # noqa: S105 - its name
_APP_TOKEN = "SLACK_APP_TOKEN"  # noqa: S105 - its name


@dataclass(frozen=True)
class Bot:
    findings: list[Finding]
    team: str | None = None
    heard: Heard | None = None


class NoAnswer(Exception):
    """Slack refused or could not be reached; the text says what to do."""


async def token(slack: AsyncWebClient, api_url: str, clock: Clock) -> Bot:
    # https://docs.slack.dev/reference/methods/auth.test
    asked_at = clock()
    try:
        answer = await _told(slack.auth_test(), f"{_BOT_TOKEN} (OAuth & Permissions)", api_url)
    except NoAnswer as problem:
        unseen = not_done("Slack scopes", "Slack did not take the token.")
        return Bot([wrong("Slack token", str(problem)), unseen])
    headers = {name.lower(): str(value) for name, value in answer.headers.items()}
    heard = Heard(headers.get("date"), asked_at, clock())
    who = well("Slack token", f"it is {answer.get('user')} in the workspace {answer.get('team')}.")
    return Bot([who, _scopes(headers.get("x-oauth-scopes", ""))], answer["team_id"], heard)


def _scopes(header: str) -> Finding:
    granted = {scope.strip() for scope in header.split(",") if scope.strip()}
    asked = set(yaml.safe_load(manifest_text())["oauth_config"]["scopes"]["bot"])
    if missing := sorted(asked - granted):
        text = f"{', '.join(missing)} missing. Paste manifest.yml into the app's App Manifest, and reinstall the app."
        return wrong("Slack scopes", text)
    beyond = sorted(granted - asked)
    more = f" Granted and not needed: {', '.join(beyond)}." if beyond else ""
    return well("Slack scopes", f"all {len(asked)} of manifest.yml are granted.{more}")


async def delivery(slack: AsyncWebClient, settings: Settings) -> list[Finding]:
    """How Slack's requests reach the bot."""
    found = []
    if app_token := settings.slack_app_token:
        # https://docs.slack.dev/reference/methods/apps.connections.open: an address, which we do not connect to
        call = slack.apps_connections_open(app_token=app_token.get_secret_value())
        try:
            await _told(call, f"{_APP_TOKEN} (Basic Information > App-Level Tokens)", settings.slack_api_url)
        except NoAnswer as problem:
            found.append(wrong("Socket Mode", str(problem)))
        else:
            found.append(well("Socket Mode", "Slack takes the app token."))
    if settings.slack_signing_secret:
        why = (
            "Slack offers no way to check SLACK_SIGNING_SECRET. Type /desk help: if nothing answers, copy it "
            "again from Basic Information > App Credentials."
        )
        found.append(not_done("HTTP mode", why))
    return found


async def channels(slack: AsyncWebClient, store: Store | None, bot: Bot) -> list[Finding]:
    """Whether each watching channel exists and is open, and the bot is a member."""
    about = "Channels"
    if bot.team is None:
        return [not_done(about, "Slack did not take the token.")]
    if store is None:
        return [not_done(about, "the database could not be read, or there is none yet.")]
    watches = await store.watches.all()
    if not watches:
        return [not_done(about, "none watches a group yet. Type /desk watch where your team talks.")]
    places = dict.fromkeys(watch.channel for watch in watches)
    return [await _channel(slack, [watch for watch in watches if watch.channel == place]) for place in places]


async def _channel(slack: AsyncWebClient, watches: list[Watch]) -> Finding:
    channel = watches[0].channel
    groups = ", ".join(watch.group.name for watch in watches)
    # https://docs.slack.dev/reference/methods/conversations.info
    try:
        answer = await slack.conversations_info(channel=channel)
    except SlackApiError as refusal:
        return _lost(channel, groups, GONE.get(code(refusal), f"Slack refuses it ({code(refusal)})."))
    except (aiohttp.ClientError, TimeoutError):
        return not_done(f"Channel {channel}", "Slack did not answer.")
    told = answer["channel"]
    name = f"#{told.get('name', channel)}"
    if told.get("is_archived"):
        return _lost(name, groups, GONE["is_archived"])
    if not told.get("is_member"):
        return _lost(name, groups, GONE["not_in_channel"])
    return well(f"Channel {name}", f"I am in it, and it watches {groups}.")


def _lost(name: str, groups: str, why: str) -> Finding:
    return wrong(f"Channel {name}", f"{why} Cards of {groups} wait for it. Fix it, or type /desk watch in another one.")


async def _told(call: Awaitable[AsyncSlackResponse], setting: str, api_url: str) -> AsyncSlackResponse:
    try:
        return await call
    except SlackApiError as refusal:
        word = code(refusal) or "no reason"
        if word in REFUSED:
            text = f"Slack refuses {setting}: {word}. Copy it again; if the app was removed, reinstall it."
            raise NoAnswer(text) from None
        raise NoAnswer(f"Slack answers with an error ({word}). Try again in a few minutes.") from None
    except (aiohttp.ClientError, TimeoutError):
        raise NoAnswer(f"{api_url} does not answer. Check SLACK_API_URL, the proxy and the firewall.") from None
