"""What a person finds on their own page, and never what is another group's."""

from dataclasses import replace

import pytest

from desk.errors import ConnectionLapsed, NotConnected, ZendeskAway
from desk.model.people import Link
from desk.model.proposals import Proposal, ProposalState
from tests.desk.office import BE, BEA, NL, SANNE, TOM, Office


async def proposed(office: Office, ticket_id: int, by: str = "U-SANNE") -> None:
    key = (await office.assignment(ticket_id)).key
    await office.store.proposals.add(Proposal(f"p{ticket_id}", key, by, "Sanne", office.clock()))


@pytest.fixture
async def busy(watched: Office, sanne: Link, tom: Link) -> Office:
    """Sanne holds 1, Tom holds 2, nobody 3; 2 is near its limit; Sanne asks to hand 1 back."""
    for ticket_id in (1, 2, 3):
        await watched.assigned(ticket_id)
    await watched.desk.holds.take(sanne, (await watched.assignment(1)).key)
    await watched.desk.holds.take(tom, (await watched.assignment(2)).key)
    ticket = await watched.store.tickets.get(2)
    assert ticket
    await watched.store.tickets.put(replace(ticket, spent=5400))
    await proposed(watched, 1)
    return watched


async def test_each_ticket_is_where_its_holder_and_its_budget_put_it(busy: Office) -> None:
    home = await busy.desk.home.of("U-SANNE")
    assert [row.ticket.id for row in home.mine] == [1]
    assert [row.ticket.id for row in home.unclaimed] == [3]
    assert [row.ticket.id for row in home.near] == [2]
    assert [right.allowed for right in home.rights if right.deed.startswith("hand")] == [False]


async def test_a_full_agent_sees_every_proposal_and_a_light_agent_their_own(busy: Office) -> None:
    await proposed(busy, 3, by="U-PIM")
    assert [row.proposal.id for row in (await busy.desk.home.of("U-TOM")).proposals] == ["p1", "p3"]
    assert [row.proposal.id for row in (await busy.desk.home.of("U-SANNE")).proposals] == ["p1"]
    waiting = await busy.store.proposals.get("p1")
    assert waiting
    await busy.store.proposals.move(replace(waiting, state=ProposalState.REFUSED), ProposalState.WAITING)
    assert (await busy.desk.home.of("U-SANNE")).proposals == ()


async def test_r1_another_group_finds_nothing_of_it(busy: Office) -> None:
    await busy.connect("U-BEA", BEA)
    home = await busy.desk.home.of("U-BEA")
    assert (home.mine, home.unclaimed, home.near, home.proposals) == ((), (), (), ())


async def test_r1_groups_that_are_not_fresh_are_read_anew_before_anything_is_drawn(busy: Office) -> None:
    busy.zendesk.regroup(SANNE.id, BE)
    busy.clock.advance(3600)
    home = await busy.desk.home.of("U-SANNE")
    assert home.link.agent.groups == (BE,)
    assert (home.mine, home.unclaimed, home.near, home.proposals) == ((), (), (), ())


async def test_what_waits_is_on_the_page_of_its_author_and_of_the_admins(busy: Office, sanne: Link) -> None:
    await busy.write(sanne, ticket_id=3)
    busy.zendesk.away = ZendeskAway()
    await busy.engine.run(1)
    await busy.connect("U-KIM", replace(SANNE, id=24))
    waiting = {
        user: [each.ref.id for each in (await busy.desk.home.of(user)).waiting]
        for user in ("U-SANNE", "U-TOM", "U-KIM")
    }
    assert waiting == {"U-SANNE": ["s1"], "U-TOM": ["s1"], "U-KIM": []}


async def test_opening_it_again_soon_asks_zendesk_nothing(busy: Office) -> None:
    busy.clock.advance(3600)
    await busy.desk.home.of("U-TOM")
    asked = len(busy.zendesk.requests)
    await busy.desk.home.of("U-TOM")
    assert len(busy.zendesk.requests) == asked


async def test_zendesk_away_leaves_what_is_known(busy: Office) -> None:
    busy.clock.advance(3600)
    busy.zendesk.away = ZendeskAway()
    home = await busy.desk.home.of("U-TOM")
    assert [row.ticket.id for row in home.mine] == [2]
    assert home.link.agent.belongs_to(NL.id)


async def test_without_a_connection_there_is_no_page(busy: Office) -> None:
    with pytest.raises(NotConnected):
        await busy.desk.home.of("U-NEW")
    busy.zendesk.revoked.add(TOM.id)
    busy.clock.advance(3600)
    with pytest.raises(ConnectionLapsed):
        await busy.desk.home.of("U-TOM")
