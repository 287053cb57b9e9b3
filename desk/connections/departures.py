"""Ends what is held by people who left, and what is held of tickets that left."""

import structlog

from desk.model.assignments import Assignment, Stage
from desk.model.holds import Hold
from desk.model.people import Licence
from desk.model.posts import TicketNews
from desk.notices.threads import Threads
from desk.ports.memory import Memory
from desk.ports.runtime import Clock

log = structlog.get_logger()


class Departures:
    """Ends the holds of people who left, and those of tickets that left."""

    def __init__(self, memory: Memory, threads: Threads, clock: Clock) -> None:
        self._memory = memory
        self._threads = threads
        self._clock = clock

    async def tidy(self) -> None:
        """Called by the clock, and when a link changed."""
        for hold in await self._memory.holds.held():
            assignment = await self._memory.assignments.get(hold.assignment)
            if assignment is None or assignment.stage is Stage.LEFT:
                await self._memory.holds.release(hold.assignment, hold.user, self._clock())
            elif reason := await self._is_gone(hold, assignment):
                # told first: if the process dies in between, the next turn tells nothing twice and releases it
                await self._threads.tell(
                    hold.assignment, hold.occasion("gone"), TicketNews(f"{hold.name} {reason}: free to take")
                )
                await self._release(hold, assignment)

    async def _release(self, hold: Hold, assignment: Assignment) -> None:
        if await self._memory.holds.release(hold.assignment, hold.user, self._clock()):
            await self._memory.assignments.change(assignment)
            log.info("hold.ended", ticket=hold.assignment.ticket_id, user=hold.user)

    async def _is_gone(self, hold: Hold, assignment: Assignment) -> str | None:
        """A lapsed connection does not count: its owner is still there, and signs in again."""
        link = await self._memory.links.get(hold.user)
        if link is None:
            return "is no longer connected"
        if link.agent.licence is Licence.NONE or not link.agent.belongs_to(assignment.group_id):
            return "is no longer in the group"
        return None
