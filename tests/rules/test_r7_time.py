"""R7: time is asked of full agents only, and goes into the vendor's two fields together with the note."""

import json
from typing import Any

import pytest

from sandbox.faults import Fault
from sandbox.zendesk.records import Ticket
from tests.e2e.story import Story, notes_of, screen
from tests.rules.forging import submits_anothers

pytestmark = pytest.mark.asyncio(loop_scope="module")

PUT = "PUT /api/v2/tickets/"


def spent(story: Story, ticket: Ticket) -> tuple[Any, Any]:
    """Total and last time in seconds, as Zendesk stores them."""
    total, last = story.zendesk.total_time_field.id, story.zendesk.last_time_field.id
    return ticket.custom_fields.get(total), ticket.custom_fields.get(last)


class TestR7Time:
    async def test_allowed_a_full_agent_records_time_in_the_same_update_as_the_note(self, office: Story) -> None:
        ticket, card = await office.assigned("Takes a while")
        before = len(ticket.audits)
        await office.saves(office.tom, card, "Looked into it.", time="1:15")
        assert spent(office, ticket) == (4500, 4500)
        assert len(ticket.audits) == before + 1
        (body,) = [json.loads(each.sent)["ticket"] for each in office.town.log if _puts(each, ticket)]
        assert {"comment", "custom_fields"} <= body.keys()

    async def test_allowed_minutes_are_added_to_what_was_recorded(self, office: Story) -> None:
        ticket, card = await office.assigned("Takes longer")
        await office.saves(office.tom, card, "One.", time="20")
        await office.saves(office.tom, card, "Two.", time="10 min")
        assert spent(office, ticket) == (1800, 600)
        await office.card_says(card, "0:30 of 2:00")

    async def test_allowed_a_remark_becomes_part_of_the_internal_note_under_its_own_heading(
        self, office: Story
    ) -> None:
        ticket, card = await office.assigned("With a remark")
        note = await office.saves(office.tom, card, "Found it.", time="5", remark="Mostly waiting for the export.")
        assert "<strong>Remark on time</strong>" in note.html
        assert "Mostly waiting for the export." in note.html
        assert not note.public
        assert len(notes_of(ticket)) == 1

    async def test_allowed_no_time_is_recorded_when_none_was_typed(self, office: Story) -> None:
        ticket, card = await office.assigned("No time")
        await office.saves(office.tom, card, "At once.")
        assert spent(office, ticket) == (None, None)

    async def test_refused_an_invalid_time_stays_in_the_dialog(self, office: Story) -> None:
        ticket, card = await office.assigned("Odd time")
        await office.dialog(office.tom, card)
        office.tom.fill("findings", "Kept.")
        office.tom.fill("time", "a while")
        outcome = await office.tom.submit()
        assert outcome.errors == {
            "time": "That is not a time. Type minutes, for example 45, or hours and minutes, for example 1:15."
        }
        assert notes_of(ticket) == []
        await office.tom.close_modal()

    async def test_refused_a_light_agent_who_forges_a_time_is_told_and_nothing_is_sent(self, office: Story) -> None:
        ticket, card = await office.assigned("Forged time")
        await office.dialog(office.sanne, card)
        assert "Time spent" not in screen(office.sanne)
        await office.sanne.close_modal()
        await office.dialog(office.tom, card)
        office.tom.fill("findings", "With a time of Sanne's own.")
        office.tom.fill("time", "60")
        assert office.tom.modal
        answer = await submits_anothers(office, office.sanne, office.tom.modal)
        assert "Only a full agent may do this" in str(answer)
        await office.polls()
        assert notes_of(ticket) == []
        assert spent(office, ticket) == (None, None)
        await office.tom.close_modal()

    async def test_told_the_dialog_says_how_much_is_recorded_so_far(self, office: Story) -> None:
        _, card = await office.assigned("So far")
        await office.saves(office.tom, card, "One.", time="50")
        await office.dialog(office.tom, card)
        assert "0:50 of 2:00 are recorded so far" in str(office.tom.modal)
        await office.tom.close_modal()

    @pytest.mark.parametrize("landed", [False, True], ids=["before it was stored", "after it was stored"])
    async def test_allowed_time_is_counted_once_though_the_answer_was_lost(
        self, office: Story, *, landed: bool
    ) -> None:
        ticket, card = await office.assigned("Lost answer")
        office.town.zendesk_faults.add(Fault(where=PUT, reset=True, after_commit=landed))
        await office.write(office.tom, card, "Once only.", time="30")
        await office.shows(office.tom, "Saved as internal note")
        assert spent(office, ticket) == (1800, 1800)
        assert len(notes_of(ticket)) == 1


def _puts(request: Any, ticket: Ticket) -> bool:
    return bool(request.method == "PUT" and request.path == f"/api/v2/tickets/{ticket.id}")
