"""Stopping and starting, and what is away meanwhile: everything is done in the end, and done once."""

import asyncio

import aiohttp
import pytest

from sandbox.faults import Fault
from tests.e2e.stage import open_office
from tests.e2e.story import PATIENCE, Story, notes_of, screen

pytestmark = pytest.mark.asyncio(loop_scope="module")

POST = "POST /api/chat.postMessage"
PUT = "PUT /api/v2/tickets/"


async def ready(story: Story) -> tuple[int, dict[str, dict[str, object]]]:
    async with aiohttp.ClientSession() as session, session.get(f"{story.bot.url}/readyz") as answer:
        return answer.status, (await answer.json())["parts"]


async def test_a_stop_lets_a_note_on_its_way_arrive(fresh: Story) -> None:
    await fresh.start()
    await open_office(fresh)
    ticket, card = await fresh.assigned("Stopped while sending")
    held = fresh.town.zendesk_faults.add(Fault(where=PUT, seconds=1.5))
    await fresh.write(fresh.sanne, card, "On its way.")
    await fresh.reached(held, "the note to be sent")
    assert await fresh.bot.stop() == 0
    assert [note.plain for note in notes_of(ticket)] == ["On its way."]

    await fresh.start()
    await fresh.card_says(card, "saved as internal note")
    await fresh.thread_says(card, "saved as internal note")
    await fresh.shows(fresh.sanne, "Saved as internal note")
    assert len(notes_of(ticket)) == 1


async def test_a_note_waits_through_an_outage_and_a_restart(fresh: Story) -> None:
    await fresh.start()
    await open_office(fresh)
    ticket, card = await fresh.assigned("Restarted while Zendesk was away")
    await fresh.dialog(fresh.sanne, card)
    fresh.town.zendesk_faults.away = True
    fresh.sanne.fill("findings", "Patience.")
    await fresh.sanne.submit()
    await fresh.shows(fresh.sanne, "Your analysis is queued.")
    assert await fresh.bot.stop() == 0

    fresh.town.zendesk_faults.away = False
    await fresh.start()
    await fresh.is_told(fresh.sanne, "saved as internal note")
    await fresh.thread_says(card, "saved as internal note")
    assert [note.plain for note in notes_of(ticket)] == ["Patience."]
    assert "Saved as internal note" in screen(fresh.sanne)


async def test_what_was_assigned_while_zendesk_was_away_gets_its_card(fresh: Story) -> None:
    await fresh.start()
    await open_office(fresh)
    fresh.town.zendesk_faults.away = True
    ticket = fresh.ticket("Assigned during the outage")
    fresh.assign(ticket)
    await fresh.is_told(fresh.tom, "Zendesk does not answer.")
    status, parts = await ready(fresh)
    assert (status, parts["poll"]["well"], parts["slack"]["well"]) == (503, False, True)
    assert "Something needs a look" in await fresh.says(fresh.tom, "status")

    fresh.town.zendesk_faults.away = False
    await fresh.card_of(ticket)
    await fresh.is_told(fresh.tom, "Zendesk is being read again")
    async with asyncio.timeout(PATIENCE):
        while (await ready(fresh))[0] != 200:  # on a busy machine a poll may be late at any moment
            await asyncio.sleep(0.1)


async def test_a_stop_amid_many_assignments_loses_and_doubles_none(fresh: Story) -> None:
    await fresh.start()
    await open_office(fresh)
    tickets = [fresh.ticket(f"One of many: {number}") for number in range(4)]
    for ticket in tickets:
        fresh.assign(ticket)
    await fresh.until(lambda: any(fresh.cards_of(ticket) for ticket in tickets), "the first card")
    assert await fresh.bot.stop() == 0
    await fresh.start()
    await fresh.until(lambda: all(fresh.cards_of(ticket) for ticket in tickets), "every card")
    await fresh.polls()
    assert [len(fresh.cards_of(ticket)) for ticket in tickets] == [1] * 4


BAD_ANSWERS = {  # an answer that is lost after the post is in tests/rules/test_r11_nothing_lost_nothing_twice.py
    "503": Fault(where=POST, status=503),
    "cut before": Fault(where=POST, reset=True),
    "429": Fault(where=POST, status=429, headers={"Retry-After": "1"}),
}


async def test_whatever_slack_answers_there_is_one_card(fresh: Story) -> None:
    await fresh.start()
    await open_office(fresh)
    for name, fault in BAD_ANSWERS.items():
        fresh.town.slack_faults.add(fault)
        ticket, _ = await fresh.assigned(f"Answered with: {name}")
        await fresh.polls()
        assert len(fresh.cards_of(ticket)) == 1, name


async def test_when_nobody_is_connected_the_admins_hear_at_once(fresh: Story) -> None:
    await fresh.start()
    await open_office(fresh)
    for agent in fresh.agents.values():
        fresh.vendor.revoke_tokens(agent)
    ticket = fresh.ticket("Nobody can read this")
    fresh.assign(ticket)
    await fresh.is_told(fresh.tom, "Nobody who is connected can read Partner-NL")
    for person in (fresh.tom, fresh.sanne):
        await fresh.is_told(person, "Zendesk no longer accepts your connection.")
    await fresh.connect(fresh.tom)
    await fresh.card_of(ticket)
    await fresh.is_told(fresh.tom, "Zendesk is being read again")


async def test_another_connected_agent_reads_on_when_one_is_gone(fresh: Story) -> None:
    await fresh.start()
    await open_office(fresh)
    fresh.vendor.revoke_tokens(fresh.scene.tom_agent)
    ticket = fresh.ticket("Sanne reads on")
    fresh.assign(ticket)
    await fresh.card_of(ticket)
    assert not [text for text in fresh.told(fresh.tom) if "Nobody who is connected" in text]
