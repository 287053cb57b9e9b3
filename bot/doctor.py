"""`partnerdesk doctor`: is everything that the bot stands on there, and if not, what to do."""

import asyncio
from dataclasses import dataclass

import aiohttp
import httpx
import yaml

from bot.assembly import Outside, open_outside
from bot.manifest import manifest_text
from bot.service import CannotStart, who_we_are
from bot.settings import Settings
from desk.errors import StorageUnusable

REACH_SECONDS = 15


@dataclass(frozen=True)
class Finding:
    well: bool
    text: str


def examine(settings: Settings) -> list[Finding]:
    return asyncio.run(_examine(settings))


async def _examine(settings: Settings) -> list[Finding]:
    async with aiohttp.ClientSession() as session:
        outside = open_outside(settings, session)
        async with outside.http:
            return [
                Finding(well=True, text="Settings: all there and well-formed."),
                await _storage(outside),
                *await _slack(outside),
                await _zendesk(settings, outside.http),
            ]


async def _storage(outside: Outside) -> Finding:
    try:
        await outside.sqlite.open()
        await outside.sqlite.check()
    except StorageUnusable as problem:
        return Finding(well=False, text=f"Storage: {problem}")
    finally:
        await outside.sqlite.close()
    return Finding(well=True, text="Storage: the database can be read and written.")


async def _slack(outside: Outside) -> list[Finding]:
    try:
        workspace = await asyncio.wait_for(who_we_are(outside.slack), REACH_SECONDS)
        answer = await outside.slack.auth_test()
    except CannotStart as problem:
        return [Finding(well=False, text=f"Slack: {problem}")]
    except TimeoutError:
        return [Finding(well=False, text="Slack: cannot be reached. Is the way out to SLACK_API_URL open?")]
    granted = {scope.strip() for scope in str(answer.headers.get("x-oauth-scopes", "")).split(",")}
    missing = sorted(set(yaml.safe_load(manifest_text())["oauth_config"]["scopes"]["bot"]) - granted)
    who = Finding(well=True, text=f"Slack: connected to the workspace {workspace.team_name}.")
    if missing:
        lacks = f"Slack scopes: {', '.join(missing)} missing. Update the app's manifest and reinstall the app."
        return [who, Finding(well=False, text=lacks)]
    return [who, Finding(well=True, text="Slack scopes: all granted.")]


async def _zendesk(settings: Settings, http: httpx.AsyncClient) -> Finding:
    """Anonymous on purpose: `/users/me` answers 200 to anybody, which shows that the account is there."""
    # https://developer.zendesk.com/api-reference/ticketing/users/users/#show-self
    try:
        answer = await http.get(f"{settings.zendesk_url}/api/v2/users/me.json")
        reached = answer.status_code == httpx.codes.OK and "user" in answer.json()
    except (httpx.HTTPError, ValueError):
        reached = False
    if not reached:
        text = f"Zendesk: {settings.zendesk_url} does not answer like Zendesk. Check ZENDESK_URL and the way out."
        return Finding(well=False, text=text)
    return Finding(well=True, text=f"Zendesk: {settings.vendor_name} answers.")
