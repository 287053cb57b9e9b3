"""More info: read under the asking person's token, and only of their own group."""

from dataclasses import replace
from datetime import timedelta

import pytest

from desk.errors import TicketNotYours, ZendeskAway
from desk.model.people import Link
from desk.model.tickets import Status
from tests.desk.office import BE, BEA, NL, OTHERS, SANNE, TICKET, VENDOR, VISSER, Office


@pytest.fixture
async def assigned(watched: Office, sanne: Link) -> Office:
    assert sanne
    await watched.assigned()
    return watched


async def test_the_last_five_notes_are_told_oldest_first(assigned: Office, sanne: Link) -> None:
    for number in range(6):
        assigned.clock.advance(60)
        assigned.zendesk.comment(TICKET, VISSER.id, f"Note {number}", public=number == 5)
    said = (await assigned.desk.details.of(sanne, TICKET)).said
    assert [each.text for each in said] == [f"Note {number}" for number in range(1, 6)]
    assert [each.public for each in said] == [False] * 4 + [True]
    assert {each.author for each in said} == {"J. Visser"}
    assert said[-1].at == assigned.clock()


async def test_every_time_it_was_assigned_to_us_is_told(assigned: Office, sanne: Link) -> None:
    assigned.zendesk.assign(TICKET, VENDOR, VISSER.id)
    assigned.clock.advance(60)
    assigned.zendesk.assign(TICKET, NL, -1)
    told = (await assigned.desk.details.of(sanne, TICKET)).arrivals
    assert [each.by for each in told] == ["J. Visser", "A Zendesk rule"]


async def test_who_held_it_is_told_with_the_time_it_lasted(assigned: Office, sanne: Link, tom: Link) -> None:
    key = (await assigned.assignment()).key
    await assigned.desk.holds.take(sanne, key)
    assigned.clock.advance(90)
    await assigned.desk.holds.release(sanne, key)
    await assigned.desk.holds.take(tom, key)
    first, second = (await assigned.desk.details.of(sanne, TICKET)).holds
    assert (first.name, (first.until or first.since) - first.since) == ("Sanne", timedelta(seconds=90))
    assert (second.name, second.until) == ("Tom", None)


async def test_what_else_is_open_in_the_group_is_told_as_far_as_one_can_read_it(assigned: Office, sanne: Link) -> None:
    for number in range(1, 13):
        assigned.zendesk.create(number, NL, VISSER.id)
    assigned.zendesk.set_status(12, Status.SOLVED, VISSER.id)
    told = await assigned.desk.details.of(sanne, TICKET)
    assert told.others
    assert [each.ticket_id for each in told.others] == list(range(1, 11))
    assert told.more_others == 1
    assert told.others[0].url == "https://vendor.example/agent/tickets/1"


async def test_r1_other_groups_tickets_are_not_among_them(assigned: Office, sanne: Link) -> None:
    assigned.zendesk.unrestricted.add(SANNE.id)
    assigned.zendesk.create(2, OTHERS, VISSER.id)
    assigned.zendesk.create(3, BE, VISSER.id)
    assert (await assigned.desk.details.of(sanne, TICKET)).others == ()


async def test_r1_somebody_of_another_group_learns_nothing(assigned: Office) -> None:
    bea = await assigned.connect("U-BEA", BEA)
    assigned.zendesk.unrestricted.add(BEA.id)
    with pytest.raises(TicketNotYours):
        await assigned.desk.details.of(bea, TICKET)


async def test_a_failing_search_does_not_hide_the_rest(assigned: Office, sanne: Link) -> None:
    assigned.zendesk.failing["unsolved_in"] = [ZendeskAway()]
    told = await assigned.desk.details.of(sanne, TICKET)
    assert told.others is None
    assert told.said


async def test_a_ticket_without_an_assignment_is_told_too(office: Office, tom: Link) -> None:
    office.zendesk.create(7, NL, VISSER.id, requester="Ann", spent=600)
    told = await office.desk.details.of(tom, 7)
    assert (told.holds, told.budget.spent, told.ticket.requester) == ((), 600, "Ann")
    assert replace(told.ticket, read_at=office.clock()) == told.ticket
