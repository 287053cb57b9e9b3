"""Take it, Release, More info and `/desk can`: what everybody sees, and what only the one who pressed is told."""

import asyncio

import pytest

from sandbox.slack.text import message_text
from tests.e2e.story import SETTLED, Story, answered_since

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_taking_shows_on_the_card_and_in_its_thread(office: Story) -> None:
    ticket, card = await office.assigned("To be taken")
    writes = len([each for each in office.town.log if each.method == "PUT"])
    await office.sanne.click(card, "take")
    await office.card_says(card, f"@{office.sanne.id} since")
    await office.thread_says(card, "Sanne Bakker took it")
    await office.sanne.click(card, "release")
    await office.card_says(card, "nobody yet")
    await office.thread_says(card, "Sanne Bakker released it")
    assert len([each for each in office.town.log if each.method == "PUT"]) == writes
    assert [audit for audit in ticket.audits if audit.author_id == office.agents[office.sanne.id].id] == []


async def test_of_two_who_press_at_once_one_has_it_and_the_other_is_told(office: Story) -> None:
    _, card = await office.assigned("Wanted by two")
    before = {person: len(office.heard(person)) for person in (office.tom, office.sanne)}
    await asyncio.gather(office.tom.click(card, "take"), office.sanne.click(card, "take"))

    def told() -> list[str]:
        return [text for person, mark in before.items() for text in answered_since(office, person, mark)]

    await office.until(told, "the slower one to be told")
    assert len(told()) == 1
    assert "took it just now. Talk to" in told()[0]
    await office.thread_says(card, "took it")


async def test_only_the_holder_or_a_full_agent_releases(office: Story) -> None:
    _, card = await office.assigned("Held by Tom")
    await office.tom.click(card, "take")
    await office.card_says(card, f"@{office.tom.id} since")
    before = len(office.heard(office.sanne))
    await office.sanne.click(card, "release")
    said = await office.hears(
        office.sanne, "Only Tom de Boer or a full agent of the group may release it.", since=before
    )
    assert f"@{office.tom.id} can." in said
    assert "Ask Tom de Boer to release it." in said
    await office.tom.click(card, "release")
    await office.card_says(card, "nobody yet")
    await office.sanne.click(card, "take")
    await office.card_says(card, f"@{office.sanne.id} since")
    await office.tom.click(card, "release")
    await office.thread_says(card, "Tom de Boer released it; Sanne Bakker had taken it")


async def test_a_command_does_the_same_as_its_button(office: Story) -> None:
    ticket, card = await office.assigned("By command")
    assert "is yours: its card shows your name" in await office.says(office.sanne, f"take {ticket.id}")
    await office.card_says(card, f"@{office.sanne.id} since")
    assert "yours already" in await office.says(office.sanne, f"take {ticket.id}")
    assert "Sanne Bakker took it" in await office.says(office.tom, f"take {ticket.id}")
    assert "is free again" in await office.says(office.sanne, f"release {ticket.id}")
    assert "Nobody holds" in await office.says(office.sanne, f"release {ticket.id}")


async def test_a_stale_card_tells_what_happened_and_loses_its_buttons(office: Story) -> None:
    ticket, card = await office.assigned("Soon gone")
    office.vendor.assign(ticket, office.scene.joris, office.scene.vendor_group)
    office.clock.advance(SETTLED)
    before = len(office.heard(office.tom))
    await office.tom.click(card, "take")
    await office.hears(office.tom, f"#{ticket.id} has left the group", since=before)
    await office.card_says(card, "Left our group.")
    assert not [block for block in card.blocks if block["type"] == "actions"]


async def test_whoever_disconnects_holds_nothing(office: Story) -> None:
    _, card = await office.assigned("Left behind")
    stef = office.newcomer("stef", "light")
    await office.connect(stef)
    await stef.click(card, "take")
    await office.card_says(card, f"@{stef.id} since")
    await office.says(stef, "disconnect")
    await office.card_says(card, "nobody yet")
    await office.thread_says(card, "Stef Agent is no longer connected: free to take")


async def test_whoever_is_not_connected_takes_it_after_connecting(office: Story) -> None:
    ticket, card = await office.assigned("Wanted before connecting")
    mira = office.newcomer("mira", "light")
    await mira.click(card, "take")
    await office.until(lambda: office.heard(mira), "an offer to connect")
    (offer,) = office.heard(mira)
    assert f"/desk take {ticket.id}" in message_text(offer)
    await office.paste(mira, offer, office.consent(offer, office.agents[mira.id]))
    await office.hears(mira, "is yours: its card shows your name")
    await office.card_says(card, f"@{mira.id} since")


async def test_more_info_tells_one_person_what_the_card_has_no_room_for(office: Story) -> None:
    ticket, card = await office.assigned("Tell me more")
    office.vendor.comment(ticket, office.scene.joris, "It began on Monday. <!channel>", public=False)
    office.vendor.comment(ticket, office.scene.joris, "We are looking into it.", public=True)
    office.clock.advance(SETTLED)
    other, _ = await office.assigned("Something else")
    await office.sanne.click(card, "take")
    await office.card_says(card, f"@{office.sanne.id}")
    before = len(office.heard(office.tom))
    await office.tom.click(card, "more", option="More info")
    said = await office.hears(office.tom, "Last said in Zendesk", since=before)
    for words in (
        "Fatima El Idrissi",
        "Acme BV",
        "by Joris Visser",
        f"@{office.sanne.id} since",
        "It began on Monday.",
        "We are looking into it.",
        "*public*, the customer reads it",
        "Also open in Partner-NL",
    ):
        assert words in said
    assert f"#{other.id} (" in said or "more: type `/desk`" in said
    assert office.shouts() == []
    assert "Last said in Zendesk" in await office.says(office.sanne, f"info {ticket.id}")


async def test_r1_more_info_of_another_groups_ticket_is_refused(office: Story) -> None:
    hidden = office.ticket("Zeppelin")
    office.assign(hidden, "Ocarina?", group=office.scene.other_group)
    for word in ("info", "take", "release"):
        assert "no such ticket in your groups" in await office.says(office.tom, f"{word} {hidden.id}")


async def test_can_lists_what_one_may_and_who_can_the_rest(office: Story) -> None:
    said = await office.says(office.sanne, "can")
    for words in ("light agent, in Partner-NL", "You can", "You cannot", "hand a ticket back", f"@{office.tom.id}"):
        assert words in said
    assert "answer the customer" in await office.says(office.tom, "can")


async def test_the_queues_rows_work_on_the_assignment(office: Story) -> None:
    ticket, card = await office.assigned("From the queue")
    await office.card_says(card, "nobody yet")
    answer = await office.desk(office.tom)
    assert "nobody works on it" in message_text(answer)
    value = next(each["value"] for block in answer.blocks if block["type"] == "actions" for each in block["elements"]
                 if each["action_id"] == "take" and each["value"].startswith(f"{ticket.id}:"))  # fmt: skip
    before = len(office.heard(office.tom))
    await office.tom.click(answer, "take", value=value)
    await office.hears(office.tom, "is yours", since=before)
    await office.card_says(card, f"@{office.tom.id} since")
    assert f"@{office.tom.id} works on it" in await office.says(office.sanne)
