"""Taking, releasing, and what becomes of it when somebody leaves."""

import asyncio
from dataclasses import replace

import pytest

from desk.errors import DeskError, OnlyFullAgents, Refusal, TicketNotYours, ZendeskAway
from desk.model.assignments import AssignmentKey, Stage
from desk.model.holds import Hold, ago
from desk.model.people import Licence, Link
from desk.model.posts import TicketNews
from desk.model.tickets import Status
from tests.desk.office import BE, BEA, CHANNEL, NL, TICKET, TOM, VENDOR, VISSER, Office


@pytest.fixture
async def key(watched: Office, sanne: Link) -> AssignmentKey:
    assert sanne
    return (await watched.assigned()).key


async def holder(office: Office, key: AssignmentKey) -> str | None:
    hold = (await office.store.holds.current([key])).get(key)
    return hold.user if hold else None


async def thread(office: Office) -> list[str]:
    await office.engine.run()
    return [message.text for message in office.chat.messages_to(CHANNEL) if isinstance(message, TicketNews)]


async def test_taking_shows_on_the_card_and_in_its_thread_and_not_in_zendesk(
    office: Office, sanne: Link, key: AssignmentKey
) -> None:
    before = (await office.assignment()).revision
    hold = await office.desk.holds.take(sanne, key)
    card = await office.desk.drawing.card(key, CHANNEL)
    assert card
    assert card.hold == hold == Hold(key, "U-SANNE", "Sanne", office.clock())
    assert card.assignment.revision > before
    assert await thread(office) == ["Sanne took it"]
    assert office.zendesk.notes == []


async def test_whoever_comes_second_is_told_who_was_faster_and_what_to_do(
    office: Office, sanne: Link, tom: Link, key: AssignmentKey
) -> None:
    await office.desk.holds.take(tom, key)
    office.clock.advance(130)
    with pytest.raises(Refusal, match=r"Tom took it 2 minutes ago\. Talk to Tom"):
        await office.desk.holds.take(sanne, key)
    with pytest.raises(Refusal, match="yours already: you took it 2 minutes ago"):
        await office.desk.holds.take(tom, key)
    assert await thread(office) == ["Tom took it"]


async def test_of_two_who_take_at_once_one_wins_and_the_other_is_told(
    office: Office, sanne: Link, tom: Link, key: AssignmentKey
) -> None:
    takers = [office.desk.holds.take(link, key) for link in (tom, sanne)]
    answers = await asyncio.gather(*takers, return_exceptions=True)
    (won,) = [answer for answer in answers if isinstance(answer, Hold)]
    (lost,) = [answer for answer in answers if isinstance(answer, Refusal)]
    assert str(lost).startswith(f"{won.name} took it just now.")
    assert await holder(office, key) == won.user
    assert await thread(office) == [f"{won.name} took it"]


async def test_the_holder_releases_and_the_history_stays(office: Office, sanne: Link, key: AssignmentKey) -> None:
    await office.desk.holds.take(sanne, key)
    office.clock.advance(60)
    await office.desk.holds.release(sanne, key)
    assert await holder(office, key) is None
    assert [hold.until for hold in await office.store.holds.of(key)] == [office.clock()]
    assert await thread(office) == ["Sanne took it", "Sanne released it"]


async def test_a_light_agent_does_not_release_what_another_took(
    office: Office, sanne: Link, tom: Link, key: AssignmentKey
) -> None:
    await office.desk.holds.take(tom, key)
    with pytest.raises(OnlyFullAgents, match="Only Tom or a full agent") as refusal:
        await office.desk.holds.release(sanne, key)
    assert refusal.value.group_id == NL.id
    assert "Ask Tom" in refusal.value.instead
    assert await holder(office, key) == "U-TOM"


async def test_a_full_agent_releases_what_another_took_and_the_thread_says_whose_it_was(
    office: Office, sanne: Link, tom: Link, key: AssignmentKey
) -> None:
    await office.desk.holds.take(sanne, key)
    assert (await office.desk.holds.release(tom, key)).user == "U-SANNE"
    assert await holder(office, key) is None
    assert await thread(office) == ["Sanne took it", "Tom released it; Sanne had taken it"]


async def test_releasing_what_nobody_holds_is_told(office: Office, sanne: Link, key: AssignmentKey) -> None:
    with pytest.raises(Refusal, match="Nobody holds"):
        await office.desk.holds.release(sanne, key)
    assert await thread(office) == []


async def test_r1_somebody_of_another_group_can_neither_take_nor_release(
    office: Office, tom: Link, key: AssignmentKey
) -> None:
    bea = await office.connect("U-BEA", BEA)
    await office.desk.holds.take(tom, key)
    for deed in (office.desk.holds.take, office.desk.holds.release):
        with pytest.raises(TicketNotYours):
            await deed(bea, key)
        with pytest.raises(TicketNotYours):
            await deed(bea, AssignmentKey(TICKET, 1))
    assert (await office.assignment()).stage is Stage.WITH_US


async def test_r1_whoever_left_the_group_since_is_refused(office: Office, sanne: Link, key: AssignmentKey) -> None:
    office.zendesk.regroup(sanne.agent.id, BE)
    with pytest.raises(TicketNotYours):
        await office.desk.holds.take(sanne, key)
    assert await holder(office, key) is None
    assert (await office.assignment()).stage is Stage.WITH_US


async def test_a_card_whose_ticket_left_says_so_and_loses_its_buttons(
    office: Office, tom: Link, key: AssignmentKey
) -> None:
    office.zendesk.assign(TICKET, VENDOR, VISSER.id)
    with pytest.raises(Refusal, match="has left the group"):
        await office.desk.holds.take(tom, key)
    assert await holder(office, key) is None
    assert (await office.assignment()).stage is Stage.LEFT
    await office.desk.cards.refresh()
    assert office.chat.redrawn


async def test_a_card_whose_ticket_was_solved_says_so(office: Office, tom: Link, key: AssignmentKey) -> None:
    office.zendesk.set_status(TICKET, Status.SOLVED, VISSER.id)
    with pytest.raises(Refusal, match="is solved in Zendesk"):
        await office.desk.holds.take(tom, key)
    assert (await office.assignment()).stage is Stage.SOLVED


async def test_an_older_card_points_to_the_newer(office: Office, tom: Link, key: AssignmentKey) -> None:
    office.zendesk.assign(TICKET, VENDOR, VISSER.id)
    await office.poll()
    office.zendesk.assign(TICKET, NL, VISSER.id)
    await office.poll()
    with pytest.raises(Refusal, match="use its newer card"):
        await office.desk.holds.take(tom, key)
    newer = await office.desk.holds.of_ticket(tom, TICKET)
    assert (await office.desk.holds.take(tom, newer)).assignment == newer != key


async def test_taking_needs_no_zendesk(office: Office, sanne: Link, key: AssignmentKey) -> None:
    office.zendesk.away = ZendeskAway()
    await office.desk.holds.take(sanne, key)
    assert await holder(office, key) == "U-SANNE"


async def test_a_ticket_without_a_card_is_answered_with_what_to_do(office: Office, tom: Link) -> None:
    office.zendesk.create(7, NL, VISSER.id)
    with pytest.raises(Refusal, match="has no card here yet"):
        await office.desk.holds.of_ticket(tom, 7)
    with pytest.raises(TicketNotYours):
        await office.desk.holds.of_ticket(tom, 8)


async def test_whoever_disconnects_holds_nothing(office: Office, sanne: Link, key: AssignmentKey) -> None:
    await office.desk.holds.take(sanne, key)
    await office.desk.connections.disconnect("U-SANNE")
    assert await holder(office, key) is None
    assert await thread(office) == ["Sanne took it", "Sanne is no longer connected: free to take"]
    await office.desk.departures.tidy()
    assert len(await thread(office)) == 2


@pytest.mark.parametrize("how", ["group", "licence"])
async def test_whoever_loses_the_group_or_the_licence_holds_nothing(
    office: Office, sanne: Link, key: AssignmentKey, how: str
) -> None:
    await office.desk.holds.take(sanne, key)
    if how == "group":
        office.zendesk.regroup(sanne.agent.id, BE)
    else:
        office.zendesk.change_licence(sanne.agent.id, Licence.NONE)
    await office.desk.connections.refresh(sanne)
    assert await holder(office, key) is None
    assert "Sanne is no longer in the group: free to take" in await thread(office)


async def test_a_lapsed_connection_is_still_somebodys(office: Office, sanne: Link, key: AssignmentKey) -> None:
    await office.desk.holds.take(sanne, key)
    await office.desk.connections.lapse(sanne)
    await office.desk.departures.tidy()
    assert await holder(office, key) == "U-SANNE"


async def test_agent_linked_by_another_user_leaves_nothing_held_by_the_first(
    office: Office, sanne: Link, key: AssignmentKey
) -> None:
    await office.desk.holds.take(sanne, key)
    invitation = await office.desk.connections.invite("U-NEW")
    state, code = office.sign_in.consent(invitation.address, sanne.agent)
    await office.desk.connections.finish(state, code)
    assert await holder(office, key) is None


async def test_what_left_us_is_held_by_nobody(office: Office, sanne: Link, key: AssignmentKey) -> None:
    await office.desk.holds.take(sanne, key)
    office.zendesk.assign(TICKET, VENDOR, VISSER.id)
    await office.desk.polling.reconcile()
    await office.desk.departures.tidy()
    assert await holder(office, key) is None
    assert [hold.until is not None for hold in await office.store.holds.of(key)] == [True]


async def test_what_cannot_be_told_now_is_released_by_the_next_turn(
    office: Office, sanne: Link, key: AssignmentKey
) -> None:
    await office.desk.holds.take(sanne, key)
    office.engine.refuses = DeskError("too slow")
    await office.desk.connections.disconnect("U-SANNE")
    assert await holder(office, key) == "U-SANNE"
    office.engine.refuses = None
    await office.desk.departures.tidy()
    assert await holder(office, key) is None
    assert "Sanne is no longer connected: free to take" in await thread(office)


async def test_the_full_agents_of_a_group_are_named_connected_ones_first(office: Office, key: AssignmentKey) -> None:
    assert key
    office.zendesk.hire(replace(TOM, id=40, name="Ann"))
    await office.desk.teams.refresh(TOM.id, NL)
    assert [(each.name, each.user) for each in await office.desk.colleagues.full_agents([NL.id])] == [("Tom", "U-TOM")]
    await office.desk.connections.disconnect("U-TOM")
    named = await office.desk.colleagues.full_agents([NL.id, BE.id])
    assert sorted((each.name, each.user) for each in named) == [("Ann", None), ("Tom", None)]
    assert await office.desk.colleagues.full_agents([]) == ()


@pytest.mark.parametrize(
    ("seconds", "says"),
    [(-5, "just now"), (59, "just now"), (60, "1 minute ago"), (7199, "1 hour ago"), (200_000, "2 days ago")],
)
async def test_how_long_ago(office: Office, seconds: float, says: str) -> None:
    since = office.clock()
    office.clock.advance(seconds)
    assert ago(since, office.clock()) == says
