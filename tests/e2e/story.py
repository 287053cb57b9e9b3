"""What people do in a story and what they then see, in the desk's words. The world (the sandbox) is the judge.

Nothing here sleeps for a fixed time: every wait names what is waited for, has an end, and shows the bot's log when it
is over.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal
from urllib.parse import parse_qsl, urlsplit

from sandbox.bot import BotProcess
from sandbox.faults import Fault
from sandbox.requests import Request
from sandbox.scene import Scene
from sandbox.slack.delivery import HttpDelivery
from sandbox.slack.outcomes import SubmitOutcome
from sandbox.slack.person import Person
from sandbox.slack.records import Channel, Message, View
from sandbox.slack.text import message_text, view_text
from sandbox.zendesk.records import Comment, Group, Licence, Ticket, User
from tests.e2e.forked import Death, ForkedBot
from tests.fakes import AheadClock

POLL_SECONDS = 0.2
PATIENCE = 30.0
"""Seconds that anything may take on a busy machine."""
ASKED_AGAIN = "Please press again"
SETTLED = 3
"""Seconds after which a ticket's `updated_at` surely stands for one change only."""
MISTAKES = frozenset({"dispatch.mistake", "dispatch.unanswered", "job.failed", "web.mistake", "work.failed"})
"""What the log calls something that nobody foresaw."""
STOPPING = "cannot schedule new futures after shutdown"
"""The engine's complaint about work it took up while it was being stopped: that stays pending, for the next start."""

Delivery = Literal["socket", "http"]
Named = Callable[[], object]


class Story:
    """A town with its people, and one bot that lives in it."""

    def __init__(self, scene: Scene, clock: AheadClock, folder: Path, delivery: Delivery = "socket") -> None:
        self.scene, self.clock, self.folder = scene, clock, folder
        self.town, self.slack, self.zendesk, self.vendor = (
            scene.town,
            scene.town.slack,
            scene.town.zendesk,
            scene.town.vendor,
        )
        self.tom, self.sanne, self.channel = scene.tom, scene.sanne, scene.channel
        self.agents: dict[str, User] = {self.tom.id: scene.tom_agent, self.sanne.id: scene.sanne_agent}
        self.delivery = delivery
        self.bots: list[BotProcess] = []

    # The bot

    @property
    def bot(self) -> BotProcess:
        return self.bots[-1]

    def new_bot(
        self, settings: Mapping[str, str] | None = None, *, by_command: bool = False, dies: Death | None = None
    ) -> BotProcess:
        """A process that goes on where the one before it ended, since it has the same folder.

        `by_command` runs it as a partner would; otherwise it is forked, which is faster.
        """
        by_http = {"SLACK_APP_TOKEN": "", "SLACK_SIGNING_SECRET": self.slack.signing_secret}
        told = {
            "POLL_SECONDS": str(POLL_SECONDS),
            **(by_http if self.delivery == "http" else {}),
            **(settings or {}),
        }
        if by_command:
            self.bots.append(BotProcess(self.town, self.folder, told))
        else:
            forked = ForkedBot(self.town, self.folder, told)
            forked.death = dies
            self.bots.append(forked)
        if self.delivery == "http":
            self.slack.deliver_by = HttpDelivery(f"{self.bot.url}/slack/events")
        return self.bot

    async def start(
        self, settings: Mapping[str, str] | None = None, *, by_command: bool = False, dies: Death | None = None
    ) -> BotProcess:
        bot = self.new_bot(settings, by_command=by_command, dies=dies)
        await bot.start()
        return bot

    @property
    def log_tail(self) -> str:
        lines = self.bot.log.splitlines() if self.bots else ["there was no bot"]
        return "\n".join(["--- end of the bot's log", *(line[:400] for line in lines[-12:])])

    def mistakes(self) -> list[dict[str, Any]]:
        """Lines of the log that tell of something nobody foresaw."""
        told = [line for line in self.logged() if line.get("event") in MISTAKES or "exception" in line]
        return [line for line in told if STOPPING not in line.get("exception", "")]

    def logged(self) -> Iterator[dict[str, Any]]:
        for line in self.bot.log.splitlines() if self.bots else ():
            try:
                yield json.loads(line)
            except ValueError:
                yield {"event": line}

    async def tidy(self) -> None:
        """What one test left behind must not be met by the next."""
        self.town.slack_faults.clear()
        self.town.zendesk_faults.clear()
        self.slack.deliver_twice = False
        for person in self.slack.people.values():
            if person.modal:
                await person.close_modal(everything=True)

    # Waiting

    async def until(self, condition: Named, what: str, seconds: float = PATIENCE) -> None:
        try:
            await self.slack.until(condition, seconds)
        except TimeoutError:
            raise AssertionError(f"waited {seconds:g} s for {what}\n{self.log_tail}") from None

    async def polls(self, times: int = 2) -> None:
        """So many whole polls, so that whatever the bot will notice, it has noticed."""
        mark = len(self.town.log)
        await self.until(lambda: len(self.polls_since(mark)) >= times, f"{times} polls")

    def polls_since(self, mark: int) -> list[Request]:
        return [each for each in self.zendesk_since(mark) if each.path == "/api/v2/tickets"]

    def zendesk_since(self, mark: int) -> list[Request]:
        return [each for each in self.town.log.since(mark) if each.service == "zendesk"]

    async def reached(self, fault: Fault, what: str) -> None:
        await self.until(fault.reached.is_set, what)

    # People

    def newcomer(
        self, name: str, licence: Licence = "full", groups: Sequence[Group] | None = None, *, email: str | None = None
    ) -> Person:
        """Somebody in Slack, and their agent at the vendor; in the channel, but not yet connected."""
        person = self.slack.add_user(name, email=email)
        self.channel.members.append(person.id)
        mine = (self.scene.partner_group,) if groups is None else groups
        self.agents[person.id] = self.zendesk.add_user(
            f"{name.title()} Agent", f"{name}@example.com", licence=licence, groups=mine
        )
        return person

    def heard(self, person: Person, channel: Channel | None = None) -> list[Message]:
        """What the bot told this person only, in the channel."""
        return [message for message in person.sees(channel or self.channel) if message.only_for == person.id]

    async def hears(self, person: Person, words: str, channel: Channel | None = None, since: int = 0) -> str:
        def found() -> str | None:
            texts = map(message_text, self.heard(person, channel)[since:])
            return next((text for text in texts if words in text), None)

        await self.until(found, f"{person.name} to hear {words!r}")
        return found() or ""

    def told(self, person: Person) -> list[str]:
        return [message_text(message) for message in person.direct_messages if message.by_bot]

    async def is_told(self, person: Person, words: str, times: int = 1, seconds: float = PATIENCE) -> str:
        def saying() -> list[str]:
            return [text for text in self.told(person) if words in text]

        await self.until(lambda: len(saying()) >= times, f"a message to {person.name} with {words!r}", seconds)
        assert len(saying()) == times, saying()
        return saying()[-1]

    def shouts(self) -> list[Message]:
        """Messages that call everybody; a careful bot posts none."""
        everybody = {"channel", "here", "everyone"}
        return [called.message for called in self.slack.notifications if called.who in everybody]

    # Commands

    async def desk(self, person: Person, text: str = "", channel: Channel | None = None) -> Message:
        """Types `/desk text`; the first answer."""
        before = len(self.heard(person, channel))
        outcome = await person.command("/desk", text, channel=channel or self.channel)
        assert outcome.error is None, outcome
        await self.until(lambda: len(self.heard(person, channel)) > before, f"an answer to /desk {text}")
        return self.heard(person, channel)[before]

    async def says(self, person: Person, text: str = "", channel: Channel | None = None) -> str:
        return message_text(await self.desk(person, text, channel))

    # Connecting

    def consent(self, offer: Message, agent: User, *, allow: bool = True) -> str:
        """The address at which the person's browser ends."""
        return self.zendesk.consent(sign_in_address(offer), agent, allow=allow)

    async def paste(self, person: Person, offer: Message, address: str) -> SubmitOutcome:
        await person.click(offer, "paste_address")
        await self.until(lambda: person.modal and person.modal.callback_id == "pasted_address", "the paste dialog")
        person.fill("address", address)
        return await person.submit()

    async def connect(self, person: Person) -> str:
        """The whole way, by pasting; what the person is told at the end of it."""
        offer = await self.desk(person, "connect")
        before = len(self.heard(person))
        outcome = await self.paste(person, offer, self.consent(offer, self.agents[person.id]))
        assert outcome.closed, outcome
        return await self.hears(person, "Connected.", since=before)

    # Watching

    async def watch(
        self,
        person: Person,
        channel: Channel | None = None,
        groups: Sequence[str] = ("Partner-NL",),
        *,
        excerpt: bool = False,
    ) -> str:
        place = channel or self.channel
        await person.command("/desk", "watch", channel=place)
        await self.until(lambda: person.modal and person.modal.callback_id == "watch", "the watch dialog")
        person.fill("groups", list(groups))
        person.fill("excerpt", ["yes"] if excerpt else [])
        before = len(self.heard(person, place))
        outcome = await person.submit()
        assert outcome.closed, outcome
        return await self.hears(person, "now gets a card", place, since=before)

    # Tickets and cards

    def ticket(self, subject: str = "Invoice export stops at 10,000 rows", **more: Any) -> Ticket:
        """Open, with the vendor, and old enough that nothing waits for its clock."""
        scene = self.scene
        asked = {"group": scene.vendor_group, "assignee": scene.joris, "status": "open", "priority": "high"}
        wanted = {"organization": "Acme BV", **asked, **more}
        made = self.vendor.create_ticket(subject, "Since Monday the export ends there.", scene.customer, **wanted)
        self.clock.advance(SETTLED)
        return made

    def assign(
        self, ticket: Ticket, note: str | None = "Please check the mapping.", group: Group | None = None
    ) -> None:
        self.vendor.assign(ticket, self.scene.joris, group or self.scene.partner_group, note=note)
        self.clock.advance(SETTLED)

    def cards_of(self, ticket: Ticket, channel: Channel | None = None) -> list[Message]:
        """Every card of the ticket in the channel, oldest first."""
        return [message for message in (channel or self.channel).messages if _is_card(message, ticket)]

    async def card_of(self, ticket: Ticket, channel: Channel | None = None, times: int = 1) -> Message:
        """The newest card, once there are so many."""
        await self.until(lambda: len(self.cards_of(ticket, channel)) >= times, f"card {times} of #{ticket.id}")
        assert len(self.cards_of(ticket, channel)) == times
        return self.cards_of(ticket, channel)[-1]

    async def assigned(self, subject: str = "Wrong VAT rate on credit notes", **more: Any) -> tuple[Ticket, Message]:
        """A ticket that came to the partner, and its card."""
        ticket = self.ticket(subject, **more)
        self.assign(ticket)
        return ticket, await self.card_of(ticket)

    async def card_says(self, card: Message, words: str, seconds: float = PATIENCE) -> str:
        await self.until(lambda: words in message_text(card), f"the card to say {words!r}", seconds)
        return message_text(card)

    def thread(self, card: Message) -> list[str]:
        return [message_text(reply) for reply in self.slack.replies(card)]

    async def thread_says(self, card: Message, words: str, seconds: float = PATIENCE) -> str:
        def saying() -> list[str]:
            return [text for text in self.thread(card) if words in text]

        await self.until(saying, f"the thread to say {words!r}", seconds)
        assert len(saying()) == 1, saying()
        return saying()[0]

    # Analyses

    async def dialog(self, person: Person, where: Message | Ticket) -> View:
        """Opens the analysis dialog, from a card or by `/desk note`, and waits until it is filled."""
        if isinstance(where, Ticket):
            outcome = await person.command("/desk", f"note {where.id}", channel=self.channel)
            assert outcome.error is None, outcome
        else:
            await person.click(where, "write_analysis")
        await self.until(lambda: "Findings" in screen(person) and "Reading" not in screen(person), "the dialog")
        assert person.modal
        return person.modal

    async def write(self, person: Person, where: Message | Ticket, findings: Any, **fields: Any) -> str:
        """Fills the dialog and sends it; what it then shows."""
        await self.dialog(person, where)
        person.fill("findings", findings)
        for field, value in fields.items():
            person.fill(field, value)
        outcome = await self.sends(person)
        assert outcome.updated, outcome
        return screen(person)

    async def sends(self, person: Person) -> SubmitOutcome:
        """Submits, and again when the bot asks for that: on a busy machine it may not get through a text in time."""
        outcome = await person.submit()
        while ASKED_AGAIN in screen(person):
            outcome = await person.submit()
        return outcome

    async def shows(self, person: Person, words: str, seconds: float = PATIENCE) -> str:
        try:
            await self.until(lambda: words in screen(person), f"{person.name}'s dialog to show {words!r}", seconds)
        except AssertionError as late:
            late.add_note(f"--- it shows\n{screen(person)[:2000]}")
            raise
        return screen(person)

    async def saves(self, person: Person, where: Message | Ticket, findings: Any, **fields: Any) -> Comment:
        """Writes it and waits until the dialog says that it is saved; the note as Zendesk holds it."""
        ticket = where if isinstance(where, Ticket) else self.zendesk.tickets[ticket_id_of(where)]
        before = len(notes_of(ticket))
        await self.write(person, where, findings, **fields)
        await self.shows(person, "Saved as internal note")
        notes = notes_of(ticket)
        assert len(notes) == before + 1
        self.clock.advance(SETTLED)
        return notes[-1]

    # Handing back

    async def hand_back_dialog(self, person: Person, where: Message | Ticket) -> View:
        """From a card or by `/desk handback`; waits until it is filled, with the form or with why there is none."""
        before = person.modal
        if isinstance(where, Ticket):
            outcome = await person.command("/desk", f"handback {where.id}", channel=self.channel)
            assert outcome.error is None, outcome
        else:
            await person.click(where, "hand_back")
        await self.until(
            lambda: person.modal not in (None, before) and "Reading" not in screen(person), "the hand-back dialog"
        )
        assert person.modal
        return person.modal

    async def hands_back(self, person: Person, where: Message | Ticket, **fields: Any) -> str:
        """To whom the dialog suggests; what it says in the end."""
        await self.hand_back_dialog(person, where)
        for field, value in fields.items():
            person.fill(field, value)
        outcome = await person.submit()
        assert outcome.updated, outcome
        said = await self.shows(person, "anded back to")
        self.clock.advance(SETTLED)
        return said

    async def proposes(self, person: Person, where: Message | Ticket, why: str = "") -> None:
        await self.hand_back_dialog(person, where)
        if why:
            person.fill("why", why)
        outcome = await person.submit()
        assert outcome.updated, outcome
        assert "Your proposal is stored." in screen(person)
        await person.close_modal()

    async def proposal_in(self, messages: Callable[[], Sequence[Message]], ticket: Ticket) -> Message:
        """The newest message with a Confirm button, for this ticket or in its thread."""

        def found() -> Message | None:
            offers = [each for each in messages() if "confirm_hand_back" in json.dumps(each.blocks)]
            return offers[-1] if offers else None

        await self.until(found, f"the proposal for #{ticket.id}")
        message = found()
        assert message
        return message

    def updates_of(self, ticket: Ticket) -> list[dict[str, Any]]:
        """Everything that was ever sent to change the ticket."""
        path = f"/api/v2/tickets/{ticket.id}"
        return [json.loads(each.sent)["ticket"] for each in self.town.log if (each.method, each.path) == ("PUT", path)]

    # New tickets

    async def new_dialog(self, person: Person, where: Message | Ticket) -> View:
        """Opens the dialog for a new ticket, from a card's menu or by `/desk new`, and waits until it is filled."""
        if isinstance(where, Ticket):
            outcome = await person.command("/desk", f"new {where.id}", channel=self.channel)
            assert outcome.error is None, outcome
        else:
            await person.click(where, "more", option="New ticket (Change/Maintenance)")
        await self.until(lambda: "Description" in screen(person), "the dialog for a new ticket")
        assert person.modal
        return person.modal

    async def ask_new(
        self, person: Person, where: Message | Ticket, kind: str = "Change Request", **fields: Any
    ) -> str:
        """Fills the dialog and sends it; what it then shows."""
        await self.new_dialog(person, where)
        for field, value in {"kind": kind, "description": "Raise the limit.", **fields}.items():
            person.fill(field, value)
        outcome = await person.submit()
        assert outcome.updated, outcome
        return screen(person)

    def new_tickets_of(self, ticket: Ticket) -> list[Ticket]:
        """The tickets whose first comment names this one."""
        named = f" from #{ticket.id}"
        made = [each for each in self.zendesk.tickets.values() if each.via == "api"]
        return [each for each in made if each.comments[0].plain.partition("\n")[0].endswith(named)]


def notes_of(ticket: Ticket) -> list[Comment]:
    """Every comment that came by the API: the bot's doing."""
    return [comment for comment in ticket.comments if comment.via == "api"]


def screen(person: Person) -> str:
    """What the person's topmost dialog shows."""
    return view_text(person.modal) if person.modal else ""


def sign_in_address(offer: Message) -> str:
    buttons = (element for block in offer.blocks if block["type"] == "actions" for element in block["elements"])
    return next(str(button["url"]) for button in buttons if "url" in button)


def query_of(address: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(address).query))


def ticket_id_of(card: Message) -> int:
    return int(str(card.blocks[0]["text"]["text"]).removeprefix("#").split()[0])


def _is_card(message: Message, ticket: Ticket) -> bool:
    begins = bool(message.blocks) and message.blocks[0]["type"] == "header"
    return begins and not message.only_for and not message.is_reply and ticket_id_of(message) == ticket.id


def answered_since(story: Story, person: Person, before: int) -> list[str]:
    """What only this person was told in the channel since then."""
    return [message_text(message) for message in story.heard(person)[before:]]
