"""The demo: sandbox and bot together, a guided tour through the main job, then the keyboard is yours."""

import asyncio
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from sandbox.bot import BotProcess
from sandbox.scene import set_scene
from sandbox.terminal import HELP, Terminal, Trouble
from sandbox.town import open_town


@dataclass(frozen=True)
class Step:
    why: str
    lines: tuple[str, ...]


TOUR = (
    Step("Tom, the partner's full agent, connects his Zendesk agent.", ("as tom", "/desk connect", "signin")),
    Step("He lets this channel follow his Zendesk group.", ("/desk watch", "fill groups Partner-NL", "submit")),
    Step("Sanne, a light agent, connects too.", ("as sanne", "/desk connect", "signin")),
    Step(
        "The vendor's Joris assigns a ticket to the partner: a card appears.",
        ("assign 48200 Please check the mapping and tell us the cause.",),
    ),
    Step("Sanne opens the card's dialog.", ("click Write analysis",)),
    Step(
        "She writes what she found and saves it.",
        ("fill Findings The export stops at the old page limit.\\n\\nThe mapping is right.", "submit"),
    ),
    Step("The vendor's Zendesk holds one internal note, in her name; the ticket is Open.", ("zendesk 48200",)),
)


async def demo() -> int:
    """Guided where a person can answer; without a terminal it plays the whole tour and ends."""
    guided = sys.stdin.isatty()
    with tempfile.TemporaryDirectory(prefix="partnerdesk-demo-") as folder:
        async with open_town() as town:
            scene = set_scene(town)
            bot = BotProcess(town, Path(folder))
            print("partnerdesk demo: a Slack, a Zendesk and the bot, all on this machine. Starting the bot…")
            await bot.start()
            terminal = Terminal(scene, bot, print)
            try:
                await _tour(terminal, guided=guided)
                if guided:
                    await _by_keyboard(terminal)
            except (Trouble, TimeoutError) as trouble:
                print(f"The tour stopped: {trouble}\n{bot.log[-2000:]}", file=sys.stderr)
                return 1
            finally:
                await bot.stop()
    return 0


async def _tour(terminal: Terminal, *, guided: bool) -> None:
    for number, step in enumerate(TOUR, start=1):
        print(f"\n[{number}/{len(TOUR)}] {step.why}")
        for line in step.lines:
            if guided:
                await _asked(f"      press Enter to do this:  {line} ")
            else:
                print(f"{terminal.person.name}> {line}")
            await terminal.do(line)


async def _by_keyboard(terminal: Terminal) -> None:
    print(f"\nThat was the main job. Now it is yours; nothing here can break anything.\n{HELP}")
    while (line := (await _asked(f"\n{terminal.person.name}> ")).strip()) != "quit":
        try:
            if line:
                await terminal.do(line)
        except Trouble as trouble:
            print(f"  {trouble}")


async def _asked(prompt: str) -> str:
    """The end of input is a wish to leave."""
    try:
        return await asyncio.to_thread(input, prompt)
    except EOFError:
        return "quit"
