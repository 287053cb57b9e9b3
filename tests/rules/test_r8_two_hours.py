"""R8: two hours for a ticket; the card warns at 1:30, and at 2:00 the hand-back is proposed."""

import pytest

from sandbox.zendesk.records import Ticket
from tests.e2e.story import SETTLED, Story

pytestmark = pytest.mark.asyncio(loop_scope="module")


def record(story: Story, ticket: Ticket, minutes: int) -> None:
    """An agent of the vendor records time in Zendesk itself."""
    story.vendor.record_time(ticket, story.scene.joris, minutes * 60)
    story.clock.advance(SETTLED)


class TestR8TwoHours:
    async def test_allowed_no_warning_below_one_thirty(self, office: Story) -> None:
        _, card = await office.assigned("Quick")
        await office.saves(office.tom, card, "Done.", time="1:29")
        shown = await office.card_says(card, "1:29 of 2:00")
        assert "are spent" not in shown
        assert [said for said in office.thread(card) if "are spent" in said] == []

    async def test_told_at_one_thirty_the_card_and_its_thread_warn_once(self, office: Story) -> None:
        _, card = await office.assigned("Slow")
        await office.saves(office.tom, card, "Half way.", time="1:30")
        await office.card_says(card, "1:30 of 2:00 are spent")
        await office.thread_says(card, "1:30 of 2:00 are spent")
        await office.saves(office.tom, card, "A little more.", time="10")
        await office.card_says(card, "1:40 of 2:00 are spent")
        await office.polls()
        assert len([said for said in office.thread(card) if "are spent" in said]) == 1

    async def test_told_at_two_hours_the_hand_back_is_one_click(self, office: Story) -> None:
        _, card = await office.assigned("Too slow")
        await office.saves(office.tom, card, "Not done.", time="2:00")
        said = await office.thread_says(card, "2:00 of 2:00 are spent")
        assert f"@{office.tom.id}" in said
        assert "please hand the ticket back" in said
        await office.card_says(card, "Please hand it back")
        (offer,) = [reply for reply in office.slack.replies(card) if "hand_back" in str(reply.blocks)]
        assert offer

    async def test_told_time_recorded_in_zendesk_itself_counts(self, office: Story) -> None:
        ticket, card = await office.assigned("Recorded elsewhere")
        record(office, ticket, 125)
        await office.card_says(card, "2:05 of 2:00 are spent")
        await office.thread_says(card, "2:05 of 2:00 are spent")

    async def test_told_an_author_who_needs_more_proposes_the_hand_back(self, office: Story) -> None:
        _, card = await office.assigned("A project")
        note = await office.saves(office.sanne, card, "This is a rebuild.", needs_more=["yes"])
        assert "More time than agreed is still needed." in note.plain
        said = await office.thread_says(card, "says that more than 2:00 are needed")
        assert f"@{office.sanne.id}" in said
        assert f"@{office.tom.id}: please hand the ticket back" in said

    async def test_allowed_the_limit_is_the_partners_to_set(self, fresh: Story) -> None:
        await fresh.start({"BUDGET_MINUTES": "40"})
        await fresh.connect(fresh.tom)
        await fresh.watch(fresh.tom)
        _, card = await fresh.assigned("Another agreement")
        await fresh.saves(fresh.tom, card, "Half an hour.", time="30")
        await fresh.thread_says(card, "0:30 of 0:40 are spent")
