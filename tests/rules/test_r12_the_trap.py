"""R12: a light agent's note becomes public when that agent is the requester and not in the ticket's group."""

import json

import pytest

from sandbox.zendesk.records import Ticket
from tests.e2e.story import Story, notes_of

pytestmark = pytest.mark.asyncio(loop_scope="module")


def asked_for_by_sanne(story: Story) -> Ticket:
    ticket = story.ticket("Asked for by Sanne", group=story.scene.other_group, assignee=None)
    ticket.requester_id = story.scene.sanne_agent.id
    return ticket


class TestR12TheTrap:
    async def test_refused_with_the_reason_before_the_author_types(self, office: Story) -> None:
        ticket = asked_for_by_sanne(office)
        await office.sanne.command("/desk", f"note {ticket.id}", channel=office.channel)
        await office.shows(office.sanne, "Zendesk would show your note to the customer")
        assert notes_of(ticket) == []
        await office.sanne.close_modal()

    async def test_refused_at_the_last_moment_when_the_ticket_moved_while_it_was_written(self, office: Story) -> None:
        ticket, card = await office.assigned("Moves away")
        ticket.requester_id = office.scene.sanne_agent.id
        await office.dialog(office.sanne, card)
        office.sanne.fill("findings", "Not for the customer.")
        office.vendor.assign(ticket, office.scene.joris, office.scene.other_group)
        office.clock.advance(3)
        await office.sanne.submit()
        shown = await office.shows(office.sanne, "Zendesk would show your note to the customer")
        assert "This was not saved." in shown
        assert "Not for the customer." in str(office.sanne.modal)
        assert notes_of(ticket) == []
        await office.sanne.close_modal()

    async def test_allowed_the_requester_who_is_in_the_group_writes_internally(self, office: Story) -> None:
        ticket, card = await office.assigned("Her own")
        ticket.requester_id = office.scene.sanne_agent.id
        note = await office.saves(office.sanne, card, "Still internal.")
        assert not note.public

    async def test_allowed_a_full_agent_who_is_the_requester_writes_internally(self, office: Story) -> None:
        ticket, card = await office.assigned("His own")
        ticket.requester_id = office.scene.tom_agent.id
        note = await office.saves(office.tom, card, "Internal too.")
        assert not note.public

    async def test_told_what_to_do(self, office: Story) -> None:
        ticket = asked_for_by_sanne(office)
        await office.sanne.command("/desk", f"note {ticket.id}", channel=office.channel)
        await office.shows(
            office.sanne, "Ask a full agent of your group to write it, or the vendor to assign the ticket"
        )
        await office.sanne.close_modal()
        puts = [json.loads(each.sent)["ticket"] for each in office.town.log if each.method == "PUT"]
        assert all(body["comment"]["public"] is False for body in puts if "comment" in body)
