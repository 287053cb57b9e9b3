"""R6: a light agent proposes, a full agent confirms with one click under their own token."""

import json

import pytest

from sandbox.faults import Fault
from sandbox.slack.records import Message
from sandbox.slack.text import message_text
from sandbox.zendesk.records import Ticket
from tests.e2e.story import SETTLED, Story, screen
from tests.rules.forging import clicks_forged, submits_anothers

pytestmark = pytest.mark.asyncio(loop_scope="module")

KEYS = {"metadata", "safe_update", "updated_stamp", "group_id", "assignee_id"}
PUT = "PUT /api/v2/tickets/"


async def proposed(office: Story, subject: str, why: str = "") -> tuple[Ticket, Message, Message]:
    """Ticket, card, and the proposal in the card's thread."""
    ticket, card = await office.assigned(subject)
    await office.proposes(office.sanne, card, why)
    return ticket, card, await office.proposal_in(lambda: office.slack.replies(card), ticket)


async def handed_back(office: Story, ticket: Ticket) -> None:
    await office.until(lambda: ticket.group_id == office.scene.vendor_group.id, "the hand-back")
    office.clock.advance(SETTLED)


class TestR6TwoPersonHandBack:
    async def test_allowed_one_click_in_the_thread_under_the_full_agents_own_token(self, office: Story) -> None:
        ticket, card, proposal = await proposed(office, "Proposed in the thread", "All is said.")
        assert f"@{office.sanne.id}" in message_text(proposal)
        assert f"@{office.tom.id}" in message_text(proposal)
        assert "All is said." in message_text(proposal)
        await office.tom.click(proposal, "confirm_hand_back")
        await handed_back(office, ticket)
        (sent,) = office.updates_of(ticket)
        assert set(sent) == KEYS
        assert ticket.audits[-1].author_id == office.scene.tom_agent.id
        assert ticket.assignee_id == office.scene.joris.id
        await office.card_says(card, "Handed back to Joris Visser by")
        await office.is_told(office.sanne, f"#{ticket.id} Proposed in the thread was handed back to Joris Visser")

    async def test_allowed_one_click_in_the_direct_message(self, office: Story) -> None:
        ticket, _, in_thread = await proposed(office, "Proposed by message")
        message = await office.proposal_in(
            lambda: [each for each in office.tom.direct_messages if str(ticket.id) in message_text(each)], ticket
        )
        await office.tom.click(message, "confirm_hand_back")
        await handed_back(office, ticket)
        for each in (message, in_thread):
            await office.until(lambda each=each: "confirmed it" in message_text(each), "the proposal to be redrawn")  # type: ignore[misc]
            assert "confirm_hand_back" not in json.dumps(each.blocks)

    async def test_allowed_not_yet_with_a_reason_that_reaches_the_proposer(self, office: Story) -> None:
        ticket, card, proposal = await proposed(office, "Too early")
        await office.tom.click(proposal, "not_yet")
        await office.until(lambda: "What is missing?" in screen(office.tom), "the reason dialog")
        office.tom.fill("reason", "Name the mapping first.")
        await office.tom.submit()
        await office.is_told(
            office.sanne, f"Tom de Boer does not hand #{ticket.id} back yet: “Name the mapping first.”"
        )
        await office.until(
            lambda: sum("Name the mapping first." in text for text in office.thread(card)) == 2,
            "the reason in the thread, and on the proposal",
        )
        assert "confirm_hand_back" not in json.dumps(proposal.blocks)
        assert office.updates_of(ticket) == []
        await office.tom.close_modal()
        await office.proposes(office.sanne, card, "Named it.")
        await office.until(lambda: "Named it." in "".join(office.thread(card)), "a second proposal")

    async def test_refused_to_people_who_are_not_full_agents_of_the_group(self, office: Story) -> None:
        ticket, _, proposal = await proposed(office, "Not hers to confirm")
        before = len(office.heard(office.sanne))
        await office.sanne.click(proposal, "confirm_hand_back")
        said = await office.hears(office.sanne, "Only a full agent may confirm a hand-back", since=before)
        assert "Tom de Boer can." in said
        stranger = office.newcomer("bea", groups=[office.scene.partner_group])
        await office.connect(stranger)
        office.vendor.remove_from_group(office.agents[stranger.id], office.scene.partner_group)
        office.vendor.add_to_group(office.agents[stranger.id], office.scene.other_group)
        before = len(office.heard(stranger))
        await stranger.click(proposal, "confirm_hand_back")
        await office.hears(stranger, "", since=before)
        await office.polls(3)
        assert office.updates_of(ticket) == []

    async def test_refused_by_a_forged_proposal_and_to_an_outsider(self, office: Story) -> None:
        ticket, _, proposal = await proposed(office, "Forged")
        before = len(office.heard(office.tom))
        await clicks_forged(office, office.tom, proposal, "confirm_hand_back", "no-such-proposal")
        await office.hears(office.tom, "no such ticket in your groups", since=before)
        otto = office.scene.outsider
        before = len(office.heard(otto))
        for button in ("confirm_hand_back", "not_yet"):
            await otto.click(proposal, button)
        await office.hears(otto, "This desk serves the workspace that installed it.", since=before)
        await office.tom.click(proposal, "not_yet")
        await office.until(lambda: office.tom.modal, "the reason dialog")
        assert office.tom.modal
        office.tom.fill("reason", "Smuggled.")
        assert await submits_anothers(office, otto, office.tom.modal) == {"response_action": "clear"}
        refused = await submits_anothers(office, office.sanne, office.tom.modal)
        assert "Only a full agent may answer a proposal" in json.dumps(refused)
        assert office.updates_of(ticket) == []
        assert "confirm_hand_back" in json.dumps(proposal.blocks)

    async def test_refused_to_propose_for_another_groups_ticket_or_twice(self, office: Story) -> None:
        other = office.ticket("Not ours")
        office.assign(other, group=office.scene.other_group)
        ticket, card = await office.assigned("Asked once")
        view = await office.hand_back_dialog(office.sanne, card)
        view.body["private_metadata"] = view.body["private_metadata"].replace(str(ticket.id), str(other.id))
        await office.sanne.submit()
        await office.shows(office.sanne, "no such ticket in your groups")
        await office.sanne.close_modal()
        await office.proposes(office.sanne, card)
        await office.hand_back_dialog(office.sanne, card)
        assert "You asked for this already" in screen(office.sanne)

    async def test_told_to_the_second_full_agent_that_it_is_done(self, office: Story) -> None:
        kim = office.newcomer("kim")
        await office.connect(kim)
        ticket, _, proposal = await proposed(office, "Two are quick")
        held = office.town.zendesk_faults.add(Fault(where=PUT, hold=True))
        await office.tom.click(proposal, "confirm_hand_back")
        await office.tom.click(proposal, "confirm_hand_back")
        await office.reached(held, "the hand-back to be sent")
        before = len(office.heard(kim))
        if "confirm_hand_back" in json.dumps(proposal.blocks):
            await kim.click(proposal, "confirm_hand_back")
            said = await office.hears(kim, "This is answered already.", since=before)
            assert f"@{office.tom.id}" in said
            assert "confirmed it, <!date^" in said or "confirmed it" in said
        held.release()
        await handed_back(office, ticket)
        await office.polls(2)
        assert len(office.updates_of(ticket)) == 1

    async def test_told_when_zendesk_finally_refuses_and_it_waits_again(self, office: Story) -> None:
        ticket, _, proposal = await proposed(office, "Refused in the end")
        office.zendesk.assign_to_any_group = False
        await office.tom.click(proposal, "confirm_hand_back")
        await office.is_told(office.tom, f"You confirmed handing #{ticket.id} back, and it was not")
        said = await office.is_told(office.sanne, f"#{ticket.id} was not handed back, although Tom de Boer confirmed")
        assert "The proposal waits again." in said
        office.zendesk.assign_to_any_group = True
        await office.until(lambda: "confirm_hand_back" in json.dumps(proposal.blocks), "the buttons to be back")
        await office.tom.click(proposal, "confirm_hand_back")
        await handed_back(office, ticket)

    async def test_told_by_its_messages_that_the_ticket_left_or_was_solved(self, office: Story) -> None:
        left, _, first = await proposed(office, "Left unanswered")
        solved, _, second = await proposed(office, "Solved unanswered")
        office.vendor.assign(left, office.scene.joris, office.scene.vendor_group, office.scene.joris)
        office.vendor.set_status(solved, office.scene.joris, "solved")
        office.clock.advance(SETTLED)
        for message in (first, second):
            await office.until(
                lambda message=message: "Nobody needs to answer any more" in message_text(message),  # type: ignore[misc]
                "the proposal to be over",
                20,
            )
            assert "confirm_hand_back" not in json.dumps(message.blocks)

    async def test_told_that_no_analysis_is_there_and_by_the_card_that_it_is_proposed(self, office: Story) -> None:
        ticket, card = await office.assigned("Nothing found yet")
        await office.hand_back_dialog(office.sanne, card)
        assert "No analysis is there yet." in screen(office.sanne)
        assert "Tom de Boer" in screen(office.sanne)
        await office.sanne.submit()
        await office.card_says(card, "asks to hand it back")
        assert office.updates_of(ticket) == []


async def test_told_that_no_full_agent_is_connected(fresh: Story) -> None:
    await fresh.start()
    await fresh.connect(fresh.sanne)
    await fresh.watch(fresh.sanne)
    ticket, card = await fresh.assigned("Nobody to ask")
    await fresh.hand_back_dialog(fresh.sanne, card)
    assert "No full agent of your group is connected here yet." in screen(fresh.sanne)
    await fresh.sanne.submit()
    await fresh.shows(fresh.sanne, "Your proposal is stored.")
    await fresh.connect(fresh.tom)
    message = await fresh.proposal_in(lambda: fresh.tom.direct_messages, ticket)
    await fresh.tom.click(message, "confirm_hand_back")
    await fresh.until(lambda: ticket.group_id == fresh.scene.vendor_group.id, "the hand-back")
    assert await fresh.bot.stop() == 0
