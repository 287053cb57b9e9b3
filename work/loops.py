"""Runs a coroutine on the event loop it belongs to, from any other loop."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

Result = TypeVar("Result")


async def run_on(loop: asyncio.AbstractEventLoop, coroutine: Coroutine[Any, Any, Result]) -> Result:
    """Waits until `loop` runs. When the caller is cancelled, so is the coroutine."""
    return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(coroutine, loop))


async def cancel(task: asyncio.Task[Any]) -> None:
    """Cancels the task on its own loop and returns when it has ended."""

    async def cancel_here() -> None:
        task.cancel()
        await asyncio.wait({task})

    await run_on(task.get_loop(), cancel_here())
