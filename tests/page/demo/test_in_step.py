"""The page shows the same after a reload and in every tab."""

import pytest
from playwright.async_api import expect

from tests.page.conftest import NewVisitor
from tests.page.visitor import Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_reload_keeps_the_person_the_place_and_the_typed_text(visitor: Visitor) -> None:
    await visitor.open("sanne")
    ticket = await visitor.new_ticket("Reloaded")
    await visitor.card(ticket).wait_for()
    await visitor.select(ticket)
    await visitor.write_analysis(ticket, "Half a sentence, ")
    page = visitor.page
    async with page.expect_response(lambda answer: "some advice" in (answer.request.post_data or "")):
        await page.get_by_label("Advice or next step").fill("and some advice")
    await page.reload()
    await visitor.is_ready("sanne")
    await expect(page.get_by_role("textbox", name="Findings")).to_have_text("Half a sentence, ")
    await expect(page.get_by_label("Advice or next step")).to_have_value("and some advice")
    await expect(page.locator(".ticket h3")).to_have_text(f"#{ticket} Reloaded")
    await expect(page.get_by_role("textbox", name="Findings")).to_be_focused()


async def test_two_tabs_of_one_person_show_the_same(demo: str, visitor: Visitor, new_visitor: NewVisitor) -> None:
    await visitor.open("sanne")
    other = await (await new_visitor(demo)).open("sanne")
    ticket = await visitor.new_ticket("In two tabs")
    await visitor.write_analysis(ticket, "Typed in one tab.")
    await other.shows("asked:")
    await expect(other.page.get_by_role("textbox", name="Findings")).to_have_text("Typed in one tab.")
    await other.click("Save note")
    await visitor.shows("Saved as internal note")
    await other.click("Close")
    await expect(visitor.page.locator(".dialogs")).to_be_hidden()
    await visitor.command("Said in one tab")
    await other.sees("Said in one tab", within=".messages")
    await visitor.card(ticket).get_by_role("button", name="1 reply").click()
    await visitor.sees("Thread in #ispnext-tickets")
    await visitor.page.locator(".composer textarea").fill("And answered")
    await visitor.click("Send")
    await expect(other.card(ticket)).to_contain_text("2 replies")


async def test_a_tab_reconnects_by_itself_after_a_lost_connection(visitor: Visitor) -> None:
    await visitor.open("sanne")
    await visitor.page.context.set_offline(True)
    await visitor.page.context.set_offline(False)
    ticket = await visitor.new_ticket("After the connection")
    await expect(visitor.card(ticket)).to_be_visible()
