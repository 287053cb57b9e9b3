"""How often the bot asks the vendor's Zendesk, and that it goes easy when the vendor's limits are nearly used up."""

import time
from collections.abc import Awaitable, Callable

import aiohttp
import pytest

from sandbox.faults import Fault
from sandbox.requests import Request
from sandbox.zendesk.limits import TEN_MINUTES
from sandbox.zendesk.records import Ticket
from tests.e2e.stage import PLENTY, open_office
from tests.e2e.story import Story, notes_of
from tests.e2e.test_metrics import tells
from tests.fakes import AheadClock

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_one_request_a_poll_and_one_more_for_a_new_assignment(fresh: Story) -> None:
    await fresh.start({"POLL_SECONDS": "0.5"})
    await open_office(fresh)
    await fresh.assigned("So that the assigner's name is known")
    await fresh.polls()

    quiet = await undisturbed(fresh, lambda: fresh.polls(3))
    assert [request.path for request in quiet] == ["/api/v2/tickets"] * 3

    tickets: list[Ticket] = []

    async def one_more() -> None:
        ticket, _ = await fresh.assigned("New")
        await fresh.polls()
        tickets.append(ticket)

    others = [each.path for each in await undisturbed(fresh, one_more) if each.path != "/api/v2/tickets"]
    assert others == [f"/api/v2/tickets/{tickets[-1].id}/audits"]


async def undisturbed(story: Story, deed: Callable[[], Awaitable[None]]) -> list[Request]:
    """What was asked of Zendesk during the deed; once more if the search, which comes every twentieth poll, did."""
    while True:
        mark = len(story.town.log)
        await deed()
        asked = story.zendesk_since(mark)
        if "/api/v2/search" not in {each.path for each in asked}:
            return asked


async def test_with_little_left_for_everybody_polls_slow_down_and_stop_and_notes_still_go(fresh: Story) -> None:
    await fresh.start({"POLL_SECONDS": "0.5"})
    await open_office(fresh)
    ticket, card = await fresh.assigned()
    minute = stopped_minute(fresh, account=400)

    others_leave(fresh, 70)
    await fresh.polls(1)
    told = await fresh.says(fresh.tom, "status")
    assert "% is left of what Zendesk takes" in told
    assert "it is asked for new tickets every" in told
    others_leave(fresh, 19)
    await fresh.polls(1)
    assert "new tickets are looked for again" in await fresh.says(fresh.tom, "status")

    mark = len(fresh.town.log)
    note = await fresh.saves(fresh.sanne, card, "The mapping of column 7 is wrong.")
    assert note.plain == "The mapping of column 7 is wrong."
    assert fresh.polls_since(mark) == []
    assert await is_ready(fresh)

    minute.advance(60)
    await fresh.says(fresh.tom, f"ticket {ticket.id}")
    await fresh.polls(3)
    assert not [each for each in fresh.town.log if each.status == 429]


async def test_a_429_is_no_loop_and_the_note_goes_when_it_is_over(fresh: Story) -> None:
    await fresh.start()
    await open_office(fresh)
    _, card = await fresh.assigned()
    await fresh.dialog(fresh.sanne, card)
    fresh.sanne.fill("findings", "The mapping of column 7 is wrong.")
    stopped_minute(fresh, account=0, at_second=58)

    mark = len(fresh.town.log)
    await fresh.sanne.submit()
    await fresh.shows(fresh.sanne, "queued", seconds=30)
    await fresh.until(lambda: len(fresh.zendesk_since(mark)) > 1, "a second try, after the first wait", seconds=60)
    fresh.zendesk.limits.account = PLENTY
    await fresh.is_told(fresh.sanne, "saved as internal note", seconds=60)

    refused = [each for each in fresh.zendesk_since(mark) if each.status == 429]
    assert 1 <= len(refused) <= 8, [each.line for each in refused]


async def test_a_poll_waits_while_a_note_is_written_and_what_a_person_asks_for_does_not(fresh: Story) -> None:
    await fresh.start()
    await open_office(fresh)
    ticket, card = await fresh.assigned()
    written = fresh.town.zendesk_faults.add(Fault("^PUT", hold=True))
    await fresh.write(fresh.sanne, card, "The mapping of column 7 is wrong.")
    await fresh.reached(written, "the note to be on its way")

    await tells(fresh, 1, "zendesk_requests", state="waiting")
    mark = len(fresh.town.log)
    assert f"#{ticket.id}" in await fresh.says(fresh.tom, f"ticket {ticket.id}")
    assert fresh.polls_since(mark) == []

    written.release()
    await fresh.shows(fresh.sanne, "Saved as internal note")
    await fresh.polls()


async def test_a_ticket_that_was_changed_too_often_keeps_no_other_note_waiting(fresh: Story) -> None:
    await fresh.start()
    await open_office(fresh)
    full, full_card = await fresh.assigned("Full")
    other, other_card = await fresh.assigned("Other")
    stopped_minute(fresh, account=PLENTY, at_second=TEN_MINUTES - 25)
    fresh.zendesk.limits.updates_of_one_ticket = 1

    await fresh.saves(fresh.sanne, full_card, "The first.")
    await fresh.write(fresh.sanne, full_card, "The second.")
    await fresh.shows(fresh.sanne, "queued", seconds=30)
    await fresh.sanne.close_modal()
    await fresh.saves(fresh.sanne, other_card, "The third.")
    assert [note.plain for note in notes_of(full)] == ["The first."]
    assert [note.plain for note in notes_of(other)] == ["The third."]

    fresh.zendesk.limits.updates_of_one_ticket = PLENTY
    await fresh.until(lambda: len(notes_of(full)) > 1, "the second note", seconds=60)
    assert [note.plain for note in notes_of(full)] == ["The first.", "The second."]


async def is_ready(story: Story) -> bool:
    async with aiohttp.ClientSession() as session, session.get(f"{story.bot.url}/readyz") as answer:
        return answer.ok


def stopped_minute(story: Story, account: int, at_second: int = 0) -> AheadClock:
    """The vendor's limit counts a minute of its own, which ends when the test says so."""
    start = (time.time() // TEN_MINUTES + 100) * TEN_MINUTES + at_second
    moved = AheadClock(lambda: start)
    story.zendesk.limits.account, story.zendesk.limits.clock = account, moved
    return moved


def others_leave(story: Story, left: int) -> None:
    """The vendor's other tools call the account until so much is left of its limit."""
    limits = story.zendesk.limits
    while (standing := limits.take("account", limits.account)) and standing.remaining > left:
        pass
