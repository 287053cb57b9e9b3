"""The main job on the page, as a new user does it; the bot has no special code for the demo."""

import asyncio

import pytest
from playwright.async_api import FilePayload, expect

from tests.page.conftest import NewVisitor, demo_running
from tests.page.visitor import Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_the_main_job_takes_a_newcomer_at_most_eight_clicks_and_one_text(new_visitor: NewVisitor) -> None:
    async with demo_running() as address:
        visitor = await new_visitor(address)
        await visitor.page.goto(f"{address}/")
        await _does_the_main_job(visitor)
    assert visitor.clicks <= 8
    assert visitor.texts == 1


async def _does_the_main_job(visitor: Visitor) -> None:
    await visitor.click("Continue as Joris")
    await visitor.click("Assign to Partner-NL")
    await visitor.click("Continue as Sanne")
    await visitor.click("Write analysis")
    await visitor.write("Findings", "The export stops at the old page limit.")
    await visitor.click("Save note")
    await visitor.shows("Saved as internal note, still Open.")
    note = visitor.notes("Sanne Bakker")
    await expect(note).to_contain_text("The export stops at the old page limit.")
    await expect(note).to_contain_text("Internal note")
    await expect(note).to_contain_text("light agent")
    await visitor.sees("marked as an internal note", within="#tour")


async def test_dismissed_hints_stay_dismissed_in_that_tab(demo: str, visitor: Visitor, new_visitor: NewVisitor) -> None:
    await visitor.open("sanne")
    hint = visitor.page.locator("#tour")
    await expect(hint).not_to_be_empty()
    await visitor.click("Dismiss the hints")
    await expect(hint).to_be_empty()
    await visitor.page.reload()
    await visitor.is_ready("sanne")
    await expect(hint).to_be_empty()
    other = await (await new_visitor(demo)).open("sanne")
    await expect(other.page.locator("#tour")).not_to_be_empty()


async def test_an_analysis_by_slash_command_with_formatted_text_a_choice_and_a_file(visitor: Visitor) -> None:
    await visitor.open("sanne")
    ticket = await visitor.new_ticket("Export by slash command")
    await visitor.card(ticket).wait_for()
    await visitor.command(f"/desk note {ticket}")
    await visitor.write("Findings", "Plain words, then ")
    page = visitor.page
    await page.get_by_role("button", name="Bold").click()
    await page.keyboard.type("bold ones")
    await page.get_by_role("button", name="Bold").click()
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name="Bulleted list").click()
    await page.keyboard.type("first")
    await page.keyboard.press("Enter")
    await page.keyboard.type("second")
    await page.get_by_label("Cause").select_option(index=1)
    await page.get_by_label("Advice or next step").fill("Raise the limit.")
    await page.get_by_label("Files").set_input_files(
        FilePayload(name="export.log", mimeType="text/plain", buffer=b"row 10000")
    )
    await visitor.shows("export.log (9 bytes)")
    await visitor.click("Save note")
    await visitor.shows("Saved as internal note, still Open.")
    await visitor.select(ticket)
    note = visitor.notes("Sanne Bakker")
    for words in ("Plain words, then bold ones", "first", "second", "Raise the limit.", "export.log"):
        await expect(note).to_contain_text(words)
    assert "by the bot" in await note.inner_text()


async def test_every_listed_request_names_sender_receiver_path_status_and_time(visitor: Visitor) -> None:
    await visitor.open("sanne")
    ticket = await visitor.new_ticket("What happens with it")
    await visitor.card(ticket).wait_for()
    await visitor.write_analysis(ticket, "It is all in the list.")
    await visitor.click("Save note")
    await visitor.shows("Saved as internal note")
    put = visitor.page.locator(".traffic tr").filter(has_text="PUT").first
    await expect(put).to_contain_text("bot → Zendesk")
    await expect(put).to_contain_text(f"/api/v2/tickets/{ticket}")
    await expect(put).to_contain_text("200")
    await expect(put).to_contain_text(" ms")
    submitted = visitor.page.locator(".traffic tr").filter(has_text="view_submission analysis").first
    await expect(submitted).to_contain_text("Slack → bot")


async def test_connecting_uses_zendesk_s_sign_in_page_and_the_pasted_address(visitor: Visitor) -> None:
    await visitor.open("tom")
    await visitor.command("/desk disconnect")
    await visitor.sees("You are disconnected", within=".messages")
    await visitor.command("/desk connect")
    page = visitor.page
    offer = visitor.message("Connect your ISPnext agent first").last
    async with page.expect_popup() as opened:
        await offer.get_by_role("link", name="Sign in to ISPnext").click()
    zendesk = await opened.value
    await zendesk.get_by_role("radio", name="Tom de Boer").check()
    async with zendesk.expect_navigation(url="http://127.0.0.1:19780/zendesk/callback?**", wait_until="commit"):
        await zendesk.get_by_role("button", name="Allow").click()
    copy = zendesk.get_by_role("heading", name="Copy this address")
    if not await copy.is_visible():  # another demo on this machine ended just now, and had the port
        await asyncio.sleep(1)
        await zendesk.reload()
    await expect(copy).to_be_visible()
    address = await zendesk.get_by_label("The address").input_value()
    assert address.startswith("http://127.0.0.1:19780/zendesk/callback?code=")
    await zendesk.close()
    await offer.get_by_role("button", name="Paste the address").click()
    await page.get_by_label("The address").fill("nothing useful")
    await visitor.click("Connect", within=visitor.dialog)
    await visitor.shows("That address carries no sign-in")
    await expect(page.get_by_label("The address")).to_have_attribute("aria-invalid", "true")
    await expect(page.get_by_label("The address")).to_be_focused()
    await page.get_by_label("The address").fill(address)
    await visitor.click("Connect", within=visitor.dialog)
    await visitor.sees("At ISPnext you are Tom de Boer, full agent.", within=".messages")


async def test_an_outsider_reads_the_channel_and_is_told_why_the_buttons_do_not_work(visitor: Visitor) -> None:
    await visitor.open("sanne")
    ticket = await visitor.new_ticket("Seen by another workspace")
    await visitor.become("otto")
    await visitor.card(ticket).get_by_role("button", name="Write analysis").click()
    await visitor.sees("Only visible to you", within=".messages")
    await expect(visitor.page.locator(".dialogs")).to_be_hidden()
    await visitor.command("/desk")
    await visitor.sees("/desk is not a valid command.", within="#notices")
    await expect(visitor.page.locator(".composer textarea")).to_have_value("/desk")


async def test_joris_comments_changes_status_and_takes_the_ticket_back(visitor: Visitor) -> None:
    await visitor.open("joris", "&pane=zendesk")
    ticket = await visitor.new_ticket("Handled by its vendor", assigned=False)
    await visitor.select(ticket)
    page = visitor.page
    await visitor.click("Add comment")
    await visitor.sees("A comment needs text.", within="#notices")
    await page.get_by_label("Comment", exact=True).fill("Only for us")
    await visitor.click("Add comment")
    await expect(page.locator(".comment.internal")).to_contain_text("Only for us")
    await page.get_by_label("Comment", exact=True).fill("For the customer")
    await page.get_by_label("Public reply").check()
    await visitor.click("Add comment")
    await expect(page.locator(".comment.public").first).to_contain_text("For the customer")
    await page.get_by_label("Status", exact=True).select_option("pending")
    await visitor.click("Set status")
    await expect(page.locator(".ticket .status.pending").first).to_have_text("Pending")
    await visitor.click("Set status")
    await visitor.sees("is pending already", within="#notices")
    await visitor.click("Assign to Partner-NL")
    await visitor.click("Take it back")
    await page.locator(".audits summary").click()
    await visitor.sees("group: Partner-NL → ISPnext Support", within=".audits")
    await visitor.sees("assignee: nobody → Joris Visser", within=".audits")
    await visitor.sees("status: Open → Pending", within=".audits")
    await page.get_by_text("New ticket from a customer").click()
    await visitor.click("Create")
    await expect(page.locator(".ticket h3")).to_contain_text("Approval mail comes twice")


async def test_a_link_into_zendesk_opens_the_ticket_in_the_right_half(visitor: Visitor) -> None:
    await visitor.open("sanne")
    ticket = await visitor.new_ticket("Opened in Zendesk")
    await visitor.card(ticket).get_by_role("link", name="Open in Zendesk").click()
    await expect(visitor.page.locator(".ticket h3")).to_have_text(f"#{ticket} Opened in Zendesk")
    await visitor.page.goto(f"{visitor.address}/agent/tickets/{ticket}")
    await expect(visitor.page.locator(".ticket h3")).to_have_text(f"#{ticket} Opened in Zendesk")


async def test_an_unknown_person_in_the_address_becomes_sanne(visitor: Visitor) -> None:
    for stranger in ("mallory", "..", "a/b"):
        await visitor.page.goto(f"{visitor.address}/?as={stranger}&ticket=nothing&channel=nowhere&pane=none&thread=1")
        await visitor.is_ready("sanne")
        await expect(visitor.page.locator(".ticket h3")).to_be_visible()
        await expect(visitor.page.locator(".lost")).to_be_empty()
    visitor.errors[:] = [error for error in visitor.errors if "404 (Not Found)" not in error]


async def test_the_home_tab_shows_the_person_and_their_work(visitor: Visitor) -> None:
    await visitor.open("sanne")
    await visitor.page.locator(".channels").get_by_role("button", name="partnerdesk").click()
    await visitor.sees("Sending messages to this app is turned off")
    await visitor.sees("The bot writes here when a message is only for you and must not get lost.")
    await visitor.click("Home")
    await visitor.sees("Sanne Bakker at ISPnext")
    await visitor.sees("light agent")
