"""`python -m sandbox` serves the imitated Slack and Zendesk; with `--demo` it also starts the bot and a web page."""

import argparse
import asyncio
import sys
from contextlib import suppress

from sandbox.bot import BotDied
from sandbox.demo import PORT, demo
from sandbox.scene import set_scene
from sandbox.town import open_town

SLACK_PORT, ZENDESK_PORT = 18081, 18082


async def services_only() -> int:
    async with open_town(slack_port=SLACK_PORT, zendesk_port=ZENDESK_PORT) as town:
        scene = set_scene(town)
        print("A Slack and a Zendesk are running on this machine. Settings for a bot that uses them:\n")
        print("\n".join(f"{name}={value}" for name, value in town.settings().items()))
        print(f"\nTickets: {', '.join(f'#{ticket.id} {ticket.subject}' for ticket in scene.tickets)}")
        print("Each request is printed here. Press Ctrl-C to stop.\n", flush=True)
        with town.log.watched_by(lambda request: print(request.line, flush=True)):
            await asyncio.Event().wait()
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("--demo", action="store_true", help="also start the bot, and a web page to try it on")
    parser.add_argument("--port", type=int, default=PORT, help=f"port of the page; 0 picks a free port, default {PORT}")
    chosen = parser.parse_args()
    with suppress(KeyboardInterrupt, asyncio.CancelledError):  # Ctrl-C or SIGTERM
        try:
            return asyncio.run(demo(chosen.port) if chosen.demo else services_only())
        except (BotDied, TimeoutError) as ended:
            print(f"The bot did not start. {ended}", file=sys.stderr)
            return 1
        except OSError as taken:
            print(f"The sandbox cannot start: {taken.strerror or taken}. Is another one running?", file=sys.stderr)
            return 1
    return 0


sys.exit(main())
