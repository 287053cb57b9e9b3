"""R3: the only status ever sent is `open`, only by a full agent, only when the ticket is not open already."""

import json
from typing import Any

import pytest

from sandbox.slack.text import message_text
from sandbox.zendesk.records import Ticket
from tests.e2e.story import SETTLED, Story

pytestmark = pytest.mark.asyncio(loop_scope="module")


def sent(story: Story, ticket: Ticket) -> list[dict[str, Any]]:
    path = f"/api/v2/tickets/{ticket.id}"
    return [json.loads(each.sent)["ticket"] for each in story.town.log if each.method == "PUT" and each.path == path]


@pytest.mark.parametrize("status", ["pending", "hold", "solved"])
async def test_a_full_agents_note_sets_the_ticket_open_in_the_same_update(office: Story, status: str) -> None:
    ticket = office.ticket("Not open", group=office.scene.partner_group, assignee=None)
    office.vendor.set_status(ticket, office.scene.joris, status)
    office.clock.advance(SETTLED)
    before = len(ticket.audits)
    await office.saves(office.tom, ticket, "Looked at it.")
    assert ticket.status == "open"
    assert len(ticket.audits) == before + 1
    assert [body["status"] for body in sent(office, ticket)] == ["open"]


@pytest.mark.parametrize("who", ["tom", "sanne"])
async def test_no_status_is_sent_for_a_ticket_that_is_open(office: Story, who: str) -> None:
    person = {"tom": office.tom, "sanne": office.sanne}[who]
    ticket = office.ticket("Open", group=office.scene.partner_group, assignee=None)
    await office.saves(person, ticket, "Still open.")
    assert ticket.status == "open"
    assert [body for body in sent(office, ticket) if "status" in body] == []


@pytest.mark.parametrize("status", ["pending", "hold"])
async def test_a_light_agent_sends_no_status_and_a_full_agent_is_asked(office: Story, status: str) -> None:
    ticket, card = await office.assigned(f"Light on {status}")
    office.vendor.set_status(ticket, office.scene.joris, status)
    office.clock.advance(SETTLED)
    await office.polls()
    called = len(office.slack.notifications)
    name = "On-hold" if status == "hold" else status.capitalize()
    view = await office.dialog(office.sanne, ticket)
    assert f"the ticket's status stays {name}" in str(view.body)
    await office.sanne.close_modal()
    await office.saves(office.sanne, ticket, "I may not set it Open.")
    assert ticket.status == status
    assert [body for body in sent(office, ticket) if "status" in body] == []
    said = await office.thread_says(card, "please set the ticket Open in Zendesk")
    assert f"@{office.tom.id}" in said
    assert f"still {name}" in said
    await office.until(
        lambda: office.tom.id in {each.who for each in office.slack.notifications[called:]}, "Tom to be called"
    )


async def test_nothing_but_open_was_ever_sent(office: Story) -> None:
    ticket, card = await office.assigned("Everything")
    await office.saves(office.tom, card, "One.")
    bodies = [json.loads(each.sent)["ticket"] for each in office.town.log if each.method == "PUT"]
    assert {body.get("status", "open") for body in bodies} == {"open"}
    keys = {key for body in bodies for key in body}
    assert keys <= {"comment", "metadata", "safe_update", "updated_stamp", "status"}
    assert "assigned to" not in message_text(card)
    assert ticket.status == "open"
