"""Watching channels that cannot be reached: the admins are told once, and again when they can."""

import asyncio

import structlog

from desk.errors import ChannelUnreachable, ChatAway
from desk.notices.admins import Admins
from desk.ports.chat import Chat
from desk.ports.memory import Memory
from desk.ports.runtime import Clock

log = structlog.get_logger()


class Channels:
    def __init__(self, chat: Chat, memory: Memory, admins: Admins, clock: Clock) -> None:
        self._chat = chat
        self._memory = memory
        self._admins = admins
        self._clock = clock
        self._turn = asyncio.Lock()  # the second caller finds that the admins were told

    async def look(self) -> None:
        """One turn of the clock: finds a lost channel before there is anything to post in it."""
        waits = {post.to for post in await self._memory.posts.waiting(self._clock()) if post.trouble}
        for channel in dict.fromkeys(watch.channel for watch in await self._memory.watches.all()):
            try:
                await self._chat.look_at(channel)
            except ChannelUnreachable as problem:
                await self.lost(channel, str(problem))
            except ChatAway:
                return  # nothing is known about any of the channels
            else:
                if channel not in waits:  # otherwise the post tells whether it can be made
                    await self.reached(channel)

    async def lost(self, channel: str, problem: str) -> bool:
        """False when the channel watches no group."""
        async with self._turn:
            watches = await self._memory.watches.of_channel(channel)
            if any(watch.trouble is None for watch in watches):
                log.error("channel.unreachable", channel=channel, problem=problem)
                groups = ", ".join(watch.group.name for watch in watches)
                text = (
                    f"I cannot post here any more: {problem} Tickets for {groups} wait until that is mended; "
                    "then they are posted by themselves. To stop watching there, type `/desk unwatch` in it."
                )
                await self._tell(channel, text)
            await self._memory.watches.trouble(channel, problem)
        return bool(watches)

    async def reached(self, channel: str) -> None:
        async with self._turn:
            if any(watch.trouble for watch in await self._memory.watches.of_channel(channel)):
                await self._tell(channel, "I can post here again; what waited is being posted now.")
                await self._memory.watches.trouble(channel, None)

    async def _tell(self, channel: str, text: str) -> None:
        """Called before it is stored that the admins were told: after a crash in between they are told twice rather
        than never.
        """
        await self._admins.tell(f"channel:{channel}:{self._clock():%Y%m%dT%H%M%S}", text, channel)
