"""R4: whatever is done with addresses, states and codes, one is linked to the agent who consented, or to nobody."""

import pytest

from sandbox.slack.person import Person
from sandbox.slack.text import message_text
from tests.e2e.browsing import PUBLIC_URL, browse, says_yes, send
from tests.e2e.story import Story, query_of, sign_in_address

pytestmark = pytest.mark.asyncio(loop_scope="module")

NOT_CONNECTED = "Connect your ISPnext agent first"


async def begins(story: Story, person: Person) -> str:
    """Where this person's browser is sent; only they are told."""
    return sign_in_address(await story.desk(person, "connect"))


async def is_linked_to_nobody(story: Story, *people: Person) -> None:
    for person in people:
        assert story.zendesk.tokens.of(story.agents[person.id].id) == []
        assert NOT_CONNECTED in await story.says(person, "queue")


async def test_a_code_of_one_sign_in_does_not_fit_the_state_of_another(public: Story) -> None:
    """Mix-up: PKCE ties the code to the sign-in that it was asked for in."""
    anna, boris = public.newcomer("anna"), public.newcomer("boris")
    of_anna, of_boris = await begins(public, anna), await begins(public, boris)
    code = query_of(public.zendesk.consent(of_boris, public.agents[boris.id]))["code"]
    status, page = await send(public, {"state": query_of(of_anna)["state"], "code": code})
    assert (status, "You are not connected" in page) == (400, True)
    await is_linked_to_nobody(public, anna, boris)


async def test_a_code_is_good_once_whatever_sign_in_brings_it(public: Story) -> None:
    clara = public.newcomer("clara")
    address = public.zendesk.consent(await begins(public, clara), public.agents[clara.id])
    status, _ = await says_yes(public, (await browse(public, address))[1])
    assert status == 200
    await public.hears(clara, "Connected.")
    assert (await browse(public, address))[0] == 400
    again = public.newcomer("again")
    state = query_of(await begins(public, again))["state"]
    assert (await send(public, {"state": state, "code": query_of(address)["code"]}))[0] == 400
    await is_linked_to_nobody(public, again)
    (token,) = public.zendesk.tokens.of(public.agents[clara.id].id)
    assert token.user_id == public.agents[clara.id].id


async def test_a_code_of_another_account_connects_nobody(public: Story) -> None:
    diana = public.newcomer("diana")
    state = query_of(await begins(public, diana))["state"]
    foreign = f"{PUBLIC_URL}/zendesk/callback?state={state}&code=of-another-zendesk&iss=https://other.zendesk.com"
    status, page = await says_yes(public, (await browse(public, foreign))[1])
    assert (status, "You are not connected" in page) == (400, True)
    await is_linked_to_nobody(public, diana)


async def test_who_passed_a_link_on_gets_nothing_without_the_code(public: Story) -> None:
    """Fixation: the sender knows the state, and the code is in the browser of who consented. A guess uses it all up."""
    sender, victim = public.newcomer("fixer"), public.newcomer("victim")
    sent = await begins(public, sender)
    state = query_of(sent)["state"]
    status, page = await browse(public, public.zendesk.consent(sent, public.agents[victim.id]))
    assert (status, f"Are you {sender.user.real_name}?" in page) == (200, True)
    assert (await send(public, {"state": state}))[0] == 400
    assert (await says_yes(public, page))[0] == 400
    await is_linked_to_nobody(public, sender, victim)


async def test_looking_at_the_address_does_nothing(public: Story) -> None:
    """Mail scanners and previews open addresses, too."""
    emma = public.newcomer("emma")
    address = public.zendesk.consent(await begins(public, emma), public.agents[emma.id])
    pages = [await browse(public, address) for _ in range(3)]
    assert {status for status, _ in pages} == {200}
    assert public.zendesk.tokens.of(public.agents[emma.id].id) == []
    assert (await says_yes(public, pages[-1][1]))[0] == 200
    await public.hears(emma, "Connected.")


@pytest.mark.parametrize("form", [{}, {"code": "c"}, {"state": "", "code": "c"}, {"state": "made-up", "code": "c"}])
async def test_a_yes_without_a_sign_in_connects_nobody(public: Story, form: dict[str, str]) -> None:
    status, page = await send(public, form)
    assert (status, "You are not connected" in page) == (400, True)


@pytest.mark.parametrize(
    "name", ["redirect_uri", "redirect", "return_to", "next", "url", "continue", "error_uri", "error"]
)
async def test_nobody_is_sent_on_to_where_a_request_says(public: Story, name: str) -> None:
    """`browse` and `send` see to it that there is no redirect of any kind; and nothing of it is shown."""
    elsewhere = "https://evil.example/"
    for begins_with in ("state=s&code=c", "", f"state={elsewhere}&code=c"):
        query = f"{begins_with}&{name}={elsewhere}"
        status, page = await browse(public, f"{PUBLIC_URL}/zendesk/callback?{query}")
        assert (status, "evil.example" in page) == (400, False)
    status, page = await send(public, {"state": "s", "code": "c", name: elsewhere})
    assert (status, "evil.example" in page) == (400, False)


async def test_the_way_to_consent_leads_to_the_vendors_zendesk_and_back_to_us(public: Story) -> None:
    offer = await public.desk(public.newcomer("greta"), "connect")
    address = sign_in_address(offer)
    asked = query_of(address)
    assert address.startswith(f"{public.town.zendesk_url}/oauth/authorizations/new?")
    assert asked["redirect_uri"] == f"{PUBLIC_URL}/zendesk/callback"
    assert (asked["code_challenge_method"], len(asked["state"]) >= 43) == ("S256", True)
    assert asked["state"] not in message_text(offer).replace(address, "")
