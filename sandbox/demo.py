"""The demo: sandbox, bot and page together, until somebody ends it."""

import asyncio
import os
import signal
import sys
import tempfile
import webbrowser
from contextlib import suppress
from pathlib import Path

from sandbox.bot import BotDied, BotProcess
from sandbox.demo_setup import prepare_demo
from sandbox.scene import set_scene
from sandbox.town import address_of, listen, open_town
from sandbox.web.app import serve_page
from sandbox.web.callback import serve_callback
from sandbox.web.page_state import PageState

PORT = 8765
_LOG_TAIL = 3000


async def demo(port: int = PORT) -> int:
    """On `port`, or on a free one when that is taken. Raises BotDied and TimeoutError when the bot does not start."""
    _end_on_sigterm()
    listening = listen(port, or_free=True)
    address = address_of(listening)
    with tempfile.TemporaryDirectory(prefix="partnerdesk-demo-") as folder:
        async with open_town() as town, serve_callback():
            # The bot's links into Zendesk lead to the right half of the page.
            bot = BotProcess(town, Path(folder), {"ZENDESK_AGENT_URL": f"{address}/agent"})
            state = PageState(set_scene(town), bot)
            async with serve_page(state, listening):
                print("partnerdesk demo: a Slack, a Zendesk and the bot, all on this machine. Starting…", flush=True)
                try:
                    await _play(state, bot, address)
                finally:
                    if bot.is_running:
                        await bot.stop()
    return 0


async def _play(state: PageState, bot: BotProcess, address: str) -> None:
    await bot.start()
    try:
        await prepare_demo(state.scene)
    except TimeoutError:
        raise BotDied(f"It does not answer.\n{bot.log[-_LOG_TAIL:]}") from None
    state.failures.now("running")
    print(f"\n  Open {address}/ in a browser. Ctrl-C ends it; nothing is kept.\n", flush=True)
    if _has_browser():
        await asyncio.to_thread(webbrowser.open, f"{address}/")
    await asyncio.Event().wait()  # until it is told to end


def _has_browser() -> bool:
    if os.environ.get("CI") or not sys.stdout.isatty():
        return False
    screens = ("DISPLAY", "WAYLAND_DISPLAY")
    return sys.platform in {"darwin", "win32"} or any(os.environ.get(name) for name in screens)


def _end_on_sigterm() -> None:
    """As Ctrl-C does, at any moment: the bot is not left behind."""
    task = asyncio.current_task()
    if task is not None:
        with suppress(NotImplementedError):  # Windows knows no SIGTERM
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
