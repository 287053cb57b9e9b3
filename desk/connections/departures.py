"""Sees to it that nothing stays held by somebody who is gone, and that the threads hear who holds what."""

import structlog

from desk.model.assignments import Assignment, AssignmentKey, Stage
from desk.model.holds import Hold
from desk.model.people import Licence
from desk.model.posts import Post, TicketNews
from desk.ports.memory import Memory
from desk.ports.runtime import Clock, Engine

log = structlog.get_logger()


class Departures:
    def __init__(self, memory: Memory, engine: Engine, clock: Clock) -> None:
        self._memory = memory
        self._engine = engine
        self._clock = clock

    async def tidy(self) -> None:
        """Releases what is held by people who left, and what left us. Called by the clock, and when a link changed."""
        for hold in await self._memory.holds.held():
            assignment = await self._memory.assignments.get(hold.assignment)
            if assignment is None or assignment.stage is Stage.LEFT:
                await self._memory.holds.release(hold.assignment, hold.user, self._clock())
            elif reason := await self._is_gone(hold, assignment):
                # told first: when we die in between, the next turn tells nothing twice and releases
                await self.tell(hold.assignment, _occasion("gone", hold), f"{hold.name} {reason}: free to take")
                await self._release(hold, assignment)

    async def tell(self, key: AssignmentKey, occasion: str, text: str) -> None:
        """In the thread of each card of the assignment, once for each occasion."""
        for card in await self._memory.posts.cards_of(key):
            post = Post(f"{occasion}:{card.to}", card.to, TicketNews(text), key, in_thread=True)
            await self._engine.post(post)

    async def took(self, hold: Hold) -> None:
        await self.tell(hold.assignment, _occasion("took", hold), f"{hold.name} took it")

    async def released(self, hold: Hold, by: str, by_name: str) -> None:
        whose = "" if by == hold.user else f"; {hold.name} had taken it"
        await self.tell(hold.assignment, _occasion("released", hold), f"{by_name} released it{whose}")

    async def _release(self, hold: Hold, assignment: Assignment) -> None:
        if await self._memory.holds.release(hold.assignment, hold.user, self._clock()):
            await self._memory.assignments.change(assignment)
            log.info("hold.ended", ticket=hold.assignment.ticket_id, user=hold.user)

    async def _is_gone(self, hold: Hold, assignment: Assignment) -> str | None:
        """A lapsed connection is no reason: its owner is still there, and signs in again."""
        link = await self._memory.links.get(hold.user)
        if link is None:
            return "is no longer connected"
        if link.agent.licence is Licence.NONE or not link.agent.belongs_to(assignment.group_id):
            return "is no longer in the group"
        return None


def _occasion(what: str, hold: Hold) -> str:
    key = hold.assignment
    return f"{what}:{key.ticket_id}:{key.audit_id}:{hold.user}:{hold.since.isoformat()}"
