"""Connecting, staying connected and ending it (PRODUCT "Connect", R4)."""

from dataclasses import replace

import pytest

from desk.errors import ConnectionLapsed, NotConnected, Refusal, Rejected, SignInFailed, ZendeskAway
from desk.model.people import Agent, Licence, Link
from tests.desk.office import BE, BEA, NL, OTHERS, SANNE, TOM, Office
from tests.fakes import away

STRANGER = Agent(66, "A stranger", None, Licence.FULL, (OTHERS,))


async def signed_in(office: Office, user: str, agent: Agent, wanted: str | None = None) -> Link:
    office.zendesk.agents.setdefault(agent.id, agent)
    invitation = await office.desk.connections.invite(user, wanted, "C1")
    state, code = office.sign_in.consent(invitation.address, agent)
    return (await office.desk.connections.finish(state, code, user)).link


async def test_person_becomes_the_agent_who_consented(office: Office) -> None:
    link = await signed_in(office, "U1", SANNE)
    assert (link.user, link.agent, link.lapsed) == ("U1", SANNE, False)
    assert await office.desk.connections.link("U1") == link
    tokens = await office.store.tokens.get(SANNE.id)
    assert tokens
    assert tokens.access == "access of code-1"


async def test_what_was_wanted_and_where_comes_back(office: Office) -> None:
    invitation = await office.desk.connections.invite("U1", "note 48213", "C1")
    assert not invitation.comes_back
    state, code = office.sign_in.consent(invitation.address, SANNE)
    connected = await office.desk.connections.finish(state, code)
    assert (connected.wanted, connected.channel) == ("note 48213", "C1")


async def test_state_can_be_used_once(office: Office) -> None:
    invitation = await office.desk.connections.invite("U1")
    state, code = office.sign_in.consent(invitation.address, SANNE)
    await office.desk.connections.finish(state, code, "U1")
    with pytest.raises(SignInFailed, match="was used before"):
        await office.desk.connections.finish(state, code, "U1")


async def test_sign_in_expires_after_fifteen_minutes(office: Office) -> None:
    invitation = await office.desk.connections.invite("U1")
    state, code = office.sign_in.consent(invitation.address, SANNE)
    office.clock.advance(15 * 60)
    with pytest.raises(SignInFailed, match="older than 15 minutes"):
        await office.desk.connections.finish(state, code, "U1")


async def test_unknown_state_is_refused(office: Office) -> None:
    with pytest.raises(SignInFailed):
        await office.desk.connections.finish("made up", "code-1")


async def test_code_brought_by_somebody_else_is_refused_and_used_up(office: Office) -> None:
    invitation = await office.desk.connections.invite("U1")
    state, code = office.sign_in.consent(invitation.address, SANNE)
    with pytest.raises(SignInFailed, match="begun by somebody else"):
        await office.desk.connections.finish(state, code, "U2")
    with pytest.raises(SignInFailed, match="was used before"):
        await office.desk.connections.finish(state, code, "U1")
    assert await office.store.links.all() == []


async def test_who_declines_has_used_up_the_sign_in(office: Office) -> None:
    invitation = await office.desk.connections.invite("U1")
    state, code = office.sign_in.consent(invitation.address, SANNE)
    await office.desk.connections.decline(state)
    with pytest.raises(SignInFailed):
        await office.desk.connections.finish(state, code, "U1")


async def test_agent_of_none_of_the_partners_groups_is_told_so(watched: Office) -> None:
    with pytest.raises(SignInFailed, match="A stranger is in none of the Zendesk groups"):
        await signed_in(watched, "U1", STRANGER)
    assert await watched.store.links.get("U1") is None
    assert await watched.store.tokens.get(STRANGER.id) is None
    assert watched.sign_in.revoked == [STRANGER.id]


async def test_agent_who_is_refused_keeps_the_connection_that_there_is(office: Office) -> None:
    await signed_in(office, "U1", STRANGER)
    await office.watch()
    with pytest.raises(SignInFailed):
        await signed_in(office, "U2", STRANGER)
    tokens = await office.store.tokens.get(STRANGER.id)
    assert tokens
    assert tokens.access == "access of code-1"
    assert office.sign_in.revoked == []


async def test_first_person_may_be_of_any_group_while_none_is_watched(office: Office) -> None:
    assert (await signed_in(office, "U1", STRANGER)).agent == STRANGER


async def test_user_without_an_agents_licence_is_refused(office: Office) -> None:
    with pytest.raises(SignInFailed, match="no active agent"):
        await signed_in(office, "U1", replace(SANNE, licence=Licence.NONE))


async def test_connecting_as_another_agent_ends_the_first_connection(office: Office) -> None:
    await signed_in(office, "U1", SANNE)
    await signed_in(office, "U1", TOM)
    assert office.sign_in.revoked == [SANNE.id]
    assert await office.store.tokens.get(SANNE.id) is None
    assert (await office.desk.connections.link("U1")).agent == TOM


async def test_connecting_again_as_the_same_agent_revokes_nothing(office: Office) -> None:
    await signed_in(office, "U1", SANNE)
    await signed_in(office, "U1", SANNE)
    assert office.sign_in.revoked == []
    tokens = await office.store.tokens.get(SANNE.id)
    assert tokens
    assert tokens.access == "access of code-2"


async def test_zendesk_away_at_the_code_leaves_nobody_half_connected(office: Office) -> None:
    with away(office.sign_in), pytest.raises(ZendeskAway):
        await signed_in(office, "U1", SANNE)
    with pytest.raises(NotConnected):
        await office.desk.connections.link("U1")


async def test_lapse_is_told_once_and_the_connection_waits_for_a_new_one(office: Office, sanne: Link) -> None:
    await office.desk.connections.lapse(sanne)
    await office.desk.connections.lapse(sanne)
    await office.engine.run()
    assert office.chat.texts_to("U-SANNE") == ["admin news"]
    with pytest.raises(ConnectionLapsed):
        await office.desk.connections.link("U-SANNE")
    office.clock.advance(60)
    again = await signed_in(office, "U-SANNE", SANNE)
    await office.desk.connections.lapse(again)
    await office.engine.run()
    assert office.chat.texts_to("U-SANNE") == ["admin news"] * 2


async def test_lapse_is_told_even_when_the_process_dies_in_between(office: Office, sanne: Link) -> None:
    office.engine.refuses = ZendeskAway("The engine's disk is gone.")
    with pytest.raises(ZendeskAway):
        await office.desk.connections.lapse(sanne)
    office.engine.refuses = None
    await office.desk.connections.lapse(sanne)
    await office.engine.run()
    assert office.chat.texts_to("U-SANNE") == ["admin news"]


async def test_late_word_about_an_old_token_does_not_end_a_new_connection(office: Office, sanne: Link) -> None:
    office.clock.advance(60)
    await signed_in(office, "U-SANNE", TOM)
    await office.desk.connections.lapse(sanne)
    assert (await office.desk.connections.link("U-SANNE")).agent == TOM


async def test_person_who_disconnects_while_being_checked_stays_disconnected(office: Office, sanne: Link) -> None:
    await office.desk.connections.disconnect("U-SANNE")
    with pytest.raises(NotConnected):
        await office.desk.connections.refresh(sanne)
    assert await office.store.links.all() == []


async def test_disconnect_revokes_and_forgets(office: Office, sanne: Link) -> None:
    assert await office.desk.connections.disconnect(sanne.user)
    assert office.sign_in.revoked == [SANNE.id]
    assert await office.store.tokens.get(SANNE.id) is None
    with pytest.raises(NotConnected):
        await office.desk.connections.link("U-SANNE")


async def test_disconnect_forgets_even_when_zendesk_is_away(office: Office, sanne: Link) -> None:
    with away(office.sign_in):
        assert not await office.desk.connections.disconnect(sanne.user)
    assert await office.store.tokens.get(SANNE.id) is None


async def test_disconnect_of_a_token_that_zendesk_dropped_is_complete(office: Office, sanne: Link) -> None:
    with away(office.sign_in, ConnectionLapsed()):
        assert await office.desk.connections.disconnect(sanne.user)


async def test_nobody_is_disconnected_twice(office: Office) -> None:
    with pytest.raises(Refusal, match="nothing to disconnect"):
        await office.desk.connections.disconnect("U1")


async def test_licence_and_groups_are_read_anew_once_a_day(office: Office, sanne: Link, tom: Link) -> None:
    assert sanne != tom
    office.zendesk.change_licence(SANNE.id, Licence.FULL)
    office.zendesk.regroup(SANNE.id, NL, BE)
    await office.desk.connections.refresh_due()
    assert office.zendesk.requests == []
    office.clock.advance(24 * 3600)
    office.zendesk.revoked.add(TOM.id)
    await office.desk.connections.refresh_due()
    link = await office.desk.connections.link("U-SANNE")
    assert (link.agent.licence, link.agent.groups, link.checked_at) == (Licence.FULL, (NL, BE), office.clock())
    with pytest.raises(ConnectionLapsed):
        await office.desk.connections.link("U-TOM")
    requests = len(office.zendesk.requests)
    await office.desk.connections.refresh_due()
    assert len(office.zendesk.requests) == requests


async def test_one_that_cannot_be_checked_keeps_nobody_else_from_it(office: Office, sanne: Link) -> None:
    await office.connect("U-BEA", BEA)
    office.clock.advance(24 * 3600)
    office.zendesk.failing["whoami"] = [Rejected()]
    await office.desk.connections.refresh_due()
    checked = [link.checked_at for link in await office.store.links.all()]
    assert sorted(checked) == [sanne.checked_at, office.clock()]
