"""R3: the only status ever sent is `open`, only by a full agent, only when the ticket is not open already."""

import json
from typing import Any

import pytest

from sandbox.slack.records import Message
from sandbox.zendesk.records import Ticket
from tests.e2e.story import SETTLED, Story
from tests.rules.forging import clicks_forged

pytestmark = pytest.mark.asyncio(loop_scope="module")


def sent(story: Story, ticket: Ticket) -> list[dict[str, Any]]:
    path = f"/api/v2/tickets/{ticket.id}"
    return [json.loads(each.sent)["ticket"] for each in story.town.log if each.method == "PUT" and each.path == path]


async def not_open(office: Story, subject: str) -> tuple[Ticket, Message]:
    ticket, card = await office.assigned(subject)
    office.vendor.set_status(ticket, office.scene.joris, "pending")
    office.clock.advance(SETTLED)
    await office.card_says(card, "Pending")
    return ticket, card


async def opened(office: Story, ticket: Ticket) -> None:
    await office.until(lambda: ticket.status == "open", "the ticket to be Open")
    office.clock.advance(SETTLED)


class TestR3OpenOnlyOpen:
    async def test_allowed_one_click_on_the_card_sends_open_and_nothing_else(self, office: Story) -> None:
        ticket, card = await not_open(office, "One click")
        await office.tom.click(card, "set_open")
        await opened(office, ticket)
        (body,) = sent(office, ticket)
        assert set(body) == {"metadata", "safe_update", "updated_stamp", "status"}
        assert ticket.audits[-1].author_id == office.scene.tom_agent.id
        await office.thread_says(card, "The ticket was set Open by")
        await office.card_says(card, " · Open · ")

    async def test_allowed_by_command_and_from_the_message_after_a_light_agents_note(self, office: Story) -> None:
        typed, _ = await not_open(office, "Typed")
        assert "is being set Open" in await office.says(office.tom, f"open {typed.id}")
        await opened(office, typed)
        asked, card = await not_open(office, "Asked for")
        await office.saves(office.sanne, card, "I may not set it Open.")
        await office.thread_says(card, "please set the ticket Open, one click does it")
        message = next(each for each in office.slack.replies(card) if "set_open" in json.dumps(each.blocks))
        await office.tom.click(message, "set_open")
        await opened(office, asked)

    async def test_refused_to_a_light_agent_with_the_reason_and_who_can(self, office: Story) -> None:
        ticket, card = await not_open(office, "Not by Sanne")
        before = len(office.heard(office.sanne))
        await office.sanne.click(card, "set_open")
        said = await office.hears(office.sanne, "Only a full agent may set a ticket Open", since=before)
        assert "Tom de Boer can." in said
        assert "Only a full agent may set a ticket Open" in await office.says(office.sanne, f"open {ticket.id}")
        await office.polls()
        assert sent(office, ticket) == []

    async def test_refused_by_a_forged_button_of_another_groups_ticket_and_to_an_outsider(self, office: Story) -> None:
        other = office.ticket("Not ours", group=office.scene.other_group, assignee=None)
        office.vendor.set_status(other, office.scene.joris, "pending")
        office.clock.advance(SETTLED)
        ticket, card = await not_open(office, "Ours")
        before = len(office.heard(office.tom))
        await clicks_forged(office, office.tom, card, "set_open", f"{other.id}:1")
        await office.hears(office.tom, "no such ticket in your groups", since=before)
        await office.scene.outsider.click(card, "set_open")
        await office.hears(office.scene.outsider, "This desk serves the workspace that installed it.")
        assert sent(office, other) == sent(office, ticket) == []

    async def test_told_that_it_is_open_already(self, office: Story) -> None:
        ticket, _ = await office.assigned("Open as it is")
        assert "is Open already" in await office.says(office.tom, f"open {ticket.id}")
        assert sent(office, ticket) == []

    @pytest.mark.parametrize("status", ["pending", "hold", "solved"])
    async def test_allowed_a_full_agents_note_sets_the_ticket_open_in_the_same_update(
        self, office: Story, status: str
    ) -> None:
        ticket = office.ticket("Not open", group=office.scene.partner_group, assignee=None)
        office.vendor.set_status(ticket, office.scene.joris, status)
        office.clock.advance(SETTLED)
        before = len(ticket.audits)
        await office.saves(office.tom, ticket, "Looked at it.")
        assert ticket.status == "open"
        assert len(ticket.audits) == before + 1
        assert [body["status"] for body in sent(office, ticket)] == ["open"]

    @pytest.mark.parametrize("who", ["tom", "sanne"])
    async def test_refused_no_status_is_sent_for_a_ticket_that_is_open(self, office: Story, who: str) -> None:
        person = {"tom": office.tom, "sanne": office.sanne}[who]
        ticket = office.ticket("Open", group=office.scene.partner_group, assignee=None)
        await office.saves(person, ticket, "Still open.")
        assert ticket.status == "open"
        assert [body for body in sent(office, ticket) if "status" in body] == []

    @pytest.mark.parametrize("status", ["pending", "hold"])
    async def test_told_a_light_agent_sends_no_status_and_a_full_agent_is_asked(
        self, office: Story, status: str
    ) -> None:
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
        said = await office.thread_says(card, "please set the ticket Open, one click does it")
        assert f"@{office.tom.id}" in said
        assert f"still {name}" in said
        await office.until(
            lambda: office.tom.id in {each.who for each in office.slack.notifications[called:]}, "Tom to be called"
        )

    async def test_allowed_an_open_status_of_the_vendors_own_is_kept(self, office: Story) -> None:
        ticket, card = await office.assigned("Waits for the partner")
        own = office.vendor.add_status("open", "Waiting for partner")
        office.vendor.set_status(ticket, office.scene.joris, own)
        office.clock.advance(SETTLED)
        await office.polls()
        await office.saves(office.tom, card, "Still theirs.")
        assert [body for body in sent(office, ticket) if "status" in body] == []
        assert ticket.custom_status_id == own.id

    async def test_allowed_a_pending_status_of_the_vendors_own_becomes_open(self, office: Story) -> None:
        ticket, card = await office.assigned("Waits for the customer")
        office.vendor.set_status(ticket, office.scene.joris, office.vendor.add_status("pending", "With the customer"))
        office.clock.advance(SETTLED)
        await office.polls()
        await office.saves(office.tom, card, "Ours again.")
        assert ticket.status == "open"
        assert [body["status"] for body in sent(office, ticket)] == ["open"]
