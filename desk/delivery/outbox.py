"""The run of one outgoing change of either kind: once, in turn, wait, give up, "queued".

The engine calls `record`, then `attempt` until it returns None, then `tell`. Between two calls the process may have
died: each step can be repeated.
"""

import asyncio
from collections import defaultdict
from collections.abc import Collection
from datetime import timedelta
from typing import Generic, Protocol, TypeVar

import structlog

from desk.delivery.attempts import TURN, Attempts
from desk.delivery.breaker import BACKOFF
from desk.delivery.records import Change, Records
from desk.errors import DeskError, Refusal
from desk.ports.runtime import Clock
from desk.ports.tickets import WriteResult

PATIENCE = timedelta(seconds=3)
"""How long the author sees "saving" before the dialog says that the change is queued."""

C = TypeVar("C", bound=Change)
C_contra = TypeVar("C_contra", bound=Change, contravariant=True)

log = structlog.get_logger()


class Delivery(Protocol[C_contra]):
    """What is particular to one kind of change. Calls raise `Refusal` when Zendesk will never accept the change, and
    another `DeskError` when it may later.
    """

    async def recorded(self, change: C_contra, /) -> None:
        """Called after the change was stored for the first time; may be repeated."""
        ...

    async def is_turn(self, change: C_contra, unstored: Collection[C_contra], /) -> bool:
        """False while an earlier change has to be sent first. `unstored` are changes not yet in the database."""
        ...

    async def send(self, change: C_contra, /) -> float:
        """Looks for the change in Zendesk, sends it if it is not there, and stores the result.

        Returns 0, or the seconds to wait when it is too early to send.
        """
        ...

    async def look(self, change: C_contra, /) -> WriteResult | None:
        """The result of an earlier try, if Zendesk has stored it."""
        ...

    async def landed(self, change: C_contra, written: WriteResult, /) -> None:
        """Stores that the change is in Zendesk."""
        ...

    async def refuse(self, before: C_contra, tried: C_contra, refusal: Refusal, /) -> None:
        """Stores that the change will not be made. `before` and `tried`: as stored before and after the last try."""
        ...

    async def wait(self, before: C_contra, tried: C_contra, trouble: DeskError, /) -> None:
        """Stores why the change waits."""
        ...

    async def conclude(self, change: C_contra, /) -> None:
        """What follows from a finished change; may be repeated."""
        ...


class Notices(Protocol[C_contra]):
    """What people are told about one kind of change."""

    async def tell(self, change: C_contra, /) -> None:
        """Tells everybody concerned how it ended, each of them once."""
        ...

    async def show_queued(self, change: C_contra, /) -> None: ...

    async def tell_held_up(self, change: C_contra, /) -> None:
        """Tells the admins that a mistake in the bot holds the change up."""
        ...


class Outbox(Generic[C]):
    def __init__(
        self, records: Records[C], delivery: Delivery[C], notices: Notices[C], attempts: Attempts, clock: Clock
    ) -> None:
        self._records = records
        self._delivery = delivery
        self._notices = notices
        self._attempts = attempts
        self._clock = clock
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def record(self, change: C) -> None:
        await self._records.add(change)
        await self._delivery.recorded(change)

    async def attempt(self, change_id: str) -> float | None:
        """One try. None when the change is finished; else the seconds to wait before the next try.

        An author who waits longer than `PATIENCE` is told that the change is queued.
        """
        change = await self._records.get(change_id)
        trying = asyncio.ensure_future(self._try_alone(change_id))
        try:
            await asyncio.wait({trying}, timeout=PATIENCE.total_seconds())
            if not trying.done():
                await self._tell_queued(change_id)
            wait = await trying
        except Exception:
            await self._tell_held_up(change_id)
            raise
        finally:
            trying.cancel()
        if wait is not None and self._clock() - change.accepted_at + timedelta(seconds=wait) > PATIENCE:
            await self._tell_queued(change_id)
        return wait

    async def now(self, change_id: str) -> None:
        """A try that a person asks for, before its time."""
        if not (await self._records.get(change_id)).state.is_final:
            self._attempts.hurry()
            if await self._try_alone(change_id) is None:
                await self.tell(change_id)

    async def tell(self, change_id: str) -> None:
        await self._notices.tell(await self._records.get(change_id))

    async def _try_alone(self, change_id: str) -> float | None:
        """The engine and people ask for tries: of one change only one runs at a time."""
        async with self._turns[change_id]:
            wait = await self._try(change_id)
        if wait is None:
            self._turns.pop(change_id, None)
        return wait

    async def _try(self, change_id: str) -> float | None:
        change = await self._records.to_send(change_id)
        if not change.state.is_final and (wait := await self._carry(change)) is not None:
            return wait
        try:
            await self._delivery.conclude(await self._records.get(change_id))
        except DeskError as problem:  # the change is finished; only what follows from it is repeated
            log.warning("outbox.not_concluded", change=change_id, problem=type(problem).__name__)
            return BACKOFF[0]
        return None

    async def _carry(self, change: C) -> float | None:
        if change.given_up_by:
            await self._give_up(change)
            return None
        if not await self._delivery.is_turn(change, self._records.unstored):
            return self._turn(change)
        return await self._attempts.make(
            lambda: self._delivery.send(change),
            refused=lambda refusal: self._refuse(change, refusal),
            held_up=lambda trouble: self._wait(change, trouble),
        )

    async def _give_up(self, change: C) -> None:
        """Looks in Zendesk once more, because a change that is there cannot be taken back."""
        try:
            written = await self._delivery.look(change)
        except DeskError:
            log.info("outbox.given_up_unseen", change=change.id)
            written = None
        if written:
            await self._delivery.landed(change, written)
        else:
            await self._refuse(change, Refusal("You did not want to wait for Zendesk any longer."))

    async def _refuse(self, before: C, refusal: Refusal) -> None:
        await self._delivery.refuse(before, await self._records.get(before.id), refusal)

    async def _wait(self, before: C, trouble: DeskError) -> None:
        await self._delivery.wait(before, await self._records.get(before.id), trouble)

    def _turn(self, change: C) -> float:
        """Seconds; a tenth of the time waited so far, because the engine stores a record of each try."""
        waited = (self._clock() - change.accepted_at).total_seconds()
        return min(max(TURN, waited / 10), BACKOFF[-1])

    async def _tell_queued(self, change_id: str) -> None:
        try:
            if await self._records.queued(change_id, self._clock()):
                await self._notices.show_queued(await self._records.get(change_id))
        except DeskError:
            return  # the author gets the outcome by message

    async def _tell_held_up(self, change_id: str) -> None:
        await self._tell_queued(change_id)
        await self._notices.tell_held_up(await self._records.get(change_id))
