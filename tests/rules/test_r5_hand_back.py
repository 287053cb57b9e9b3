"""R5: a hand-back goes to the vendor's agent who assigned the ticket; full agents only, all in one update."""

import json

import pytest

from sandbox.slack.text import message_text
from sandbox.zendesk.records import User
from tests.e2e.story import SETTLED, Story, notes_of, screen
from tests.rules.forging import clicks_forged, submits_anothers

pytestmark = pytest.mark.asyncio(loop_scope="module")

KEYS = {"metadata", "safe_update", "updated_stamp", "group_id", "assignee_id"}


def vendors_agent(office: Story, name: str) -> User:
    mail = f"{name.split(maxsplit=1)[0].lower()}@ispnext.example"
    return office.zendesk.add_user(name, mail, licence="full", groups=[office.scene.vendor_group], restricted=False)


class TestR5HandBack:
    async def test_allowed_a_full_agent_gives_it_back_to_who_assigned_it_in_one_update(self, office: Story) -> None:
        ticket, card = await office.assigned("Back to Joris")
        view = await office.hand_back_dialog(office.tom, card)
        assert "Back to Joris Visser" in screen(office.tom)
        assert "assigned by Joris Visser, <!date^" in json.dumps(view.body)
        await office.tom.close_modal()
        await office.hands_back(office.tom, card)
        (sent,) = office.updates_of(ticket)
        assert set(sent) == KEYS
        assert (ticket.group_id, ticket.assignee_id) == (office.scene.vendor_group.id, office.scene.joris.id)
        assert ticket.audits[-1].author_id == office.scene.tom_agent.id
        assert ticket.status == "open"

    async def test_allowed_with_a_last_note_and_open_all_in_one_update(self, office: Story) -> None:
        ticket, card = await office.assigned("A last word")
        office.vendor.set_status(ticket, office.scene.joris, "pending")
        office.clock.advance(SETTLED)
        said = await office.hands_back(office.tom, card, last_note="It is the mapping.")
        assert "Saved as internal note, and the ticket was handed back to Joris Visser." in said
        (sent,) = office.updates_of(ticket)
        assert set(sent) == KEYS | {"comment", "status"}
        assert (sent["status"], sent["comment"]["public"]) == ("open", False)
        assert len(notes_of(ticket)) == 1
        assert ticket.assignee_id == office.scene.joris.id

    async def test_allowed_together_with_the_analysis_by_a_checkbox(self, office: Story) -> None:
        ticket, card = await office.assigned("Both at once")
        await office.dialog(office.tom, card)
        await office.shows(office.tom, "and hand back to Joris Visser")
        office.tom.fill("findings", "It is the mapping.")
        office.tom.fill("and_hand_back", ["yes"])
        await office.tom.submit()
        await office.shows(office.tom, "the ticket was handed back to Joris Visser")
        (sent,) = office.updates_of(ticket)
        assert set(sent) == KEYS | {"comment"}
        assert ticket.assignee_id == office.scene.joris.id
        await office.thread_says(card, "saved as internal note, handed back to Joris Visser")

    async def test_allowed_by_command_as_by_the_button(self, office: Story) -> None:
        ticket, _ = await office.assigned("Typed")
        await office.hands_back(office.tom, ticket)
        assert ticket.assignee_id == office.scene.joris.id

    async def test_allowed_a_menu_only_when_that_person_is_gone(self, office: Story) -> None:
        leaver, heir = vendors_agent(office, "Lia Leaver"), vendors_agent(office, "Hein Heir")
        ticket = office.ticket("Assigned by somebody who left")
        office.vendor.assign(ticket, leaver, office.scene.partner_group)
        office.vendor.deactivate(leaver)
        office.clock.advance(SETTLED)
        card = await office.card_of(ticket)
        view = await office.hand_back_dialog(office.tom, card)
        assert "Lia Leaver, who assigned it" in screen(office.tom)
        assert "is no longer there" in screen(office.tom)
        menu = next(block for block in view.body["blocks"] if block["block_id"] == "to")
        assert menu["element"]["initial_option"]["text"]["text"] == "Joris Visser"  # whose it was before
        office.tom.fill("to", "Hein Heir")
        await office.tom.submit()
        await office.shows(office.tom, "Handed back to Hein Heir.")
        assert ticket.assignee_id == heir.id

    async def test_allowed_when_a_rule_assigned_it_to_whose_it_was(self, office: Story) -> None:
        ticket = office.ticket("Routed by a rule")
        office.vendor.trigger_change(ticket, group=office.scene.partner_group)
        office.clock.advance(SETTLED)
        card = await office.card_of(ticket)
        view = await office.hand_back_dialog(office.tom, card)
        assert "Joris Visser had it when it was assigned to your group" in screen(office.tom)
        assert "to" not in {block["block_id"] for block in view.body["blocks"]}
        await office.tom.submit()
        await office.shows(office.tom, "Handed back to Joris Visser.")

    async def test_refused_to_a_light_agent_even_by_a_full_agents_dialog(self, office: Story) -> None:
        ticket, card = await office.assigned("Not by a light agent")
        view = await office.hand_back_dialog(office.tom, card)
        answer = await submits_anothers(office, office.sanne, view)
        assert "Only a full agent may hand a ticket back" in json.dumps(answer)
        assert "Tom de Boer can" in json.dumps(answer)
        await office.polls(3)
        assert office.updates_of(ticket) == []

    async def test_refused_by_a_forged_button_and_a_forged_dialog_of_another_groups_ticket(self, office: Story) -> None:
        other = office.ticket("Not ours")
        office.assign(other, group=office.scene.other_group)
        own, card = await office.assigned("Our own")
        await clicks_forged(office, office.tom, card, "hand_back", f"{other.id}:1")
        await office.shows(office.tom, "no such ticket in your groups")
        await office.tom.close_modal()
        view = await office.hand_back_dialog(office.tom, card)
        view.body["private_metadata"] = view.body["private_metadata"].replace(str(own.id), str(other.id))
        await office.tom.submit()
        await office.shows(office.tom, "The ticket was not handed back.")
        assert office.updates_of(other) == []

    async def test_refused_when_it_was_assigned_again_or_solved_since_the_dialog_opened(self, office: Story) -> None:
        ticket, card = await office.assigned("Assigned twice")
        await office.hand_back_dialog(office.tom, card)
        office.vendor.assign(ticket, office.scene.joris, office.scene.vendor_group)
        office.clock.advance(SETTLED)
        office.assign(ticket)
        await office.card_of(ticket, times=2)
        await office.tom.submit()
        assert "assigned to your group again in the meantime" in screen(office.tom)
        await office.tom.close_modal()
        solved, card = await office.assigned("Solved meanwhile")
        await office.hand_back_dialog(office.tom, card)
        office.vendor.set_status(solved, office.scene.joris, "solved")
        office.clock.advance(SETTLED)
        await office.tom.submit()
        await office.shows(office.tom, "This ticket is solved in Zendesk, so there is nothing to hand back.")
        assert office.updates_of(ticket) == office.updates_of(solved) == []

    async def test_refused_when_it_left_since_the_dialog_opened(self, office: Story) -> None:
        ticket, card = await office.assigned("Taken back")
        await office.hand_back_dialog(office.tom, card)
        office.vendor.assign(ticket, office.scene.joris, office.scene.vendor_group, office.scene.joris)
        office.clock.advance(SETTLED)
        await office.tom.submit()
        await office.shows(office.tom, "There is no such ticket in your groups.")
        assert office.updates_of(ticket) == []

    async def test_told_that_zendesk_will_refuse_and_what_to_ask_the_vendor(self, office: Story) -> None:
        ticket, card = await office.assigned("May not give it away")
        office.zendesk.assign_to_any_group = False
        try:
            await office.hand_back_dialog(office.tom, card)
            assert "Zendesk will refuse this" in screen(office.tom)
            assert "let your role assign tickets to any group" in screen(office.tom)
            await office.tom.submit()
            await office.shows(office.tom, "Zendesk does not let you give this ticket to Joris Visser.")
            await office.dialog(office.tom, ticket)
            assert "and hand back" not in screen(office.tom)
        finally:
            office.zendesk.assign_to_any_group = True
        assert ticket.group_id == office.scene.partner_group.id

    async def test_told_by_the_card_who_handed_it_back_and_when(self, office: Story) -> None:
        _, card = await office.assigned("It closes")
        await office.hands_back(office.tom, card)
        said = await office.card_says(card, "Handed back to Joris Visser by")
        assert f"@{office.tom.id}" in said
        await office.thread_says(card, "was handed back to Joris Visser by")
        assert "hand_back" not in json.dumps(card.blocks)
        assert "Write analysis" not in message_text(card)
