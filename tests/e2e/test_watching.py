"""Channels that follow groups: beginning, the backlog, ending, and what may happen to a channel meanwhile."""

from contextlib import suppress

import pytest

from sandbox.faults import Fault
from sandbox.slack.person import Person
from sandbox.slack.records import Channel
from sandbox.slack.text import message_text
from sandbox.zendesk.records import Group, Ticket
from tests.e2e.stage import open_office
from tests.e2e.story import Story

pytestmark = pytest.mark.asyncio(loop_scope="module")


def a_channel(story: Story, *people: Person, private: bool = False, bot_in: bool = True) -> Channel:
    name = f"team-{len(story.slack.channels)}"
    return story.slack.add_channel(name, private=private, members=people, bot_in=bot_in)


async def a_group(story: Story) -> tuple[Group, Person]:
    """One nobody watches yet, and its only connected agent."""
    number = len(story.zendesk.groups)
    group = story.zendesk.add_group(f"Partner-{number}")
    person = story.newcomer(f"agent{number}", groups=(story.scene.partner_group, group))
    await story.connect(person)
    return group, person


@pytest.mark.parametrize("private", [False, True], ids=["public", "private"])
async def test_a_channel_gets_cards_from_watch_to_unwatch(office: Story, private: bool) -> None:  # noqa: FBT001
    channel = a_channel(office, office.tom, private=private)
    assert "Partner-NL" in await office.watch(office.tom, channel)
    ticket, _ = await office.assigned("Login fails")
    await office.card_of(ticket, channel)

    assert "no more cards of *Partner-NL*" in await office.says(office.tom, "unwatch", channel)
    later, _ = await office.assigned("Login fails again")
    await office.polls()
    assert office.cards_of(later, channel) == []
    assert len(office.cards_of(ticket, channel)) == 1
    assert "No group is watched" in await office.says(office.tom, "unwatch", channel)


async def test_a_channel_without_the_bot_is_told_how_to_invite_it(office: Story) -> None:
    for private in (False, True):
        channel = a_channel(office, office.tom, private=private, bot_in=False)
        answer = message_text(await office.desk(office.tom, "watch", channel))
        assert "/invite" in answer
        assert office.slack.bot.id in answer


async def test_a_conversation_is_no_place_to_watch_from(office: Story) -> None:
    direct = office.slack.direct(office.tom.id)
    assert "Cards go to a channel" in await office.says(office.tom, "watch", direct)


async def test_only_ones_own_groups_can_be_watched(office: Story) -> None:
    await office.tom.command("/desk", "watch", channel=a_channel(office, office.tom))
    await office.until(lambda: office.tom.modal, "the watch dialog")
    assert office.tom.modal
    assert "Partner-BE" not in str(office.tom.modal.body)
    assert "ISPnext Support" not in str(office.tom.modal.body)
    await office.tom.close_modal()


async def backlog(story: Story) -> tuple[Group, Person, list[Ticket]]:
    group, person = await a_group(story)
    tickets = [story.ticket(f"Old {number}", group=group, assignee=None) for number in range(3)]
    story.vendor.set_status(story.ticket("Done", group=group, assignee=None), story.scene.joris, "solved")
    story.clock.advance(3)
    return group, person, tickets


async def test_a_backlog_is_offered_and_shown_on_request(office: Story) -> None:
    group, person, tickets = await backlog(office)
    channel = a_channel(office, person)
    await office.watch(person, channel, [group.name])
    await office.hears(person, f"3 unsolved tickets are with *{group.name}* already", channel)
    await office.polls()
    assert not [card for ticket in tickets for card in office.cards_of(ticket, channel)]

    await person.click(office.heard(person, channel)[-1], "show_backlog")
    await office.hears(person, "3 cards on the way", channel)
    for ticket in tickets:
        await office.card_of(ticket, channel)
    await office.polls()
    assert [len(office.cards_of(ticket, channel)) for ticket in tickets] == [1, 1, 1]


async def test_a_backlog_can_be_left_where_it_is(office: Story) -> None:
    group, person, tickets = await backlog(office)
    channel = a_channel(office, person)
    await office.watch(person, channel, [group.name])
    await office.hears(person, "3 unsolved tickets", channel)
    await person.click(office.heard(person, channel)[-1], "start_from_now")
    await office.hears(person, "cards begin with the next assignment", channel)

    office.vendor.touch(tickets[0])
    new = office.ticket("New")
    office.assign(new, group=group)
    await office.card_of(new, channel)
    await office.polls()
    assert not [card for ticket in tickets for card in office.cards_of(ticket, channel)]


async def test_several_channels_each_get_their_card(office: Story) -> None:
    group, person = await a_group(office)
    channels = [a_channel(office, person) for _ in range(2)]
    for channel in channels:
        await office.watch(person, channel, [group.name])
    ticket = office.ticket("Everywhere")
    office.assign(ticket, group=group)
    for channel in channels:
        await office.card_of(ticket, channel)


async def test_an_archived_channel_is_reported_once_and_its_cards_wait(fresh: Story) -> None:
    await fresh.start()
    await open_office(fresh)
    known, _ = await fresh.assigned("Before")
    card = await fresh.card_of(known)
    fresh.slack.archive(fresh.channel)
    fresh.vendor.set_status(known, fresh.scene.joris, "solved")
    tickets = [fresh.ticket(f"Waiting {number}") for number in range(2)]
    for ticket in tickets:
        fresh.assign(ticket)
    await fresh.is_told(fresh.tom, "I cannot post here any more: the channel is archived.")
    assert "Something needs a look" in await fresh.says(fresh.tom, "status", fresh.slack.direct(fresh.tom.id))

    fresh.channel.archived = False
    for ticket in tickets:
        await fresh.card_of(ticket)
    await fresh.is_told(fresh.tom, "I can post here again")
    await fresh.until(lambda: "Solved in Zendesk" in message_text(card), "the card that was there to be true again")
    assert sum("cannot post here" in text for text in fresh.told(fresh.tom)) == 1
    assert await fresh.bot.stop() == 0


async def test_a_removed_bot_is_reported_and_posts_when_it_is_back(fresh: Story) -> None:
    await fresh.start()
    await open_office(fresh)
    fresh.slack.kick_bot(fresh.channel)
    ticket = fresh.ticket("Waiting")
    fresh.assign(ticket)
    await fresh.is_told(fresh.tom, "I am not a member of it")
    fresh.slack.invite_bot(fresh.channel)
    await fresh.card_of(ticket)


async def test_a_watch_survives_a_restart_and_a_new_name(fresh: Story) -> None:
    await fresh.start()
    await open_office(fresh)
    fresh.slack.rename(fresh.channel, "partner-nl-work")
    assert await fresh.bot.stop() == 0
    ticket = fresh.ticket("Assigned while nobody looked")
    fresh.assign(ticket)
    await fresh.start()
    await fresh.card_of(ticket)
    assert f"#{fresh.channel.id}: Partner-NL" in await fresh.says(fresh.tom, "status")


async def test_what_is_assigned_while_a_watch_begins_is_not_passed_over(office: Story) -> None:
    """By a look at Zendesk that began earlier and knows nothing of the watch: then it belongs to the backlog."""
    group, person = await a_group(office)
    first, second = a_channel(office, person), a_channel(office, person)
    await office.watch(person, first, [group.name])
    held = office.town.zendesk_faults.add(Fault(where="GET /api/v2/tickets$", hold=True))
    await office.reached(held, "a look at Zendesk")
    await person.command("/desk", "watch", channel=second)
    await office.until(lambda: person.modal, "the watch dialog")
    person.fill("groups", [group.name])
    await person.submit()
    with suppress(AssertionError):  # a watch that does not wait for the look would begin now
        await office.until(lambda: office.heard(person, second), "the watch to begin", 1)
    ticket = office.ticket("Just then")
    office.assign(ticket, group=group)
    held.release()
    await office.card_of(ticket, first)
    await office.hears(person, f"1 unsolved ticket is with *{group.name}* already", second)
    await person.click(office.heard(person, second)[-1], "show_backlog")
    await office.card_of(ticket, second)


async def test_no_card_comes_after_the_end_was_told(office: Story) -> None:
    """Not even of a ticket that was being looked at when the channel was unwatched."""
    group, person = await a_group(office)
    ended, other = a_channel(office, person), a_channel(office, person)
    await office.watch(person, ended, [group.name])
    await office.watch(person, other, [group.name])
    held = office.town.zendesk_faults.add(Fault(where="GET /api/v2/tickets/.*/audits$", hold=True))
    ticket, later = office.ticket("Just then"), office.ticket("Later")
    office.assign(ticket, group=group)
    await office.reached(held, "the ticket being looked at")
    assert "no more cards" in await office.says(person, "unwatch", ended)
    held.release()
    await office.card_of(ticket, other)
    office.assign(later, group=group)
    await office.card_of(later, other)  # a card for the ended channel would have come before this one
    assert office.cards_of(ticket, ended) == []
