"""Keeps posted cards and proposals true."""

from datetime import datetime, timedelta

import structlog

from desk.errors import ChannelUnreachable, ChatAway, MessageGone
from desk.model.assignments import Assignment
from desk.model.posts import PostRecord
from desk.model.proposals import Proposal
from desk.ports.chat import Chat
from desk.ports.memory import Memory
from desk.ports.runtime import Clock
from desk.posting.channels import Channels
from desk.posting.drawing import Drawing
from desk.posting.posting import CHANNEL_WAITS, CHAT_WAITS

log = structlog.get_logger()


class Cards:
    """Redraws a posted card or proposal when what it shows has changed."""

    def __init__(
        self,
        chat: Chat,
        memory: Memory,
        drawing: Drawing,
        channels: Channels,
        clock: Clock,
        channel_waits: float = CHANNEL_WAITS,
    ) -> None:
        self._chat = chat
        self._memory = memory
        self._drawing = drawing
        self._channels = channels
        self._clock = clock
        self._channel_waits = timedelta(seconds=channel_waits)
        self._pause_until = clock()
        self._unreachable: dict[str, datetime] = {}

    async def refresh(self) -> None:
        if self._lies_ahead(self._pause_until, LONGEST_PAUSE):
            return
        for record in (*await self._memory.posts.stale_cards(), *await self._memory.posts.stale_proposals()):
            again_at = self._unreachable.get(record.channel or "")
            if again_at and self._lies_ahead(again_at, self._channel_waits):
                continue
            try:
                await self._redraw(record)
            except ChatAway as away:
                self._pause_until = self._clock() + timedelta(seconds=away.retry_after or CHAT_WAITS)
                return

    def _lies_ahead(self, until: datetime, at_most: timedelta) -> bool:
        """False when it lies further ahead than it was ever set: the clock was put back, and it is not waited for."""
        return timedelta() < until - self._clock() <= at_most

    async def _redraw(self, record: PostRecord) -> None:
        if not (record.channel and record.ts):
            return
        revision = await self._newest_revision(record)
        try:
            await self._chat.redraw(record, await self._drawing.again(record))
        except MessageGone:
            log.info("card.gone", key=record.key)
        except ChannelUnreachable as problem:  # it stays stale, and is redrawn once the channel can be reached
            log.warning("card.unreachable", key=record.key, problem=str(problem))
            self._unreachable[record.channel] = self._clock() + self._channel_waits
            await self._channels.lost(record.to, str(problem))
            return
        except ChatAway:
            raise
        except Exception:
            log.exception("card.not_drawn", key=record.key)  # skipped until it changes: the others must not wait
        await self._memory.posts.done(record.key, record.channel, record.ts, revision)

    async def _newest_revision(self, record: PostRecord) -> int | None:
        """Read before the card is drawn, so that a change in the meantime is drawn again."""
        shown: Assignment | Proposal | None = None
        if record.proposal:
            shown = await self._memory.proposals.get(record.proposal)
        elif record.assignment:
            shown = await self._memory.assignments.get(record.assignment)
        return shown.revision if shown else record.shown_revision


LONGEST_PAUSE = timedelta(minutes=15)
"""The longest pause that the chat asks for."""
