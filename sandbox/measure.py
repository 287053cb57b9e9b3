"""`make measure`: the bot's start time and idle memory, compared with a process that only imports its libraries."""

import asyncio
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from sandbox.bot import BotProcess
from sandbox.scene import set_scene
from sandbox.town import open_town

RUNS = 3
IDLE_SECONDS = 3.0
LIBRARIES = "import dbos, slack_bolt.async_app, slack_bolt.adapter.socket_mode.aiohttp, httpx, uvicorn, sqlite_utils"
_MEGABYTE = 1024 * 1024


async def measure() -> None:
    """Prints medians of three runs; each run also measures the baseline, so that both see the same load."""
    ready, idle, imported, bare = [], [], [], []
    with tempfile.TemporaryDirectory(prefix="partnerdesk-measure-") as folder:
        async with open_town() as town:
            set_scene(town)
            bot = BotProcess(town, Path(folder), {"POLL_SECONDS": "60"})
            for _ in range(RUNS):
                seconds, memory = await _libraries()
                imported.append(seconds)
                bare.append(memory)
                ready.append(await bot.start())
                await asyncio.sleep(IDLE_SECONDS)
                idle.append(_memory(bot.pid))
                await bot.stop()
    print(f"start to ready: {median(ready):.2f} s, {median(ready) / median(imported):.2f} x its libraries alone")
    print(f"idle memory: {median(idle):.0f} MB, {median(idle) / median(bare):.2f} x its libraries alone")


async def _libraries() -> tuple[float, float]:
    begun = time.perf_counter()
    code = f"{LIBRARIES}; print(flush=True); input()"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    if process.stdout is None or process.stdin is None:
        raise AssertionError("both are piped")
    await process.stdout.readline()
    seconds, memory = time.perf_counter() - begun, _memory(process.pid)
    process.stdin.write(b"\n")
    await process.communicate()
    return seconds, memory


def _memory(pid: int) -> float:
    """Resident megabytes, from Linux's /proc."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * 4096 / _MEGABYTE


if __name__ == "__main__":
    asyncio.run(measure())
