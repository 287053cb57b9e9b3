"""When Zendesk is read, and telling the admins when it cannot be."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from desk.errors import DeskError, NoRoom, SlowDown, ZendeskAway
from desk.intake.feed import Feed
from desk.intake.group_readers import NobodyConnected
from desk.intake.pace import Pace
from desk.notices.admins import Admins
from desk.ports.memory import Memory
from desk.ports.runtime import Clock, PollOutcome, Pulse

PATIENT_POLLS = 5
"""This many polls in a row may fail before the admins are told; when no agent is connected they are told at once."""
POKE_REST = timedelta(seconds=15)
"""Between two polls that pokes asked for: many pokes cost Zendesk no more than the fastest polling does."""
POKES_KEPT = timedelta(minutes=10)
"""A request is accepted from five minutes before its time until five minutes after it, by our clock."""

log = structlog.get_logger()


class Polling:
    def __init__(self, feed: Feed, memory: Memory, admins: Admins, pulse: Pulse, clock: Clock, pace: Pace) -> None:
        self._feed = feed
        self._memory = memory
        self._admins = admins
        self._pulse = pulse
        self._clock = clock
        self._pace = pace
        self._poked = False
        self._answered_at: datetime | None = None
        self._looked_at: datetime | None = None
        self._owes_search = False

    async def poll(self) -> None:
        """One turn of the clock, if it is due. Trouble is stored and told, never raised."""
        async with self._feed.turn:
            if not self._pace.is_due(self._looked_at):
                return
            self._poked = False  # a poke from here on may know more than this poll will see
            begun = self._looked_at = self._clock()
            try:
                asked = await self._feed.poll(self._pulse)
            except NoRoom:  # not trouble: what is left is read when the limit starts again
                self._pulse.polled(PollOutcome.SLOWED, self._clock() - begun)
            except DeskError as problem:
                self._pulse.polled(_outcome(problem), self._clock() - begun)
                await self._stands_still(problem)
            except Exception as mistake:  # a programming error: the caller logs it
                self._pulse.polled(PollOutcome.TROUBLE, self._clock() - begun)
                await self._stands_still(mistake)
                raise
            else:
                if asked:
                    self._pulse.polled(PollOutcome.WELL, self._clock() - begun)
                await self._runs_again()
            if self._owes_search:
                await self._reconcile()

    async def poke(self, marks: Sequence[str]) -> bool:
        """Zendesk says that something changed, not what: the next poll comes sooner.

        `marks` identify the request; False when they were received before, and then nothing happens.
        """
        now = self._clock()
        if not await self._memory.pokes.add(marks, now, now - POKES_KEPT):
            return False
        self._poked = True
        log.info("feed.poked")
        return True

    async def answer_pokes(self) -> None:
        """One poll for all pokes since the last one, when it is due."""
        now = self._clock()
        if self._poked and (self._answered_at is None or abs(now - self._answered_at) >= POKE_REST):
            self._answered_at = now
            await self.poll()

    async def reconcile(self) -> None:
        async with self._feed.turn:
            await self._reconcile()

    async def _reconcile(self) -> None:
        self._owes_search = self._pace.stopped_until() is not None
        if self._owes_search:
            return
        try:
            await self._feed.reconcile(self._pulse)
        except NoRoom:
            self._owes_search = True
        except DeskError as problem:
            log.warning("feed.reconcile_failed", problem=type(problem).__name__)

    async def _stands_still(self, problem: Exception) -> None:
        state = await self._memory.feeds.get()
        now = self._clock()
        since = state.trouble_since or now
        trouble = _sentence(problem)
        needs_somebody = isinstance(problem, NobodyConnected)
        told = state.admins_told
        log.warning("feed.trouble", problem=type(problem).__name__, since=since.isoformat())
        if needs_somebody or (not told and (now - since).total_seconds() >= PATIENT_POLLS * self._pace.poll_seconds):
            text = f"{trouble} New tickets are not seen until then."
            await self._admins.tell(f"feed:{since:%Y%m%dT%H%M%S}:{_occasion(problem)}", text)
            told = True
        await self._memory.feeds.put(replace(state, trouble=trouble, trouble_since=since, admins_told=told))

    async def _runs_again(self) -> None:
        state = await self._memory.feeds.get()
        if state.trouble is None:
            return
        if state.admins_told and state.trouble_since:
            occasion = f"feed:{state.trouble_since:%Y%m%dT%H%M%S}:well"
            await self._admins.tell(occasion, "Zendesk is being read again; nothing that happened meanwhile is lost.")
        await self._memory.feeds.put(replace(state, trouble=None, trouble_since=None, admins_told=False))
        await self._reconcile()


def _outcome(problem: DeskError) -> PollOutcome:
    if isinstance(problem, NobodyConnected):
        return PollOutcome.NOBODY
    if isinstance(problem, SlowDown):
        return PollOutcome.SLOWED
    return PollOutcome.AWAY if isinstance(problem, ZendeskAway) else PollOutcome.TROUBLE


def _occasion(problem: Exception) -> str:
    """During one period of trouble, the admins are told of each set of unreadable groups once."""
    return "nobody:" + "+".join(map(str, problem.ids)) if isinstance(problem, NobodyConnected) else "stopped"


def _sentence(problem: Exception) -> str:
    if not isinstance(problem, DeskError):
        return "A mistake of this bot keeps it from reading Zendesk; its log says more."
    if isinstance(problem, NobodyConnected):
        groups = ", ".join(problem.groups)
        return (
            f"Nobody who is connected can read {groups} in Zendesk. "
            "Someone of that group has to type `/desk connect` (again)."
        )
    if isinstance(problem, SlowDown):
        return "Zendesk asks us to slow down. It is asked again when it is time."
    if isinstance(problem, ZendeskAway):
        return "Zendesk does not answer. It is asked again by itself."
    return f"Zendesk cannot be read: {problem}"
