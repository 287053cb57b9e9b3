"""The sandbox by keyboard: who I am, what I type and click, and what everybody sees, as text."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

from sandbox.bot import BotProcess
from sandbox.scene import Scene
from sandbox.slack.errors import NotThere
from sandbox.slack.person import Person
from sandbox.slack.records import Message, View
from sandbox.slack.text import message_text, view_text
from sandbox.zendesk.world import Ticket

QUIET_SECONDS = 1.5
"""When nothing more happens for so long, what happened is over."""
HELP = """\
  as tom | as sanne          who you are
  /desk …                    type a command in the channel (try /desk help)
  click LABEL [TICKET]       press a button of the newest message that has it, or of that ticket's card
  fill LABEL TEXT            fill in a field of the open window; \\n is a new line
  submit | close             send the open window, or close it
  look | thread TICKET       what you see in the channel, in the direct message, in a card's thread
  signin                     sign in at Zendesk where you were offered to, and paste the address
  assign TICKET [NOTE]       the vendor's Joris gives a ticket to Partner-NL, with what he asks
  zendesk [TICKET]           what the vendor's Zendesk holds
  slow SECONDS | down | up   make Zendesk slow, unreachable, or well again
  kill                       kill the bot in the middle of whatever it does, and start it again
  quit"""


class Trouble(Exception):
    """What was typed cannot be done; the text says why."""


class Terminal:
    def __init__(self, scene: Scene, bot: BotProcess, show: Callable[[str], None]) -> None:
        self._scene = scene
        self._bot = bot
        self._print = show
        self.person: Person = scene.sanne
        self._shown: dict[int, str] = {}
        self._words: dict[str, Callable[[Sequence[str]], Awaitable[None]]] = {
            "as": self._as,
            "click": self._click,
            "fill": self._fill,
            "submit": self._submit,
            "close": self._close,
            "look": self._look,
            "thread": self._thread,
            "signin": self._sign_in,
            "assign": self._assign,
            "zendesk": self._zendesk,
            "slow": self._slow,
            "down": self._down,
            "up": self._up,
            "kill": self._kill,
        }

    async def do(self, line: str) -> None:
        """Carries out one line and shows what it brought. Raises `Trouble`."""
        if line.startswith("/"):
            await self._type(line)
            return
        word, *rest = line.split() or [""]
        deed = self._words.get(word)
        if deed is None:
            raise Trouble(f"“{word}” is none of the words here. What there is:\n{HELP}")
        try:
            await deed(rest)
        except NotThere as absent:
            raise Trouble(str(absent)) from absent

    async def news(self, seconds: float = 10.0) -> None:
        """Shows what this person has not seen yet, waiting for the first of it and until no more follows."""
        until = self._scene.town.slack.until
        try:
            await until(lambda: bool(self._unseen()), seconds)
        except TimeoutError:
            raise Trouble("Nothing happened. Is the bot running, and Zendesk well (`up`)?") from None
        with suppress(TimeoutError):
            while True:
                self._show_unseen()
                await until(lambda: bool(self._unseen()), QUIET_SECONDS)

    async def _type(self, line: str) -> None:
        command, _, text = line.partition(" ")
        outcome = await self.person.command(command, text, channel=self._scene.channel)
        if outcome.shown:
            raise Trouble(outcome.shown)
        await self.news()

    async def _as(self, rest: Sequence[str]) -> None:
        people = {"tom": self._scene.tom, "sanne": self._scene.sanne}
        if not rest or rest[0] not in people:
            raise Trouble("You can be tom (full agent) or sanne (light agent).")
        self.person = people[rest[0]]
        self._show_unseen()

    async def _click(self, rest: Sequence[str]) -> None:
        if not rest:
            raise Trouble("Click what? Give the button's label, for example: click Write analysis")
        ticket = rest[-1].removeprefix("#") if rest[-1].removeprefix("#").isdigit() else None
        label = " ".join(rest[:-1] if ticket else rest)
        where, action_id, value = self._button(label, ticket)
        outcome = await self.person.click(where, action_id, value=value)
        if outcome.shown:
            raise Trouble(outcome.shown)
        await self.news()

    def _button(self, label: str, ticket: str | None) -> tuple[Message | View, str, str | None]:
        places: list[Message | View] = [*self.person.modals, *self._messages()]
        for place in reversed(places):
            for block in place.blocks:
                for element in block.get("elements", ()):
                    if element.get("text", {}) and _label(element) == label.lower() and _is_about(place, ticket):
                        return place, element["action_id"], element.get("value")
        raise Trouble(f"There is no button “{label}” in what {self.person.name} sees.")

    async def _fill(self, rest: Sequence[str]) -> None:
        if len(rest) < 2:  # noqa: PLR2004
            raise Trouble("Fill in what? For example: fill Findings The mapping is wrong.")
        self.person.fill(rest[0], " ".join(rest[1:]).replace("\\n", "\n"))
        self._show_unseen()

    async def _submit(self, _rest: Sequence[str]) -> None:
        outcome = await self.person.submit()
        if outcome.shown:
            raise Trouble(outcome.shown)
        self._show_unseen()
        if not outcome.errors:
            await self.news()

    async def _close(self, _rest: Sequence[str]) -> None:
        await self.person.close_modal()

    async def _look(self, _rest: Sequence[str]) -> None:
        self._shown.clear()
        self._show_unseen()

    async def _thread(self, rest: Sequence[str]) -> None:
        number = str(self._ticket(rest).id)
        for message in self.person.sees(self._scene.channel):
            if message.blocks and message.blocks[0]["type"] == "header" and f"#{number}" in message_text(message):
                for reply in self.person.thread(message):
                    self._show(message_text(reply))

    async def _sign_in(self, _rest: Sequence[str]) -> None:
        offer, address = self._offer()
        agent = self._scene.agent_of(self.person)
        back = self._scene.town.zendesk.consent(address, agent)
        self._show(f"  (in the browser: {agent.name} allows it, and lands on {back.split('?')[0]}?…)")
        await self.person.click(offer, "paste_address")
        await self._scene.town.slack.until(lambda: self.person.modal is not None, 10)
        self.person.fill("address", back)
        await self.person.submit()
        await self.news()

    def _offer(self) -> tuple[Message, str]:
        for message in reversed(self._messages()):
            for block in message.blocks:
                for element in block.get("elements", ()):
                    if "/oauth/authorizations/new" in element.get("url", ""):
                        return message, element["url"]
        raise Trouble("Nobody offered you to sign in. Type /desk connect first.")

    async def _assign(self, rest: Sequence[str]) -> None:
        scene, ticket = self._scene, self._ticket(rest)
        note = " ".join(rest[1:]) or "Please check this and tell us the cause."
        scene.town.vendor.assign(ticket, scene.joris, scene.partner_group, note=note)
        self._show(f"  (in Zendesk: Joris assigns #{ticket.id} to {scene.partner_group.name}: “{note}”)")
        await self.news()

    async def _zendesk(self, rest: Sequence[str]) -> None:
        tickets = [self._ticket(rest)] if rest else self._scene.town.zendesk.tickets.values()
        for ticket in tickets:
            group = self._scene.town.zendesk.groups[ticket.group_id].name if ticket.group_id else "no group"
            self._show(f"  #{ticket.id} {ticket.subject} · {group} · {ticket.status}")
            for comment in ticket.comments if rest else ():
                author = self._scene.town.zendesk.users[comment.author_id].name
                kind = "PUBLIC REPLY" if comment.public else "INTERNAL NOTE"
                self._show(f"    {kind} by {author}: {comment.plain}")

    def _ticket(self, rest: Sequence[str]) -> Ticket:
        number = rest[0].removeprefix("#") if rest else ""
        ticket = self._scene.town.zendesk.tickets.get(int(number)) if number.isdigit() else None
        if ticket is None:
            known = ", ".join(str(ticket.id) for ticket in self._scene.town.zendesk.tickets.values())
            raise Trouble(f"Which ticket? There are {known}.")
        return ticket

    async def _slow(self, rest: Sequence[str]) -> None:
        if not rest or not rest[0].replace(".", "", 1).isdigit():
            raise Trouble("How slow? For example: slow 5")
        self._scene.town.zendesk_faults.slow(float(rest[0]))

    async def _down(self, _rest: Sequence[str]) -> None:
        self._scene.town.zendesk_faults.away = True

    async def _up(self, _rest: Sequence[str]) -> None:
        self._scene.town.zendesk_faults.clear()

    async def _kill(self, _rest: Sequence[str]) -> None:
        await self._bot.kill()
        self._show(f"  (the bot was killed and is back after {await self._bot.start():.1f} seconds)")

    def _show(self, text: str) -> None:
        """As Slack's client does, with names for the ids of people and channels."""
        slack = self._scene.town.slack
        names = {user.id: user.name for user in slack.users.values()}
        names |= {channel.id: channel.name for channel in slack.channels.values()}
        for known, name in names.items():
            text = text.replace(known, name)
        self._print(text)

    def _messages(self) -> list[Message]:
        return [*self.person.sees(self._scene.channel), *self.person.direct_messages]

    def _unseen(self) -> list[tuple[int, str]]:
        there = [(id(message), message_text(message)) for message in self._messages()]
        there += [(id(view), view_text(view)) for view in self.person.modals]
        return [(key, text) for key, text in there if self._shown.get(key) != text]

    def _show_unseen(self) -> None:
        for key, text in self._unseen():
            self._shown[key] = text
            self._show(text)


def _label(element: dict[str, object]) -> str:
    text = element["text"]
    return str(text.get("text", "")).lower() if isinstance(text, dict) else ""


def _is_about(place: Message | View, ticket: str | None) -> bool:
    return ticket is None or (isinstance(place, Message) and f"#{ticket}" in message_text(place))
