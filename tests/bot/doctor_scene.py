"""A desk that has been set up and used: what `partnerdesk doctor` looks at, without the bot that made it."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.doctor import Finding, Mark, examined
from bot.settings import Settings, load_settings
from desk.model.people import Agent, DeskId, Group, Licence, Link, TokenPair
from desk.model.watches import Watch
from sandbox.scene import Scene, set_scene
from sandbox.slack.person import Person
from sandbox.town import CLIENT_ID, SCOPES, Town
from storage.sealing import Sealer, key_file
from storage.sqlite import Sqlite
from storage.store import Store, open_store


@dataclass(frozen=True)
class SetUp:
    scene: Scene
    settings: Settings
    sqlite: Sqlite
    store: Store

    @property
    def town(self) -> Town:
        return self.scene.town

    async def examined(self, ahead: timedelta = timedelta()) -> list[Finding]:
        return await examined(self.settings, lambda: datetime.now(UTC) + ahead)

    async def connect(self, person: Person, licence: Licence, lives: timedelta = timedelta(minutes=30)) -> Link:
        agent = self.scene.agent_of(person)
        world, now = self.town.zendesk, datetime.now(UTC)
        token = world.issue(agent.id, world.tokens.clients[CLIENT_ID].id, SCOPES)
        group = self.scene.partner_group
        known = Agent(agent.id, agent.name, agent.email, licence, (Group(group.id, group.name),))
        link = Link(person.id, known, SCOPES, connected_at=now, checked_at=now)
        await self.store.links.put(link)
        pair = TokenPair(token.access, token.refresh, now + lives, now + timedelta(days=30), now)
        await self.store.tokens.put(agent.id, pair)
        return link

    async def age(self, link: Link, days: float) -> None:
        """As if it had been renewed so long ago for the last time."""
        pair = await self.store.tokens.get(link.agent.id)
        assert pair
        issued = datetime.now(UTC) - timedelta(days=days)
        aged = TokenPair(pair.access, pair.refresh, pair.access_expires_at, issued + timedelta(days=30), issued)
        await self.store.tokens.put(link.agent.id, aged)

    def secrets(self) -> list[str]:
        tokens = self.town.zendesk.tokens.live.values()
        ours = (self.settings.slack_bot_token, self.settings.slack_app_token)
        keys = self.settings.key_path.read_text().split() if self.settings.key_path.exists() else []
        return [
            *(secret for token in tokens for secret in (token.access, token.refresh)),
            *(secret.get_secret_value() for secret in ours if secret),
            *keys,
        ]


def told(town: Town, folder: Path, environment: pytest.MonkeyPatch, more: Mapping[str, str] | None = None) -> Settings:
    for name in [name for name in os.environ if name.startswith("SLACK_")]:
        environment.delenv(name)
    database = {"DATABASE_URL": f"sqlite:///{folder / 'partnerdesk.db'}"}
    for name, value in (town.settings() | database | dict(more or {})).items():
        environment.setenv(name, value)
    return load_settings(env_file=None)


async def set_up(town: Town, settings: Settings) -> SetUp:
    """Tom (full) and Sanne (light) are connected, and one channel watches their group."""
    scene = set_scene(town)
    sqlite = Sqlite(settings.database_path)
    await sqlite.open()
    desk = DeskId(town.slack.team.id, settings.account)
    store = open_store(sqlite, desk, Sealer(key_file(settings.key_path)), lambda: datetime.now(UTC))
    made = SetUp(scene, settings, sqlite, store)
    await made.connect(scene.tom, Licence.FULL)
    await made.connect(scene.sanne, Licence.LIGHT)
    group = Group(scene.partner_group.id, scene.partner_group.name)
    await store.watches.put(
        Watch(scene.channel.id, group, shows_excerpt=True, by=scene.tom.id, since=datetime.now(UTC))
    )
    return made


def marks(found: list[Finding], mark: Mark) -> dict[str, str]:
    return {finding.about: finding.text for finding in found if finding.mark is mark}
