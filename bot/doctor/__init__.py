"""`partnerdesk doctor`: checks everything that the bot needs, and says what to do when something is missing.

It only reads, also beside a running bot: no token is renewed (the bot renews them, and two renewals invalidate each
other), and nothing is posted. What could not be checked is reported, and never counts as well.
"""

import asyncio

import aiohttp

from bot.clients import now, open_clients
from bot.doctor import clocks, files, people, slack, zendesk
from bot.doctor.finding import Finding, Mark, well
from bot.settings import Settings
from desk.model.people import DeskId
from desk.ports.runtime import Clock
from storage.sealing import Sealer
from storage.sqlite import Sqlite
from storage.store import Store, desks_of, open_store

__all__ = ["Finding", "Mark", "examine", "examined"]


def examine(settings: Settings) -> list[Finding]:
    return asyncio.run(examined(settings))


async def examined(settings: Settings, clock: Clock = now) -> list[Finding]:
    found = [well("Settings", "all there and well-formed."), files.modes(settings)]
    keys = files.keys(settings)
    database = Sqlite(settings.database_path, read_only=True)
    opened = await files.database(settings, database)
    found += [*keys.findings, *opened.findings, await files.engine(settings)]
    try:
        async with aiohttp.ClientSession() as session:
            outside = open_clients(settings, session)
            async with outside.http:
                bot = await slack.token(outside.slack, settings.slack_api_url, clock)
                vendor = await zendesk.reach(settings, outside.http, clock)
                store = await _store(settings, database, bot.team, keys.sealer, clock) if opened.is_open else None
                found += [
                    *bot.findings,
                    *await slack.delivery(outside.slack, settings),
                    *await slack.channels(outside.slack, store, bot),
                    *vendor.findings,
                    clocks.skew("Slack", bot.heard),
                    clocks.skew("Zendesk", vendor.heard),
                    *await people.look(settings, store, vendor, outside.http, clock),
                ]
    finally:
        await database.close()
    return found


async def _store(
    settings: Settings, database: Sqlite, team: str | None, sealer: Sealer | None, clock: Clock
) -> Store | None:
    """What is stored of this workspace; when Slack does not tell the workspace, of the only one that is stored."""
    if sealer is None:
        return None
    teams = [team] if team else [desk.team for desk in await desks_of(database, settings.account)]
    return open_store(database, DeskId(teams[0], settings.account), sealer, clock) if len(teams) == 1 else None
