"""Linking oneself to one's Zendesk agent: by pasting an address, or by a browser that comes back."""

import pytest

from sandbox.slack.text import message_text
from tests.e2e.browsing import PUBLIC_URL, browse, says_yes
from tests.e2e.story import Story, screen, sign_in_address

pytestmark = pytest.mark.asyncio(loop_scope="module")

ANOTHER = "http://127.0.0.1:19780/zendesk/callback?state=forged&code=forged"


@pytest.mark.parametrize(
    ("name", "licence", "right"),
    [
        ("frank", "full", "• set a ticket Open\n"),
        ("lena", "light", "• set a ticket Open: a light agent may not change a status"),
        ("adam", "admin", "• set a ticket Open\n"),
    ],
)
async def test_a_connected_person_is_told_licence_groups_and_rights(
    office: Story, name: str, licence: str, right: str
) -> None:
    person = office.newcomer(name, licence)  # type: ignore[arg-type]  # the parametrisation has no literals
    said = await office.connect(person)
    assert f"{name.title()} Agent" in said
    assert ("light agent" if licence == "light" else "full agent") in said
    assert "Partner-NL" in said
    assert right in said
    (token,) = office.zendesk.tokens.of(office.agents[person.id].id)
    assert set(token.scopes) == {"read", "tickets:write", "ticket_attachments:write"}


async def test_what_was_wanted_is_done_after_connecting(office: Story) -> None:
    ticket, _ = await office.assigned("Supplier cannot sign in")
    person = office.newcomer("wanda")
    offer = await office.desk(person, f"ticket {ticket.id}")
    assert f"/desk ticket {ticket.id}" in message_text(offer)
    await office.paste(person, offer, office.consent(offer, office.agents[person.id]))
    await office.hears(person, "Connected.")
    await office.hears(person, "Supplier cannot sign in")


async def test_who_presses_a_card_before_connecting_gets_there_afterwards(office: Story) -> None:
    ticket, card = await office.assigned("Rounding differs by a cent")
    person = office.newcomer("petra", "light")
    await person.click(card, "write_analysis")
    await office.hears(person, "Connect your ISPnext agent first")
    offer = office.heard(person)[-1]
    await office.paste(person, offer, office.consent(offer, office.agents[person.id]))
    await office.hears(person, "Rounding differs by a cent")
    note = await office.saves(person, ticket, "Half cents are cut off.")
    assert note.author_id == office.agents[person.id].id


async def test_whoever_declines_is_told_and_connects_nothing(office: Story) -> None:
    person = office.newcomer("dirk")
    offer = await office.desk(person, "connect")
    outcome = await office.paste(person, offer, office.consent(offer, office.agents[person.id], allow=False))
    assert "declined" in outcome.errors["address"]
    assert office.zendesk.tokens.of(office.agents[person.id].id) == []


@pytest.mark.parametrize("pasted", ["hello", "https://ispnext.zendesk.com/agent", "http://127.0.0.1:19780/?code=1"])
async def test_a_wrong_address_is_reported_under_the_field(office: Story, pasted: str) -> None:
    person = office.newcomer(f"wrong{len(office.agents)}")
    offer = await office.desk(person, "connect")
    outcome = await office.paste(person, offer, pasted)
    assert "carries no sign-in" in outcome.errors["address"]
    person.fill("address", office.consent(offer, office.agents[person.id]))
    await person.submit()
    await office.hears(person, "Connected.")


async def test_a_forged_address_is_refused_with_a_sentence(office: Story) -> None:
    person = office.newcomer("fien")
    offer = await office.desk(person, "connect")
    await office.paste(person, offer, ANOTHER)
    await office.is_told(person, "This sign-in is unknown, was used before")


async def test_a_sign_in_is_good_once(office: Story) -> None:
    person = office.newcomer("olga")
    offer = await office.desk(person, "connect")
    address = office.consent(offer, office.agents[person.id])
    await office.paste(person, offer, address)
    await office.hears(person, "Connected.")
    await office.paste(person, offer, address)
    await office.is_told(person, "This sign-in is unknown, was used before")
    assert len(office.zendesk.tokens.of(office.agents[person.id].id)) == 1


async def test_a_sign_in_brought_by_another_person_is_refused_and_used_up(office: Story) -> None:
    victim, thief = office.newcomer("vera"), office.newcomer("thijs")
    offer, own_offer = await office.desk(victim, "connect"), await office.desk(thief, "connect")
    address = office.consent(offer, office.agents[victim.id])
    await office.paste(thief, own_offer, address)
    await office.is_told(thief, "begun by somebody else")
    await office.paste(victim, offer, address)
    await office.is_told(victim, "This sign-in is unknown, was used before")
    assert office.zendesk.tokens.of(office.agents[victim.id].id) == []


async def test_an_agent_of_another_partner_is_told_so(office: Story) -> None:
    person = office.newcomer("bert", groups=[office.scene.other_group])
    offer = await office.desk(person, "connect")
    await office.paste(person, offer, office.consent(offer, office.agents[person.id]))
    said = await office.is_told(person, "none of the Zendesk groups that this desk works for")
    assert "Partner-BE" not in said
    assert office.zendesk.tokens.of(office.agents[person.id].id) == []
    assert "Connect your ISPnext agent first" in await office.says(person)


async def test_disconnecting_revokes_the_token_at_zendesk(office: Story) -> None:
    person = office.newcomer("daan")
    await office.connect(person)
    assert "withdrawn" in await office.says(person, "disconnect")
    assert office.zendesk.tokens.of(office.agents[person.id].id) == []
    assert "Connect your ISPnext agent first" in await office.says(person, "queue")
    assert "nothing to disconnect" in await office.says(person, "disconnect")


async def test_connecting_again_says_who_one_is(office: Story) -> None:
    assert "you are Tom de Boer, full agent" in await office.says(office.tom, "connect")


async def test_the_browser_comes_back_by_itself(public: Story) -> None:
    offer = await public.desk(public.tom, "queue")
    assert "127.0.0.1" not in message_text(offer).replace(sign_in_address(offer), "")
    address = public.consent(offer, public.scene.tom_agent)
    status, page = await browse(public, address)
    assert (status, "Are you Tom de Boer?" in page) == (200, True)
    status, page = await says_yes(public, page)
    assert (status, "Connected as Tom de Boer" in page) == (200, True)
    await public.hears(public.tom, "you are Tom de Boer, full agent")
    await public.hears(public.tom, "Nothing waits for you")

    status, page = await browse(public, address)
    assert (status, "used before" in page) == (400, True)


async def test_a_link_that_was_passed_on_names_who_would_act_under_ones_name(public: Story) -> None:
    """R4: the link reaches Sanne; her agent is hers until she says that she is who sent it."""
    sender = public.newcomer("sender")
    offer = await public.desk(sender, "connect")
    status, page = await browse(public, public.consent(offer, public.scene.sanne_agent))
    assert (status, f"Are you {sender.user.real_name}?" in page) == (200, True)
    assert "act in Zendesk under your name" in page
    assert public.zendesk.tokens.of(public.scene.sanne_agent.id) == []


async def test_the_browser_of_who_declines_says_so(public: Story) -> None:
    offer = await public.desk(public.sanne, "connect")
    status, page = await browse(public, public.consent(offer, public.scene.sanne_agent, allow=False))
    assert (status, "You declined" in page) == (400, True)
    assert public.zendesk.tokens.of(public.scene.sanne_agent.id) == []


@pytest.mark.parametrize("query", ["", "?code=x", "?state=x", "?state=%3Cscript%3E&code=x"])
async def test_a_made_up_return_connects_nothing(public: Story, query: str) -> None:
    status, page = await browse(public, f"{PUBLIC_URL}/zendesk/callback{query}")
    assert status == 400
    assert "<script" not in page


async def test_the_paste_dialog_can_be_left(office: Story) -> None:
    person = office.newcomer("noor")
    offer = await office.desk(person, "connect")
    await person.click(offer, "paste_address")
    await office.until(lambda: "Finish signing in" in screen(person), "the paste dialog")
    await person.close_modal()
    assert person.modal is None
