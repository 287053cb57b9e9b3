"""What happened while somebody wrote: told once, by name, and never in the way of a text when Zendesk is slow."""

import asyncio

import pytest

from desk.actions.collisions import Changed, Collision, Collisions, Wrote
from desk.errors import ConnectionLapsed, TicketClosed, TicketNotYours, ZendeskAway
from desk.model.people import Link
from desk.model.tickets import Change, Status
from desk.people.names import Names
from tests.desk.office import NL, SANNE, TICKET, TOM, VENDOR, VISSER, Office


def newsroom(office: Office, patience: float = 5) -> Collisions:
    return Collisions(office.zendesk, office.desk.access, Names(office.zendesk, office.store), "ISPnext", patience)


@pytest.fixture
async def open_dialog(watched: Office, sanne: Link) -> Office:
    assert sanne
    await watched.assigned()
    watched.clock.advance(60)
    return watched


async def told(office: Office, link: Link, *, patience: float = 5) -> Collision | None:
    """Since the assignment, as somebody who opened the dialog right after it."""
    seen = (await office.assignment()).assigned_at
    return await newsroom(office, patience).since(link, TICKET, seen)


async def test_nothing_new_costs_one_request(open_dialog: Office, sanne: Link) -> None:
    asked = len(open_dialog.zendesk.requests)
    news = await told(open_dialog, sanne)
    assert news
    assert news.events == ()
    assert open_dialog.zendesk.requests[asked:] == ["ticket"]


async def test_notes_replies_and_changes_are_told_by_name_oldest_first(open_dialog: Office, sanne: Link) -> None:
    zendesk, clock = open_dialog.zendesk, open_dialog.clock
    zendesk.comment(TICKET, VISSER.id, "Never mind.")
    clock.advance(1)
    zendesk.comment(TICKET, VISSER.id, "Dear customer", public=True)
    clock.advance(1)
    zendesk.set_status(TICKET, Status.PENDING, VISSER.id)
    clock.advance(1)
    zendesk.rename(TICKET, "Another subject", VISSER.id)
    news = await told(open_dialog, sanne)
    assert news
    assert [(type(each), each.by) for each in news.events] == [
        (Wrote, "J. Visser"), (Wrote, "J. Visser"), (Changed, "J. Visser"), (Changed, "J. Visser"),
    ]  # fmt: skip
    first, second, third, fourth = news.events
    assert isinstance(first, Wrote)
    assert isinstance(second, Wrote)
    assert isinstance(third, Changed)
    assert isinstance(fourth, Changed)
    assert (first.text, first.public, second.public) == ("Never mind.", False, True)
    assert (third.what, third.to, fourth.what, fourth.to) == ("status", "pending", "subject", "Another subject")
    assert news.stamp == zendesk.found[TICKET].updated_at


async def test_people_and_groups_are_told_by_name_and_never_by_id(open_dialog: Office, sanne: Link, tom: Link) -> None:
    assert tom
    changes = (
        Change("assignee_id", None, str(TOM.id)),
        Change("assignee_id", str(TOM.id), None),
        Change("assignee_id", None, "987654"),
        Change("group_id", "11", str(NL.id)),
        Change("group_id", "11", "987654"),
    )
    open_dialog.zendesk.record(TICKET, VISSER.id, changes)
    news = await told(open_dialog, sanne)
    assert news
    shown = [each.to for each in news.events if isinstance(each, Changed)]
    assert shown == ["Tom", None, "somebody else", NL.name, "another group"]


async def test_who_saw_the_news_is_told_only_what_came_after(open_dialog: Office, sanne: Link) -> None:
    open_dialog.zendesk.comment(TICKET, VISSER.id, "One.")
    news = await told(open_dialog, sanne)
    assert news
    assert news.events
    room = newsroom(open_dialog)
    again = await room.since(sanne, TICKET, news.stamp)
    assert again
    assert again.events == ()
    open_dialog.clock.advance(1)
    open_dialog.zendesk.comment(TICKET, VISSER.id, "Two.")
    later = await room.since(sanne, TICKET, news.stamp)
    assert later
    assert [each.text for each in later.events if isinstance(each, Wrote)] == ["Two."]


async def test_ones_own_doing_and_what_nobody_sees_are_no_news(open_dialog: Office, sanne: Link) -> None:
    open_dialog.zendesk.comment(TICKET, SANNE.id, "Mine.")
    tags = (Change("tags", "a", "a b"), Change("custom_field_1", None, "x"), Change("status", "open", "open"))
    open_dialog.zendesk.record(TICKET, VISSER.id, tags)
    news = await told(open_dialog, sanne)
    assert news
    assert news.events == ()


async def test_another_persons_analysis_is_news(open_dialog: Office, sanne: Link, tom: Link) -> None:
    await open_dialog.write(tom, "Tom was faster.")
    open_dialog.clock.advance(5)
    await open_dialog.engine.run()
    news = await told(open_dialog, sanne)
    assert news
    assert [each.by for each in news.events] == ["Tom"]


async def test_a_rules_doing_is_the_vendors(open_dialog: Office, sanne: Link) -> None:
    open_dialog.zendesk.comment(TICKET, -1, "Reminder.")
    news = await told(open_dialog, sanne)
    assert news
    assert news.events[0].by == "ISPnext"


@pytest.mark.parametrize("where", ["ticket", "audits", "names"])
async def test_zendesk_away_at_any_point_is_in_nobodys_way(open_dialog: Office, sanne: Link, where: str) -> None:
    open_dialog.zendesk.comment(TICKET, TOM.id if where == "names" else VISSER.id, "Unseen.")
    open_dialog.zendesk.failing[where] = [ZendeskAway()]
    assert await told(open_dialog, sanne) is None


async def test_a_slow_zendesk_is_not_waited_for(open_dialog: Office, sanne: Link) -> None:
    open_dialog.zendesk.gate = asyncio.Event()
    assert await told(open_dialog, sanne, patience=0.01) is None


async def test_a_lapsed_link_is_told_and_the_text_taken_in(open_dialog: Office, sanne: Link) -> None:
    open_dialog.zendesk.revoked.add(SANNE.id)
    assert await told(open_dialog, sanne) is None
    with pytest.raises(ConnectionLapsed):
        await open_dialog.desk.connections.link("U-SANNE")
    assert (await open_dialog.write(sanne)).id == "s1"


async def test_a_ticket_that_left_or_was_closed_is_refused(open_dialog: Office, sanne: Link) -> None:
    open_dialog.zendesk.set_status(TICKET, Status.CLOSED, VISSER.id)
    with pytest.raises(TicketClosed):
        await told(open_dialog, sanne)
    open_dialog.zendesk.assign(TICKET, VENDOR, VISSER.id)
    with pytest.raises(TicketNotYours):
        await told(open_dialog, sanne)
