"""The demo: sandbox, bot and page in one command, until it is stopped."""

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


async def demo(port: int = PORT) -> int:
    """Serves the page on `port`, or on a free port when that is taken; returns the exit code.

    Raises BotDied or TimeoutError when the bot does not start.
    """
    _end_on_sigterm()
    listening = listen(port, or_free=True)
    address = address_of(listening)
    with tempfile.TemporaryDirectory(prefix="partnerdesk-demo-") as folder:
        async with open_town() as town, serve_callback():
            # The bot's links into Zendesk open the right half of the page.
            bot = BotProcess(town, Path(folder), {"ZENDESK_AGENT_URL": f"{address}/agent"})
            state = PageState(set_scene(town), bot)
            async with serve_page(state, listening):
                print(
                    "partnerdesk demo: an imitated Slack, an imitated Zendesk and the bot, on this machine. Starting…",
                    flush=True,
                )
                try:
                    await _run(state, bot, address)
                finally:
                    if bot.is_running:
                        await bot.stop()
    return 0


async def _run(state: PageState, bot: BotProcess, address: str) -> None:
    await bot.start()
    try:
        await prepare_demo(state.scene)
    except TimeoutError:
        raise BotDied(f"The bot does not answer.\n{bot.log_tail}") from None
    state.failures.set_bot_state("running")
    print(f"\n  Open {address}/ in a browser. Press Ctrl-C to stop; no data is kept.\n", flush=True)
    if _has_browser():
        await asyncio.to_thread(webbrowser.open, f"{address}/")
    await asyncio.Event().wait()  # until Ctrl-C or SIGTERM


def _has_browser() -> bool:
    if os.environ.get("CI") or not sys.stdout.isatty():
        return False
    screens = ("DISPLAY", "WAYLAND_DISPLAY")
    return sys.platform in {"darwin", "win32"} or any(os.environ.get(name) for name in screens)


def _end_on_sigterm() -> None:
    """SIGTERM cancels the demo as Ctrl-C does, so that it also stops the bot."""
    task = asyncio.current_task()
    if task is not None:
        with suppress(NotImplementedError):  # Windows has no SIGTERM
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
