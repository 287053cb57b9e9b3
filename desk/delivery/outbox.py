"""How long an author looks at a dialog that says "under way", and what becomes of it then."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from datetime import datetime, timedelta
from typing import Any

from desk.errors import DeskError
from desk.ports.runtime import Clock

PATIENCE = timedelta(seconds=3)
"""How long the author looks at "saving" before being told that it is queued."""
DIALOG_SETTLES = timedelta(seconds=1)
"""The chat may still be drawing "saving"; a newer drawing that overtakes it would be drawn over."""


class Patience:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def attend(
        self,
        attempt: Coroutine[Any, Any, float | None],
        accepted_at: datetime,
        *,
        tell_queued: Callable[[], Awaitable[None]],
        tell_held_up: Callable[[], Awaitable[None]],
    ) -> float | None:
        """One try; an author who waits longer than `PATIENCE` is told that it is queued."""
        trying = asyncio.ensure_future(attempt)
        try:
            await asyncio.wait({trying}, timeout=PATIENCE.total_seconds())
            if not trying.done():
                await tell_queued()
            wait = await trying
        except Exception:
            await tell_held_up()
            raise
        finally:
            trying.cancel()
        if wait is not None and self._clock() - accepted_at + timedelta(seconds=wait) > PATIENCE:
            await tell_queued()
        return wait

    async def shown(self, screen: str | None, accepted_at: datetime, show: Callable[[], Awaitable[bool]]) -> bool:
        """Whether the author's dialog, if it is still open, took the new drawing."""
        if screen is None:
            return False
        await self.settle(accepted_at)
        try:
            return await show()
        except DeskError:
            return False

    async def settle(self, accepted_at: datetime) -> None:
        unsettled = accepted_at + DIALOG_SETTLES - self._clock()
        await asyncio.sleep(min(max(unsettled, timedelta()), DIALOG_SETTLES).total_seconds())
