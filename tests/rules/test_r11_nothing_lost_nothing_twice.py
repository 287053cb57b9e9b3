"""R11: one submission is one note and one assignment one card, whatever happens between; no text is ever lost.

Every step at which the bot can be killed is in tests/e2e/test_killed.py; here is what the rule promises people.
"""

import pytest

from sandbox.faults import Fault
from tests.e2e.forked import Death
from tests.e2e.stage import open_office
from tests.e2e.story import Story, notes_of, screen

pytestmark = pytest.mark.asyncio(loop_scope="module")

PUT = "PUT /api/v2/tickets/"
POST = "POST /api/chat.postMessage"


class TestR11NothingLostNothingTwice:
    async def test_allowed_one_submission_delivered_twice_by_slack_is_one_note(self, office: Story) -> None:
        ticket, card = await office.assigned("Delivered twice")
        office.slack.deliver_twice = True
        await office.write(office.tom, card, "Once.", time="30")
        await office.shows(office.tom, "Saved as internal note")
        office.slack.deliver_twice = False
        await office.polls()
        assert [note.plain for note in notes_of(ticket)] == ["Once."]
        assert ticket.custom_fields[office.zendesk.total_time_field.id] == 1800

    @pytest.mark.parametrize("landed", [False, True], ids=["lost before it was stored", "stored and not answered"])
    async def test_allowed_one_note_though_no_answer_came(self, office: Story, *, landed: bool) -> None:
        ticket, card = await office.assigned("No answer")
        office.town.zendesk_faults.add(Fault(where=PUT, status=502, body="<html>", after_commit=landed))
        await office.write(office.sanne, card, "Said once.")
        await office.shows(office.sanne, "Saved as internal note")
        assert [note.plain for note in notes_of(ticket)] == ["Said once."]

    async def test_allowed_one_card_though_slack_lost_its_answer(self, office: Story) -> None:
        office.town.slack_faults.add(Fault(where=POST, reset=True, after_commit=True))
        ticket = office.ticket("Answer lost")
        office.assign(ticket)
        await office.card_of(ticket)
        await office.polls(5)
        assert len(office.cards_of(ticket)) == 1

    async def test_allowed_what_was_accepted_outlives_kill_9(self, fresh: Story) -> None:
        fresh.slack.patience = 1.0
        await fresh.start(dies=Death("zendesk.client:ZendeskTickets.update", "after"))
        await open_office(fresh)
        ticket, card = await fresh.assigned("Killed after the write")
        await fresh.dialog(fresh.tom, card)
        fresh.tom.fill("findings", "Outlives it.")
        fresh.tom.fill("time", "0:45")
        await fresh.tom.submit()
        await fresh.until(lambda: not fresh.bot.is_running, "the bot to die")
        await fresh.start()
        await fresh.thread_says(card, "saved as internal note")
        assert [note.plain for note in notes_of(ticket)] == ["Outlives it."]
        assert ticket.custom_fields[fresh.zendesk.total_time_field.id] == 2700

    async def test_told_that_it_is_queued_and_again_when_it_is_there(self, office: Story) -> None:
        ticket, card = await office.assigned("An outage")
        await office.dialog(office.sanne, card)
        office.town.zendesk_faults.away = True
        office.sanne.fill("findings", "Patience.")
        await office.sanne.submit()
        await office.shows(office.sanne, "Your analysis is queued.")
        office.town.zendesk_faults.away = False
        await office.is_told(office.sanne, f"#{ticket.id} An outage saved as internal note")
        assert [note.plain for note in notes_of(ticket)] == ["Patience."]

    async def test_refused_a_note_comes_back_whole_with_the_reason(self, office: Story) -> None:
        ticket, card = await office.assigned("Closed meanwhile")
        text = "Long enough to hurt. " * 900
        await office.dialog(office.sanne, card)
        office.sanne.fill("findings", text)
        held = office.town.zendesk_faults.add(Fault(where=PUT, hold=True))
        await office.sanne.submit()
        await office.reached(held, "the note to be sent")
        office.vendor.set_status(ticket, office.scene.joris, "closed")
        office.clock.advance(3)
        held.release()
        await office.shows(office.sanne, "was not saved")
        assert "closed" in screen(office.sanne)

        def given_back() -> int:
            return sum(said.count("Long enough to hurt.") for said in office.told(office.sanne))

        await office.until(lambda: given_back() >= 895, "the text to be given back")
        assert given_back() + sum(said.endswith("Long") for said in office.told(office.sanne)) >= 895
