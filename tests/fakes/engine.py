"""The engine for durable work."""

import heapq
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from typing import Protocol, TypeVar

from desk.errors import DeskError
from desk.model.new_tickets import NewTicket
from desk.model.posts import Post
from desk.model.submissions import Submission
from tests.fakes.clocks import FakeClock

Order_contra = TypeVar("Order_contra", contravariant=True)


class Carrier(Protocol[Order_contra]):
    async def record(self, order: Order_contra, /) -> None: ...
    async def attempt(self, order_id: str, /) -> float | None: ...
    async def tell(self, order_id: str, /) -> None: ...


class Speaker(Protocol):
    async def attempt(self, post: Post) -> float | None: ...


class Crash(BaseException):
    """The process dies here."""


What = TypeVar("What")


@dataclass(order=True)
class Work:
    due: datetime
    number: int
    name: str = field(compare=False)
    what: Submission | NewTicket | Post = field(compare=False)
    step: int = field(default=0, compare=False)


class FakeEngine:
    """Implements `desk.ports.runtime.Engine`: the same name twice is one piece of work, done when a test says `run`."""

    def __init__(self, clock: FakeClock) -> None:
        self._clock = clock
        self._numbers = count()
        self._known: set[str] = set()
        self._waiting: list[Work] = []
        self.updates: Carrier[Submission] | None = None
        self.creations: Carrier[NewTicket] | None = None
        self.posting: Speaker | None = None
        self.refuses: DeskError | None = None
        self.waits: list[float] = []
        self.mistakes: list[Exception] = []

    async def deliver(self, submission: Submission) -> None:
        self._begin(submission.id, submission)

    async def create(self, new: NewTicket) -> None:
        self._begin(new.id, new)

    async def post(self, post: Post) -> None:
        self._begin(f"post:{post.key}", post)

    @property
    def names(self) -> list[str]:
        """Of everything that was begun and is not done."""
        return [work.name for work in sorted(self._waiting)]

    def knows(self, name: str) -> bool:
        return name in self._known

    def forget(self) -> None:
        """The engine's file is lost."""
        self._known.clear()
        self._waiting.clear()

    def saved(self) -> tuple[set[str], list[Work]]:
        """The engine's file as it is now, for `put_back`."""
        return set(self._known), list(self._waiting)

    def put_back(self, saved: tuple[set[str], list[Work]]) -> None:
        known, waiting = saved
        self._known, self._waiting = set(known), list(waiting)

    async def run(self, seconds: float = 3600.0) -> None:
        """Does all work that is due within these seconds; the clock moves on to each piece of work."""
        until = self._clock() + timedelta(seconds=seconds)
        while self._waiting and self._waiting[0].due <= until:
            await self.do_next()

    async def do_next(self) -> None:
        """One step, if there is one. What dies with a `Crash` is done again from that step."""
        if not self._waiting:
            return
        work = self._waiting[0]
        self._clock.now = max(self._clock.now, work.due)
        wait = await self._step(work)
        heapq.heappop(self._waiting)
        if wait is not None:
            self.waits.append(wait)
            self._again(replace(work, due=self._clock() + timedelta(seconds=wait)))
        elif not isinstance(work.what, Post) and work.step < 2:
            self._again(replace(work, due=self._clock(), step=work.step + 1))

    async def _step(self, work: Work) -> float | None:
        try:
            return await self._done(work)
        except Exception as mistake:  # noqa: BLE001 - as the real one: tried again later
            self.mistakes.append(mistake)
            return 60.0

    async def _done(self, work: Work) -> float | None:
        if isinstance(work.what, Post):
            assert self.posting, "no worker for posts"
            return await self.posting.attempt(work.what)
        if isinstance(work.what, NewTicket):
            assert self.creations, "no worker for new tickets"
            return await self._carried(self.creations, work.what, work.what.id, work.step)
        assert self.updates, "no worker for submissions"
        return await self._carried(self.updates, work.what, work.what.id, work.step)

    async def _carried(self, carrier: Carrier[What], what: What, name: str, step: int) -> float | None:
        if step == 1:
            return await carrier.attempt(name)
        await (carrier.record(what) if step == 0 else carrier.tell(name))
        return None

    def _begin(self, name: str, what: Submission | NewTicket | Post) -> None:
        if self.refuses:
            raise self.refuses
        if name not in self._known:
            self._known.add(name)
            self._again(Work(self._clock(), next(self._numbers), name, what))

    def _again(self, work: Work) -> None:
        heapq.heappush(self._waiting, work)
