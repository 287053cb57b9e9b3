"""The card of an assignment: one for each, kept true in place, and nothing in it alive that others wrote."""

import pytest

from sandbox.slack.text import message_text
from tests.e2e.story import SETTLED, Story

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_the_card_follows_the_ticket_in_place(office: Story) -> None:
    ticket, card = await office.assigned("Stock is negative")
    vendor, joris = office.vendor, office.scene.joris
    vendor.set_status(ticket, joris, "pending")
    office.clock.advance(SETTLED)
    await office.card_says(card, "Pending")
    await office.thread_says(card, "Joris Visser set the status to Pending")
    vendor.comment(ticket, joris, "Any news? <!channel>", public=False)
    office.clock.advance(SETTLED)
    await office.thread_says(card, "Joris Visser added an internal note")
    vendor.set_status(ticket, joris, "solved")
    office.clock.advance(SETTLED)
    said = await office.card_says(card, "Solved in Zendesk.")
    assert "Write analysis" not in said
    vendor.set_status(ticket, joris, "open")
    office.clock.advance(SETTLED)
    await office.card_says(card, "Write analysis")
    vendor.assign(ticket, joris, office.scene.vendor_group, joris)
    office.clock.advance(SETTLED)
    said = await office.card_says(card, "Left our group.")
    assert "Write analysis" not in said
    assert len(office.cards_of(ticket)) == 1
    assert office.shouts() == []


async def test_a_ticket_assigned_again_gets_a_new_card_and_the_old_one_closes(office: Story) -> None:
    ticket, first = await office.assigned("Comes back")
    office.vendor.assign(ticket, office.scene.joris, office.scene.vendor_group, office.scene.joris)
    office.clock.advance(SETTLED)
    await office.card_says(first, "Left our group.")
    office.assign(ticket, "It is not solved yet.")
    second = await office.card_of(ticket, times=2)
    assert "Write analysis" in message_text(second)
    assert "Left our group." in message_text(first)


async def test_a_ticket_that_left_and_came_back_between_two_looks_gets_a_new_card(office: Story) -> None:
    ticket, first = await office.assigned("There and back")
    office.vendor.assign(ticket, office.scene.joris, office.scene.vendor_group, office.scene.joris)
    office.assign(ticket)
    await office.card_of(ticket, times=2)
    await office.card_says(first, "Left our group.")


async def test_a_ticket_made_in_our_group_gets_a_card(office: Story) -> None:
    ticket = office.ticket("Made for the partner", group=office.scene.partner_group, assignee=None)
    await office.card_of(ticket)


async def test_a_ticket_that_a_rule_assigned_gets_a_card(office: Story) -> None:
    ticket = office.ticket("Routed")
    office.vendor.trigger_change(ticket, group=office.scene.partner_group)
    office.clock.advance(SETTLED)
    assert "assigned by" not in message_text(await office.card_of(ticket))


async def test_what_was_asked_shows_only_where_that_is_allowed(office: Story) -> None:
    open_channel = office.slack.add_channel("team-with-excerpts", members=(office.tom,))
    await office.watch(office.tom, open_channel, excerpt=True)
    ticket = office.ticket("Excerpts")
    office.assign(ticket, "Check the mapping of column 7.")
    assert 'Asked of us: "Check the mapping of column 7."' in message_text(await office.card_of(ticket, open_channel))
    assert "column 7" not in str((await office.card_of(ticket)).blocks)
    await office.says(office.tom, "unwatch", open_channel)


async def test_nothing_in_a_tickets_text_comes_alive(office: Story) -> None:
    channel = office.slack.add_channel("team-inert", members=(office.tom,))
    await office.watch(office.tom, channel, excerpt=True)
    bait = f"<!channel> <@{office.sanne.id}> <!here> &lt;!everyone&gt; *bold* <https://evil.example|Zendesk> & done"
    ticket = office.ticket(bait, organization="<!channel> & Sons")
    office.assign(ticket, bait)
    cards = [await office.card_of(ticket, channel), await office.card_of(ticket)]
    for card in cards:
        said = message_text(card)
        assert bait in said
        assert "<!channel> & Sons" in said
    await office.says(office.tom, f"ticket {ticket.id}")
    await office.says(office.tom, "queue")
    assert office.shouts() == []
    assert not [called for called in office.slack.notifications if called.message in cards]
    await office.says(office.tom, "unwatch", channel)


@pytest.mark.parametrize("subject", ["S" * 5000, " ", "\u202egnp.exe\nline"])
async def test_any_subject_fits_on_a_card(office: Story, subject: str) -> None:
    ticket, card = await office.assigned(subject)
    assert f"#{ticket.id}" in message_text(card)
    await office.dialog(office.tom, card)
    assert f"#{ticket.id}" in await office.says(office.tom, f"ticket {ticket.id}")
