"""Saying something in the chat exactly once (docs/developers.md, "How a ticket becomes a card")."""

import asyncio
from collections import defaultdict
from datetime import timedelta

import structlog

from desk.errors import ChannelUnreachable, ChatAway, DeskError, PostUnknown
from desk.model.posts import CardPosted, Post, PostRecord, is_person
from desk.ports.chat import Chat
from desk.ports.memory import Memory
from desk.ports.runtime import Clock
from desk.posting.channels import Channels
from desk.posting.drawing import Drawing

GRACE = timedelta(seconds=3)
"""How long a post whose outcome is unknown may still be on its way to the chat."""
CARD_WAITS = 2.0
"""Seconds to wait until the card's data and its parent message are stored."""
CHANNEL_WAITS = 300.0
"""At most this many seconds, until a channel that could not be posted to is tried again."""
CHANNEL_WAITS_POLLS = 5
CHAT_WAITS = 15.0
SAID_LATE = timedelta(days=30)
"""How long after a restore a message may be due that had been posted before it."""

log = structlog.get_logger()


class Posting:
    def __init__(
        self,
        chat: Chat,
        memory: Memory,
        drawing: Drawing,
        channels: Channels,
        executor: str,
        clock: Clock,
        channel_waits: float = CHANNEL_WAITS,
    ) -> None:
        self._chat = chat
        self._memory = memory
        self._drawing = drawing
        self._channels = channels
        self._executor = executor
        self._clock = clock
        self._channel_waits = channel_waits
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def attempt(self, post: Post) -> float | None:
        """One try. None when it is over; otherwise the seconds to wait before the next try.

        The engine and people both ask for tries; they run one at a time.
        """
        async with self._turns[post.key]:
            wait = await self._attempt(post)
        if wait is None:
            self._turns.pop(post.key, None)
        return wait

    async def now(self, key: str) -> None:
        """A try that a person asks for, of a message that waits or was given up."""
        record = await self._memory.posts.get(key)
        if record and record.post:
            await self.attempt(record.post)

    async def _attempt(self, post: Post) -> float | None:
        earlier = await self._memory.posts.get(post.key)
        if earlier and earlier.ts:
            return None
        if earlier and (remaining := earlier.intended_at + GRACE - self._clock()) > timedelta():
            return await self._grace(post, remaining)
        if not await self._is_wanted(post):
            await self._memory.posts.drop(post.key)
            return None
        return await self._post(post, earlier)

    async def _grace(self, post: Post, remaining: timedelta) -> float:
        """Starts again when the clock was put back; otherwise it would last as long as the clock is behind."""
        if remaining > GRACE:
            await self._memory.posts.intend(post, self._executor, self._clock())
        return min(remaining, GRACE).total_seconds()

    async def _post(self, post: Post, earlier: PostRecord | None) -> float | None:
        thread = await self._thread(post)
        if post.in_thread and thread is None:
            return await self._without_card(post)
        if not await self._can_be_drawn(post):
            return CARD_WAITS
        try:
            await self._say(post, earlier, thread)
        except (PostUnknown, ChatAway, ChannelUnreachable) as problem:
            return await self._wait(post, problem)
        await self._reached(post)
        return None

    async def _wait(self, post: Post, problem: DeskError) -> float | None:
        match problem:
            case ChatAway():
                await self._memory.posts.trouble(post, str(problem))
                return problem.retry_after or CHAT_WAITS
            case ChannelUnreachable():
                return await self._unreachable(post, str(problem))
            case _:
                return GRACE.total_seconds()

    async def _say(self, post: Post, earlier: PostRecord | None, thread: str | None) -> None:
        if await self._was_said(post, earlier, thread):
            return
        revision = await self._revision(post)
        place = await self._chat.find(post, earlier.intended_at, thread) if earlier else None
        if place is None:
            content = await self._drawing.content(post)
            await self._memory.posts.intend(post, self._executor, self._clock())
            place = await self._chat.post(post, content, thread)
        await self._memory.posts.done(post.key, *place, revision)

    async def _was_said(self, post: Post, earlier: PostRecord | None, thread: str | None) -> bool:
        """Whether it was posted between a backup and its restore. The message may be older or newer than what is
        stored, so it is redrawn.
        """
        gap = await self._memory.gaps.after(self._clock() - SAID_LATE)
        if gap is None:
            return False
        if earlier is None:  # recorded first, so that what prevents the search is listed with it
            await self._memory.posts.intend(post, self._executor, self._clock())
        place = await self._chat.find(post, gap.since, thread, gap.until)
        if place is None:
            return False
        await self._memory.posts.done(post.key, *place, None)
        return True

    async def _is_wanted(self, post: Post) -> bool:
        """The poll, or the queue, may have begun before the channel stopped watching."""
        if not (isinstance(post.message, CardPosted) and post.assignment):
            return True
        assignment = await self._memory.assignments.get(post.assignment)
        watches = await self._memory.watches.of_channel(post.to)
        return any(assignment is None or watch.group.id == assignment.group_id for watch in watches)

    async def _without_card(self, post: Post) -> float | None:
        """The card may exist already and be found soon; in a channel that cannot be reached that takes longer."""
        watches = await self._memory.watches.of_channel(post.to)
        if not watches:
            return None  # then the card is not posted either
        return self._channel_waits if any(watch.trouble for watch in watches) else CARD_WAITS

    async def _can_be_drawn(self, post: Post) -> bool:
        if not (isinstance(post.message, CardPosted) and post.assignment):
            return True
        return await self._memory.tickets.get(post.assignment.ticket_id) is not None

    async def _thread(self, post: Post) -> str | None:
        if not (post.in_thread and post.assignment):
            return None
        cards = await self._memory.posts.cards_of(post.assignment)
        return next((card.ts for card in cards if card.to == post.to), None)

    async def _revision(self, post: Post) -> int | None:
        """The revision that the card will show at least; read before the card is drawn."""
        if post.proposal:
            proposal = await self._memory.proposals.get(post.proposal)
            return proposal.revision if proposal else None
        if not (isinstance(post.message, CardPosted) and post.assignment):
            return None
        assignment = await self._memory.assignments.get(post.assignment)
        return assignment.revision if assignment else None

    async def _unreachable(self, post: Post, problem: str) -> float | None:
        if is_person(post.to) or post.assignment is None:
            log.error("post.given_up", key=post.key, problem=problem)  # a person who cannot be written to has left
            await self._memory.posts.trouble(post, problem, given_up_at=self._clock())
            return None
        if not await self._channels.lost(post.to, problem):
            await self._memory.posts.drop(post.key)  # the channel watches nothing any more
            return None
        await self._memory.posts.trouble(post, problem)
        return self._channel_waits

    async def _reached(self, post: Post) -> None:
        if post.assignment and not is_person(post.to):
            await self._channels.reached(post.to)
