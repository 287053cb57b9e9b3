"""The team's other actions on the page: take, two-person hand-back, time, new tickets, the Home tab."""

import pytest
from playwright.async_api import Locator, expect

from tests.page.conftest import NewVisitor
from tests.page.visitor import Visitor, Who

pytestmark = pytest.mark.asyncio(loop_scope="session")
_SEEN = """() => {
  const count = (what) => document.querySelectorAll(what).length;
  const labels = [...document.querySelectorAll(".message .press")].map((each) => each.textContent);
  return JSON.stringify([count(".dialog"), count(".message.ephemeral"), labels]);
}"""


async def _assigned(visitor: Visitor, subject: str) -> int:
    await visitor.open("sanne")
    ticket = await visitor.new_ticket(subject)
    await visitor.card(ticket).wait_for()
    await visitor.select(ticket)
    return ticket


def _home(visitor: Visitor) -> Locator:
    return visitor.page.get_by_role("region", name="Home tab")


async def _goes_home(visitor: Visitor) -> None:
    await visitor.page.locator(".channels").get_by_role("button", name="partnerdesk").click()
    await visitor.click("Home")


async def _has_an_effect(visitor: Visitor, press: Locator) -> None:
    """A click opens a dialog, gets an ephemeral answer, or changes the buttons."""
    await press.wait_for()
    before = await visitor.page.evaluate(_SEEN)
    await press.click()
    await visitor.page.wait_for_function(f"before => ({_SEEN})() !== before", arg=before)
    if await visitor.dialog.count():
        await visitor.click("Close dialog", within=visitor.dialog)
        await expect(visitor.page.locator(".dialogs")).to_be_hidden()


@pytest.mark.parametrize("who", ["tom", "sanne", "otto"])
async def test_every_button_of_a_card_has_an_effect(visitor: Visitor, who: Who) -> None:
    ticket = await _assigned(visitor, f"Pressed by {who}")
    await visitor.become(who)
    card = visitor.card(ticket)
    for name in await card.locator("button.press").all_inner_texts():
        await _has_an_effect(visitor, card.get_by_role("button", name=name, exact=True))
    for name in await card.locator(".overflow li").all_text_contents():
        await card.get_by_label("More actions").click()
        await _has_an_effect(visitor, card.get_by_role("button", name=name, exact=True))


async def test_the_home_tab_changes_after_a_press_on_it(visitor: Visitor) -> None:
    ticket = await _assigned(visitor, "Found at home")
    await _goes_home(visitor)
    home = _home(visitor)
    await expect(home.get_by_role("heading", name="Sanne Bakker at ISPnext")).to_be_visible()
    await expect(home).to_contain_text("light agent")
    row = home.locator(".block.section").filter(has_text=f"#{ticket}")
    await expect(row).to_contain_text("nobody works on it")
    await row.locator("xpath=following-sibling::*[1]").get_by_role("button", name="Take it").click()
    await expect(row).to_contain_text("@sanne works on it")
    await row.locator("xpath=following-sibling::*[1]").get_by_role("button", name="Release").click()
    await expect(row).to_contain_text("nobody works on it")


async def test_a_light_agent_s_proposal_is_confirmed_by_one_click_and_shown_in_zendesk(
    demo: str, visitor: Visitor, new_visitor: NewVisitor
) -> None:
    ticket = await _assigned(visitor, "Handed back by two")
    await visitor.click("Hand back", within=visitor.card(ticket))
    await visitor.shows("Ask to hand it back to Joris Visser")
    await visitor.click("Ask", within=visitor.dialog)
    await visitor.shows("Your proposal is stored.")
    tom = await (await new_visitor(demo)).open("tom", f"&ticket={ticket}")
    await tom.card(ticket).locator(".thread").click()
    await tom.click("Confirm")
    await expect(tom.page.locator(".facts")).to_contain_text("Assigned to ISPnext Support · Joris Visser")
    await tom.sees("Handed back to Joris Visser by", within=".messages")
    await tom.page.locator(".audits summary").click()
    newest = tom.page.locator(".audits ol > li").first
    await expect(newest).to_contain_text("Tom de Boer")
    await expect(newest).to_contain_text("group: Partner-NL → ISPnext Support")
    await expect(newest).to_contain_text("assignee: nobody → Joris Visser")


async def test_time_that_a_full_agent_enters_is_shown_in_zendesk(visitor: Visitor) -> None:
    ticket = await _assigned(visitor, "It took a while")
    await visitor.become("tom")
    await visitor.write_analysis(ticket, "It took a while.")
    await visitor.page.get_by_label("Time spent").fill("an hour")
    await visitor.click("Save note")
    await expect(visitor.page.get_by_label("Time spent")).to_have_attribute("aria-invalid", "true")
    await expect(visitor.page.get_by_label("Time spent")).to_be_focused()
    await visitor.page.get_by_label("Time spent").fill("1:35")
    await visitor.click("Save note")
    await visitor.shows("Saved as internal note")
    await expect(visitor.page.locator(".facts")).to_contain_text("Time spent: 1:35 in total, 1:35 in the last update")
    await expect(visitor.card(ticket)).to_contain_text("1:35 of 2:00")


async def test_a_new_ticket_made_from_a_card_is_in_the_vendor_s_list(visitor: Visitor) -> None:
    ticket = await _assigned(visitor, "Needs a change")
    card = visitor.card(ticket)
    await card.get_by_label("More actions").click()
    await visitor.click("New ticket (Change/Maintenance)")
    await visitor.shows(f"Results from #{ticket}")
    await visitor.page.get_by_label("Subject (optional)").fill("A field for the cost centre")
    await visitor.click("Create", within=visitor.dialog)
    await visitor.shows("Please choose what it is: a Change Request or Maintenance.")
    await expect(visitor.page.get_by_label("Kind")).to_be_focused()
    await visitor.page.get_by_label("Kind").select_option("Change Request")
    await visitor.page.get_by_role("textbox", name="Description").fill("Wanted on every order.")
    await visitor.click("Create", within=visitor.dialog)
    await visitor.shows("is created:")
    row = visitor.page.locator(".tickets li").filter(has_text="A field for the cost centre")
    await row.get_by_role("button").click()
    await expect(visitor.notes("Sanne Bakker")).to_contain_text("Wanted on every order.")
    await visitor.select(ticket)
    await expect(visitor.notes("Sanne Bakker")).to_contain_text("Change Request")
