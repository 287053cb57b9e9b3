"""R11: one submission is one note and one assignment is one card, also after failures; no text is lost.

Every step at which the bot can be killed is in tests/e2e/test_killed.py; here is what the rule promises people.
"""

import pytest

from sandbox.faults import Fault
from tests.e2e.forked import Death
from tests.e2e.stage import open_office
from tests.e2e.story import Story, notes_of

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

    async def test_allowed_an_accepted_note_survives_kill_9(self, fresh: Story) -> None:
        await fresh.start(dies=Death("zendesk.client:ZendeskTickets.update", "after"))
        await open_office(fresh)
        ticket, card = await fresh.assigned("Killed after the write")
        await fresh.dialog(fresh.tom, card)
        fresh.tom.fill("findings", "Outlives it.")
        fresh.tom.fill("time", "0:45")
        fresh.slack.patience = 1.0  # a bot that dies answers nothing
        await fresh.tom.submit()
        await fresh.until(lambda: not fresh.bot.is_running, "the bot to die")
        await fresh.start()
        await fresh.thread_says(card, "saved as internal note")
        assert [note.plain for note in notes_of(ticket)] == ["Outlives it."]
        assert ticket.custom_fields[fresh.zendesk.total_time_field.id] == 2700
