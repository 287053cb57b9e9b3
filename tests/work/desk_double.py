"""Workers that keep their calls in memory and, for processes that are killed, in a file."""

import asyncio
import os
import signal
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from desk.model.analysis import Analysis
from desk.model.new_tickets import NewTicket, TicketKind
from desk.model.posts import AdminNews, Post
from desk.model.rich_text import plain_text
from desk.model.submissions import Submission

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


def now() -> datetime:
    return datetime.now(UTC)


def submission(submission_id: str = "s1", text: str = "It is the mapping.") -> Submission:
    return Submission(submission_id, 48213, "U1", 21, "Sanne", Analysis(plain_text(text)), NOW)


def new_ticket(new_id: str = "n1") -> NewTicket:
    return NewTicket(
        id=new_id,
        source_id=48213,
        author="U1",
        agent_id=21,
        author_name="Sanne",
        kind=TicketKind.MAINTENANCE,
        subject="Longer exports",
        description=plain_text("Raise the limit."),
        requester_id=31,
        requester="Fatima",
        organization_id=None,
        organization=None,
        accepted_at=NOW,
    )


def post(key: str = "hello", to: str = "C1") -> Post:
    return Post(key, to, AdminNews("Hello."))


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class DeskDouble:
    """Implements all workers. `waits` holds the return values of the next tries, last first.

    At the end of a step named `dying` it kills the process.

    With "sleeping" it kills the process during the wait after a try.
    """

    def __init__(self, file: Path | None = None, dying: str = "") -> None:
        self._file = file
        self._dying = dying
        self.done: list[str] = []
        self.at: list[float] = []
        self.submissions: list[Submission] = []
        self.new_tickets: list[NewTicket] = []
        self.posts: list[Post] = []
        self.waits: defaultdict[str, list[float]] = defaultdict(list)
        self.mistakes: defaultdict[str, list[Exception]] = defaultdict(list)
        self.then: dict[str, Callable[[], object]] = {}
        self._changed = asyncio.Condition()

    async def record(self, order: Submission | NewTicket) -> None:
        self.submissions += [order] if isinstance(order, Submission) else []
        self.new_tickets += [order] if isinstance(order, NewTicket) else []
        await self._did("record", order.id)

    async def attempt(self, what: Submission | Post | str) -> float | None:
        if isinstance(what, Post):
            self.posts.append(what)
            return await self._did("say", what.key)
        return await self._did("attempt", str(what))

    async def tell(self, submission_id: str) -> None:
        await self._did("tell", submission_id)

    async def until(self, *deeds: str) -> None:
        """Returns when all these steps ended; raises `TimeoutError` after 20 seconds."""
        async with self._changed, asyncio.timeout(20):
            await self._changed.wait_for(lambda: set(deeds) <= set(self.done))

    async def _did(self, step: str, name: str) -> float | None:
        deed = f"{step} {name}"
        if self.mistakes[deed]:
            raise self.mistakes[deed].pop()
        async with self._changed:
            self.done.append(deed)
            self.at.append(asyncio.get_running_loop().time())
            self._changed.notify_all()
        if self._file:
            with self._file.open("a") as file:
                file.write(f"{deed}\n")
        if self._dying == step:
            die()
        if deed in self.then:
            self.then[deed]()
        wait = self.waits[deed].pop() if self.waits[deed] else None
        if wait and self._dying == "sleeping":
            asyncio.get_running_loop().call_later(wait / 2, die)
        return wait
