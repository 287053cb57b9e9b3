"""One town under fire: a bot that is started again whenever it dies, and people who try again until they succeed."""

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random

from sandbox.bot import BotDied
from sandbox.faults import Faults
from sandbox.scene import set_scene
from sandbox.slack.errors import NotThere
from sandbox.slack.person import Person
from sandbox.slack.records import Channel
from sandbox.town import open_town
from sandbox.zendesk.records import Group
from tests.e2e.forked import Death, ForkedBot
from tests.e2e.stage import PLENTY
from tests.e2e.story import SETTLED, Story
from tests.fakes import AheadClock
from tests.faults.tampering import Skew, Tampering
from tests.faults.work import Assignment

POLL_SECONDS = 1.0
SLACK_PATIENCE = 8.0
"""Three seconds, as Slack has it, would make lateness of a busy machine a fault of its own."""
KILLED = -9
LAPSED = "Zendesk no longer accepts your connection."


class Office:
    def __init__(self, story: Story, folder: Path, *, checks: bool, death: Death | None) -> None:
        self.story = story
        self.folder = folder
        self.skew = Skew(folder / "skew")
        self._tampering = Tampering(folder / "skew", checks)
        self.people: list[Person] = []
        self.channels: list[tuple[Channel, Group]] = []
        self.begun = asyncio.Event()
        """Somebody has a dialog open in this round."""
        self.written = asyncio.Event()
        """Everything that this round asks for is taken in."""
        self.decoys: list[Assignment] = []
        self.deaths = 0
        self.prepared = death
        """The step at which the bot that runs now dies, once its file is there."""
        self.upcoming: Death | None = None
        """The one for the bot after it."""
        self._acting: dict[str, asyncio.Lock] = {}
        self._lapses: dict[str, int] = {}

    # The bot

    async def keep_running(self) -> None:
        """As a service manager does, until cancelled."""
        while True:
            if self.story.bots and not self.story.bot.is_running:
                await self._died()
            if not self.story.bots or not self.story.bot.is_running:
                await self._start()
            await asyncio.sleep(0.05)

    async def _died(self) -> None:
        """Some deaths are ours; whatever else ends it (a full disk) ends it before its step."""
        if await self.story.bot.ended() == KILLED:
            self.deaths += 1
            self.prepared = self.upcoming

    async def _start(self) -> None:
        bot = self.story.new_bot({"POLL_SECONDS": str(POLL_SECONDS)})
        if not isinstance(bot, ForkedBot):
            raise TypeError("bots of stories are forked unless asked otherwise")
        bot.death, bot.tampering = self.prepared, self._tampering
        try:
            await bot.start(says="/healthz", seconds=60)
        except (BotDied, TimeoutError):
            await asyncio.sleep(0.5)

    async def kill(self) -> None:
        """SIGKILL, and whoever watches starts the next one."""
        bot = self.story.bot
        if bot.is_running:
            await bot.kill()

    # People

    def acting(self, person: Person) -> asyncio.Lock:
        """Everybody does one thing at a time."""
        return self._acting.setdefault(person.id, asyncio.Lock())

    def has_lapsed(self, person: Person) -> bool:
        """They were told so, and have not signed in again since."""
        return self._told_of_lapses(person) > self._lapses.get(person.id, 0)

    def _told_of_lapses(self, person: Person) -> int:
        return sum(LAPSED in text for text in self.story.told(person))

    async def connect(self, person: Person) -> None:
        """Again and again until Zendesk and the bot let them in."""
        while True:
            told = self._told_of_lapses(person)
            try:
                await self.story.connect(person)
            except (AssertionError, NotThere, TimeoutError, StopIteration):
                await asyncio.sleep(0.5)
                continue
            self._lapses[person.id] = told
            return

    async def reconnect(self) -> None:
        """Whoever was told that their connection is gone signs in again."""
        for person in self.people:
            if self.has_lapsed(person):
                async with self.acting(person):
                    if self.has_lapsed(person):
                        await self.connect(person)

    # The vendor

    def assign(self, names: list[str], chance: Random) -> list[Assignment]:
        """All at once: the town's clock moves before anybody has a dialog open."""
        story, made = self.story, []
        for name in names:
            channel, group = chance.choice(self.channels)
            ticket = story.vendor.create_ticket(
                name, "Since Monday the export ends there.", story.scene.customer,
                group=story.scene.vendor_group, assignee=story.scene.joris, status="open", organization="Acme BV",
            )  # fmt: skip
            made.append(Assignment(ticket, channel))
            story.vendor.assign(ticket, story.scene.joris, group, note="Please check the mapping.")
        story.clock.advance(SETTLED)
        return made

    async def until(self, condition: Callable[[], object], seconds: float) -> bool:
        """Whether it came true in time; nobody is blamed when it did not."""
        end = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > end:
                return False
            await asyncio.sleep(0.05)
        return True

    @property
    def all_faults(self) -> tuple[Faults, Faults]:
        return self.story.town.zendesk_faults, self.story.town.slack_faults


@asynccontextmanager
async def open_office(folder: Path, *, checks: bool = True, death: Death | None = None) -> AsyncIterator[Office]:
    """Two watched groups with a channel each, and full and light agents who are in both; nothing runs afterwards."""
    folder.mkdir(parents=True, exist_ok=True)  # noqa: ASYNC240 - nothing waits for it
    clock = AheadClock()
    async with open_town(clock) as town:
        limits = town.zendesk.limits
        limits.account = limits.tickets_index = limits.audits = limits.search = limits.updates = PLENTY
        town.slack.patience = SLACK_PATIENCE
        story = Story(set_scene(town, tickets=False), clock, folder)
        office = Office(story, folder, checks=checks, death=death)
        keeping = asyncio.create_task(office.keep_running())
        try:
            await _furnish(office)
            yield office
        finally:
            keeping.cancel()
            await asyncio.gather(keeping, return_exceptions=True)
            for bot in story.bots:
                if bot.is_running:
                    await bot.kill()


async def _furnish(office: Office) -> None:
    story, scene = office.story, office.story.scene
    groups = (scene.partner_group, scene.other_group)
    names = itertools.cycle(("full", "light"))
    for name in ("fenna", "lars", "fleur", "luuk"):
        office.people.append(story.newcomer(name, "full" if next(names) == "full" else "light", groups))
    other = story.slack.add_channel("ispnext-be", members=office.people)
    office.channels = [(scene.channel, groups[0]), (other, groups[1])]
    for person in office.people:
        await office.connect(person)
    for channel, group in office.channels:
        await story.watch(office.people[0], channel, (group.name,))
