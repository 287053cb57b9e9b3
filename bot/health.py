"""Whether each part is well, and since when: the answer of `/readyz`."""

from datetime import datetime, timedelta

from bot.assembly import Bot
from bot.clients import Clients, now
from bot.monitoring.part import Part
from bot.sockets import Sockets
from desk.errors import DeskError

MISSED_POLLS = 3


class Health:
    def __init__(self, bot: Bot, outside: Clients, sockets: Sockets | None) -> None:
        self._bot = bot
        self._outside = outside
        self._sockets = sockets
        self._slack_seen: datetime | None = None
        self._started = now()

    async def parts(self) -> list[Part]:
        return [await self._slack(), await self._storage(), await self._poll()]

    async def _slack(self) -> Part:
        """In HTTP mode Slack calls the bot, so there is no connection to watch."""
        if self._sockets is None or await self._sockets.connected():
            self._slack_seen = now()
            return Part("slack", well=True, age_seconds=0.0)
        return Part("slack", well=False, age_seconds=_age(self._slack_seen), problem="no socket is connected")

    async def _storage(self) -> Part:
        try:
            await self._outside.sqlite.check()
        except DeskError as problem:
            return Part("storage", well=False, problem=str(problem))
        return Part("storage", well=True, age_seconds=0.0)

    async def _poll(self) -> Part:
        try:
            watches, state = await self._bot.desk.memory.watches.all(), await self._bot.desk.memory.feeds.get()
        except DeskError as problem:
            return Part("poll", well=False, problem=str(problem))
        if not watches:
            return Part("poll", well=True)
        age = _age(state.polled_at)
        patience = MISSED_POLLS * self._bot.desk.pace.interval
        fresh = age is not None and abs(age) <= patience  # ahead of now: the clock was put back
        rests = self._bot.desk.pace.stopped_until() is not None
        young = now() - self._started < timedelta(seconds=patience)
        well = state.trouble is None and (fresh or young or rests)
        return Part("poll", well=well, age_seconds=age, problem=state.trouble or (None if well else "polls are late"))


def _age(moment: datetime | None) -> float | None:
    return round((now() - moment).total_seconds(), 1) if moment else None
