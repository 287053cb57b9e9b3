"""No path leads to a public comment or to another status: every listener is driven, by people who may and who may not,
with what belongs there and with what does not, and everything that reached the vendor's Zendesk is looked at.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from handlers.listeners import COMMAND, Listeners
from handlers.views.messages.help import COMMANDS
from sandbox.slack.delivery import DeliveredPayload
from sandbox.slack.payloads import action_part, message_click_payload, view_click_payload
from sandbox.slack.person import Person
from sandbox.slack.records import Message, View
from sandbox.zendesk.records import Change, Ticket
from tests.e2e.story import Story, notes_of, screen

pytestmark = pytest.mark.asyncio(loop_scope="module")

UPDATED_WITH = {
    "comment", "metadata", "safe_update", "updated_stamp", "status", "group_id", "assignee_id", "custom_fields",
}  # fmt: skip
OF_FULL_AGENTS = {"status", "group_id", "assignee_id", "custom_fields"}


@dataclass
class Registered:
    """Takes the place of Bolt's app and keeps the names of all listeners."""

    ids: set[tuple[str, str]] = field(default_factory=set)

    def command(self, name: str) -> Callable[[object], None]:
        return self._keep("command", name)

    def action(self, name: object) -> Callable[[object], None]:
        return self._keep("action", name)

    def view(self, name: object) -> Callable[[object], None]:
        return self._keep("view", name)

    def event(self, name: str) -> Callable[[object], None]:
        return self._keep("event", name)

    def _keep(self, kind: str, name: object) -> Callable[[object], None]:
        if isinstance(name, str):  # a pattern is the listener for all other names
            self.ids.add((kind, name))
        return lambda _listener: None


class AnyDialog:
    def __getattr__(self, name: str) -> "AnyDialog":
        return self


def registered() -> set[tuple[str, str]]:
    app: Any = Registered()
    anything: Any = AnyDialog()
    Listeners(anything, anything, anything).register(app)
    ids: set[tuple[str, str]] = app.ids
    return ids


def driven(brought: DeliveredPayload) -> set[tuple[str, str]]:
    payload = brought.payload
    match payload.get("type"):
        case "block_actions":
            return {("action", action["action_id"]) for action in payload["actions"]}
        case "view_submission":
            return {("view", payload["view"]["callback_id"])}
        case "event_callback":
            return {("event", payload["event"]["type"])}
    return {("command", str(payload.get("command")))}


async def click(story: Story, person: Person, where: Message | View, action_id: str, value: str) -> None:
    """Presses a button with any value, whether or not it is shown."""
    element = {"type": "button", "action_id": action_id, "value": value, "text": {"type": "plain_text", "text": "x"}}
    action = action_part(story.slack, {"block_id": "forged"}, element, {})
    if action_id == "more":
        action |= {"type": "overflow", "selected_option": {"value": value}}
    if isinstance(where, Message):
        payload = message_click_payload(story.slack, person.user, where, action)
    else:
        payload = view_click_payload(story.slack, person.user, where, action)
    ack = await story.slack.delivery.send("interactive", payload)
    assert ack.problem is None, (action_id, value, ack)


async def story_of_all(story: Story, mine: Ticket, card: Message) -> None:
    """The usual work of both people."""
    await story.saves(story.sanne, card, "What I found.", needs_more=["yes"])
    await story.saves(story.tom, card, "What I add.", time="0:30", remark="Mostly waiting.")
    await story.ask_new(story.tom, card)
    await story.until(lambda: story.new_tickets_of(mine), "the new ticket")
    await story.tom.close_modal(everything=True)
    await story.proposes(story.sanne, card, "It is done.")
    offer = await story.proposal_in(lambda: story.slack.replies(card), mine)
    await story.tom.click(offer, "confirm_hand_back")
    await story.until(lambda: mine.group_id == story.scene.vendor_group.id, "the hand-back")


class TestNoOtherWrite:
    async def test_everything_that_reaches_zendesk_is_internal_and_open(self, office: Story) -> None:
        seen: set[tuple[str, str]] = set()
        office.slack.delivery.watchers.append(lambda brought: seen.update(driven(brought)))
        mine, card = await office.assigned("Everything is tried on it")
        theirs = office.ticket("Another group's", group=office.scene.other_group, assignee=None)
        pending, pending_card = await office.assigned("Pending")
        office.vendor.set_status(pending, office.scene.joris, "pending")
        before = {ticket.id: (ticket.status, len(ticket.comments)) for ticket in (theirs,)}

        await story_of_all(office, mine, card)
        guest = office.newcomer("gus", "full")
        office.slack.make_guest(guest)
        people = (office.sanne, office.tom, office.scene.outsider, guest)
        keys = [f"{pending.id}:{pending.audits[-1].id}", f"{theirs.id}:{theirs.audits[0].id}", f"{mine.id}:1"]
        keys += ["", "x", "1:2:3", f"{theirs.id}:-1", f"{mine.id}:{2**63}", "9" * 2000, "9" * 2001]
        for kind, name in sorted(registered()):
            if kind == "action":
                for person in people:
                    for key in keys:
                        await click(office, person, pending_card, name, _value(name, key))
        await office.until(lambda: "older version of the desk" in str(office.told(office.tom)), "what is of no form")
        await office.sanne.open_home()
        await self._every_dialog(office)
        for command in COMMANDS:
            for person in (office.sanne, office.tom) if command.name not in {"disconnect", "unwatch"} else ():
                await person.command(COMMAND, f"{command.name} {theirs.id}", channel=office.channel)
        await office.polls(4)

        assert registered() - seen == set()
        for ticket in (theirs,):
            assert (ticket.status, len(ticket.comments)) == before[ticket.id]
            assert notes_of(ticket) == []
        self._look(office)

    async def _every_dialog(self, office: Story) -> None:
        """Sends the dialogs that `story_of_all` does not send."""
        for person in (office.tom, office.sanne):
            if person.modal:
                await person.close_modal(everything=True)
        _, card = await office.assigned("Goes back")
        await office.hands_back(office.tom, card)
        await office.tom.close_modal(everything=True)
        ticket, card = await office.assigned("Not yet")
        await office.proposes(office.sanne, card)
        await office.tom.click(await office.proposal_in(lambda: office.slack.replies(card), ticket), "not_yet")
        await office.until(lambda: "What is missing?" in screen(office.tom), "the dialog for the reason")
        office.tom.fill("reason", "One more look, please.")
        await office.tom.submit()
        await office.tom.close_modal(everything=True)
        await office.tom.command(COMMAND, "settings", channel=office.channel)
        await office.until(lambda: office.tom.modal and office.tom.modal.body.get("submit"), "the settings")
        await office.tom.submit()
        await office.tom.close_modal(everything=True)
        await office.watch(office.tom)
        await office.connect(office.newcomer("noor", "light"))

    def _look(self, office: Story) -> None:
        full = {office.scene.tom_agent.id}
        for request in office.town.log:
            if request.service == "zendesk" and request.method not in {"GET", "HEAD"}:
                where = request.path.removesuffix(".json")
                assert where.startswith(("/api/v2/tickets", "/api/v2/uploads", "/oauth/", "/api/v2/oauth/")), where
            if request.method == "PUT":
                ticket = json.loads(request.sent)["ticket"]
                assert ticket.keys() <= UPDATED_WITH
                assert ticket.get("status", "open") == "open"
                assert ticket.get("comment", {"public": False})["public"] is False
        for ticket in office.zendesk.tickets.values():
            for audit in (each for each in ticket.audits if each.via == "api"):
                changed = {event.field_name for event in audit.events if isinstance(event, Change)}
                if audit is not ticket.audits[0]:
                    assert audit.author_id in full or not changed, (ticket.id, changed)
            assert [comment for comment in ticket.comments if comment.via == "api" and comment.public] == []


def _value(action_id: str, key: str) -> str:
    """The value in the form that the button of this name carries."""
    ticket_id = key.partition(":")[0]
    match action_id:
        case "more":
            return f"new:{key}"
        case "write_analysis_on_ticket" | "show_backlog" | "start_from_now":
            return ticket_id
    return key
