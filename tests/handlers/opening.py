"""A desk with open cards and dialogs, and the genuine payload of every listener, for tests that spoil payloads."""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from slack_bolt.response import BoltResponse

from sandbox.faults import Fault
from sandbox.slack.payloads import (
    action_part,
    command_payload,
    message_click_payload,
    submission_payload,
    view_click_payload,
)
from sandbox.slack.person import Person
from sandbox.slack.records import Message, View
from sandbox.slack.text import message_text, view_text
from sandbox.zendesk.records import Ticket
from tests.e2e.story import MISTAKES
from tests.handlers.conftest import Front
from tests.rules.test_no_other_write import registered

SECRET = "Zeppelin"
"""In the subject of another group's ticket."""
ANSWERS = {"clear", "update", "errors", "push"}
HANGS = 30
"""Seconds an answer may take. Slack waits three, but a busy machine is not a hanging bot."""

Build = Callable[[Person], dict[str, Any]]
"""Makes the payload as this person would send it. Each call makes a new one: a trigger opens one dialog only."""


@dataclass
class Play:
    """One desk, every listener's payload, and the ticket that must not be shown or changed."""

    front: Front
    builds: dict[tuple[str, str], Build]
    senders: dict[tuple[str, str], Person]
    mine: set[int]
    theirs: Ticket
    foreign: list[str]
    guest: Person

    async def send(self, kind: str, payload: dict[str, Any]) -> BoltResponse:
        if kind == "command":
            return await self.front.send(urlencode(_form(payload)))
        if kind == "event":
            return await self.front.send(json.dumps(payload), content_type="application/json")
        return await self.front.interact(payload)

    async def try_out(self, listener: tuple[str, str], payload: dict[str, Any]) -> None:
        async with asyncio.timeout(HANGS):
            answer = await self.send(listener[0], payload)
        assert answer.status == 200, (listener, payload, answer.body)
        told = json.loads(answer.body) if answer.body else {}
        assert told.get("response_action", "clear") in ANSWERS, (listener, answer.body)
        assert SECRET not in answer.body, (listener, payload)

    def told(self) -> str:
        """The text of all messages, dialogs and Home tabs in Slack."""
        slack = self.front.town.slack
        messages = [message for channel in slack.channels.values() for message in channel.messages]
        views = [view for person in slack.people.values() for view in (*person.modals, person.home) if view]
        return json.dumps([*map(message_text, messages), *map(view_text, views)])

    def check(self, log: Sequence[Any], about: object) -> None:
        assert not [line for line in log if line["event"] in MISTAKES or "exc_info" in line], about
        assert SECRET not in self.told(), about
        assert SECRET not in str(log), about

    def writes(self) -> list[dict[str, Any]]:
        """The bodies of all writes to Zendesk. Asserts that each went to a ticket of the partner."""
        found = []
        for each in self.front.log:
            if each.service == "zendesk" and each.method not in {"GET", "HEAD"}:
                assert each.path.startswith("/api/v2/tickets"), each.path
                number = each.path.removesuffix(".json").rpartition("/")[2]
                assert number == "tickets" or int(number) in self.mine, each.path
                found.append(json.loads(each.sent)["ticket"])
        return found


def _form(payload: dict[str, Any]) -> dict[str, bytes]:
    """A form holds text only, without lone surrogates."""
    texts = {key: value if isinstance(value, str) else json.dumps(value) for key, value in payload.items()}
    return {key: text.encode("utf-8", "replace") for key, text in texts.items()}


class Opening:
    """Connects Tom and Sanne, posts cards, makes a proposal and opens every dialog once."""

    def __init__(self, front: Front) -> None:
        self.front, self.slack, self.scene = front, front.town.slack, front.scene
        self.tom, self.sanne = front.scene.tom, front.scene.sanne

    async def play(self) -> Play:
        mine = await self._at_work()
        card, other = [await self._card(number) for number in mine]
        theirs = self.front.town.vendor.create_ticket(
            SECRET, SECRET, self.scene.customer, organization=SECRET, group=self.scene.other_group, status="open"
        )
        dialogs = await self._dialogs(mine[0], other)
        self._zendesk_refuses_writes()
        guest = self.slack.add_user("gus", guest=True)
        self.scene.channel.members.append(guest.id)
        listeners = sorted(registered())
        return Play(
            self.front,
            {(kind, name): self._build(kind, name, card, dialogs) for kind, name in listeners},
            {(kind, name): dialogs[name][1] if kind == "view" else self.tom for kind, name in listeners},
            set(mine),
            theirs,
            [f"{theirs.id}:{theirs.audits[0].id}", str(theirs.id), "T0OTHER", self.scene.outsider.id, "note:x"],
            guest,
        )

    async def _at_work(self) -> list[int]:
        """Connects Tom and Sanne and watches their group in the channel; the ids of two assigned tickets."""
        tom = await self.front.connect(self.tom)
        await self.front.connect(self.sanne)
        watches = self.front.bot.desk.watches
        await watches.watch(tom, self.scene.channel.id, [tom.agent.groups[0].id], shows_excerpt=True)
        numbers = [self.front.assign(number) for number in range(2)]
        await self.front.bot.desk.polling.poll()
        return numbers

    def _zendesk_refuses_writes(self) -> None:
        """Zendesk refuses every write, so that the log shows each try and no ticket changes."""
        refused = json.dumps({"error": {"title": "Forbidden", "message": "No."}})
        self.front.town.zendesk_faults.add(
            Fault("(PUT|POST) /api/v2/tickets", sys.maxsize, status=403, body=refused, content_type="application/json")
        )

    def _build(self, kind: str, name: str, card: Message, dialogs: dict[str, tuple[View, Person]]) -> Build:
        match kind:
            case "command":
                return lambda who: command_payload(self.slack, who.user, self.scene.channel, name, "queue")
            case "event":
                return self._event
            case "view":
                return lambda who: submission_payload(self.slack, who.user, dialogs[name][0])
        return lambda who: self._click(who, card, name, _key(card))

    def _event(self, who: Person) -> dict[str, Any]:
        told = {"type": "app_home_opened", "user": who.id, "channel": "D1", "event_ts": "1.1", "tab": "home"}
        return {
            "type": "event_callback",
            "team_id": self.slack.team.id,
            "event_id": self.slack.new_id("Ev"),
            "event": told,
        }

    def _click(self, who: Person, where: Message | View, name: str, key: str) -> dict[str, Any]:
        value = _value(name, key)
        element = {"type": "button", "action_id": name, "value": value, "text": {"type": "plain_text", "text": "x"}}
        action = action_part(self.slack, {"block_id": "b"}, element, {})
        if name == "more":
            option = {"text": {"type": "plain_text", "text": "x"}, "value": value}
            action = {**action, "type": "overflow", "selected_option": option}
        if isinstance(where, View):
            return view_click_payload(self.slack, who.user, where, action)
        return message_click_payload(self.slack, who.user, where, action)

    async def _card(self, number: int) -> Message:
        def found() -> Message | None:
            messages = self.scene.channel.messages
            return next((each for each in messages if f"#{number}" in str(each.blocks[:1]) and not each.only_for), None)

        await self.slack.until(found, 20)
        card = found()
        assert card
        return card

    async def _dialogs(self, number: int, other: Message) -> dict[str, tuple[View, Person]]:
        """Each dialog by its callback id, with the person who has it open."""
        nora = self.slack.add_user("nora")
        self.scene.channel.members.append(nora.id)
        opened = [
            await self._opened(self.tom, lambda: self.front.type(self.tom, f"note {number}")),
            await self._opened(self.tom, lambda: self.front.type(self.tom, f"new {number}")),
            await self._opened(self.tom, lambda: self.front.type(self.tom, f"handback {number}")),
            await self._opened(self.tom, lambda: self.front.type(self.tom, "watch")),
            await self._opened(self.tom, lambda: self.front.type(self.tom, "settings")),
            await self._opened(nora, lambda: self.front.interact(self._click(nora, other, "paste_address", ""))),
            await self._opened(
                self.sanne, lambda: self.front.type(self.sanne, f"handback {_key(other).partition(':')[0]}")
            ),
        ]
        asked = opened[-1][0]
        await self.front.submit(self.sanne, asked)
        proposal = json.loads(asked.body["private_metadata"])["proposal"]
        opened.append(
            await self._opened(self.tom, lambda: self.front.interact(self._click(self.tom, other, "not_yet", proposal)))
        )
        return {view.callback_id: (view, person) for view, person in opened}

    async def _opened(self, person: Person, act: Callable[[], Awaitable[BoltResponse]]) -> tuple[View, Person]:
        await act()
        await self.front.settle()
        view = person.modal
        assert view
        for block in view.blocks:
            if block.get("element", {}).get("type") in {"rich_text_input", "plain_text_input"}:
                person.fill(block["block_id"], "It is so." if block["block_id"] != "time" else "10")
        await person.close_modal(everything=True)
        return view, person


def _key(card: Message) -> str:
    rows = [element for block in card.blocks if block["type"] == "actions" for element in block["elements"]]
    return next(str(each["value"]) for each in rows if each["action_id"] == "write_analysis")


def _value(action_id: str, key: str) -> str:
    match action_id:
        case "more":
            return f"info:{key}"
        case "write_analysis_on_ticket" | "show_backlog" | "start_from_now":
            return key.partition(":")[0]
        case "retry_waiting" | "give_up_waiting":
            return "note:5"
        case "home_previous" | "home_next":
            return "1"
    return key
