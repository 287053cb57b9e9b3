"""Connections that are about to lapse: the person and the admins are told once, and again when they are renewed."""

from dataclasses import replace
from datetime import datetime

from desk.model.people import Link
from desk.model.posts import AdminNews, Post
from desk.notices.admins import Admins
from desk.ports.memory import Memory
from desk.ports.runtime import Clock, Engine


class Expiring:
    def __init__(self, memory: Memory, engine: Engine, admins: Admins, clock: Clock) -> None:
        self._memory = memory
        self._engine = engine
        self._admins = admins
        self._clock = clock

    async def look(self, user: str) -> None:
        """Called after the daily check, which renews a token that can be renewed."""
        link = await self._memory.links.get(user)
        if link is None or link.lapsed:
            return
        tokens = await self._memory.tokens.get(link.agent.id)
        until = tokens.lives_until if tokens and tokens.is_ageing(self._clock()) else None
        if until and not link.ageing:
            await self._tell(link, until)
        elif link.ageing and not until:
            await self.tell_well(link)
        if link.ageing != bool(until):
            await self._memory.links.put(replace(link, ageing=bool(until)))

    async def tell_well(self, link: Link) -> None:
        occasion = f"ageing:{link.user}:{link.connected_at.isoformat()}:{self._clock():%Y%m%d}:well"
        await self._say(link.user, occasion, "Your connection to Zendesk is renewed; you need not sign in again.")
        text = f"The connection of {link.agent.name} to Zendesk is renewed."
        await self._admins.tell(occasion, text, besides=link.user)

    async def _tell(self, link: Link, until: datetime) -> None:
        occasion = f"ageing:{link.user}:{until.isoformat()}"
        text = (
            f"Your connection to Zendesk lapses on {until:%Y-%m-%d}: for weeks I could not renew it. "
            "Type `/desk connect` to sign in again; then nothing you write has to wait."
        )
        await self._say(link.user, occasion, text)
        for_admins = (
            f"The connection of {link.agent.name} to Zendesk lapses on {until:%Y-%m-%d}: for weeks I could not renew "
            "it. They were asked to type `/desk connect`; `partnerdesk doctor` shows what keeps me from Zendesk."
        )
        await self._admins.tell(occasion, for_admins, besides=link.user)

    async def _say(self, user: str, occasion: str, text: str) -> None:
        await self._engine.post(Post(occasion, user, AdminNews(text)))
