"""Failures simulated with the page's buttons: the bot is late, Zendesk is down, Slack refuses; nothing is lost."""

import pytest
from playwright.async_api import expect

from tests.page.conftest import START_SECONDS
from tests.page.visitor import Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def _ready_to_save(visitor: Visitor, subject: str) -> int:
    await visitor.open("sanne")
    ticket = await visitor.new_ticket(subject)
    await visitor.card(ticket).wait_for()
    await visitor.select(ticket)
    await visitor.write_analysis(ticket, f"Found out: {subject}.")
    return ticket


async def _is_saved_once(visitor: Visitor, seconds: float = 30) -> None:
    note = visitor.notes("Sanne Bakker")
    await expect(note).to_have_count(1, timeout=seconds * 1000)
    await expect(note).to_contain_text("Found out:")


async def test_a_bot_killed_between_submit_and_delivery_saves_the_note_once(visitor: Visitor) -> None:
    await _ready_to_save(visitor, "killed in the middle")
    await visitor.click("Zendesk slow")
    await visitor.click("Save note")
    await visitor.shows("Saving your analysis")
    await visitor.click("Kill and restart the bot")
    await visitor.sees("The bot is starting", within=".bot-state")
    await visitor.sees("The bot runs", within=".bot-state", seconds=START_SECONDS)
    await visitor.click("Zendesk slow")
    await _is_saved_once(visitor)


async def test_an_analysis_waits_while_zendesk_is_down(visitor: Visitor) -> None:
    await _ready_to_save(visitor, "while Zendesk is down")
    await visitor.click("Zendesk down")
    switch = visitor.page.get_by_role("button", name="Zendesk down")
    await expect(switch).to_have_attribute("aria-pressed", "true")
    await visitor.click("Save note")
    await visitor.shows("Your analysis is queued.")
    await expect(visitor.notes("Sanne Bakker")).to_have_count(0)
    await visitor.click("Zendesk down")
    await expect(switch).to_have_attribute("aria-pressed", "false")
    await _is_saved_once(visitor)


async def test_a_bot_killed_while_zendesk_is_down_comes_back_and_saves_the_note_once(visitor: Visitor) -> None:
    await _ready_to_save(visitor, "killed in an outage")
    await visitor.click("Zendesk down")
    await visitor.click("Save note")
    await visitor.shows("Your analysis is queued.")
    lost = visitor.page.locator(".traffic tr.bad").filter(has_text="no answer")
    await expect(lost.first).to_contain_text("bot → Zendesk")
    await visitor.click("Kill and restart the bot")
    await visitor.sees("The bot is starting", within=".bot-state")
    await visitor.sees("The bot runs", within=".bot-state", seconds=START_SECONDS)
    await visitor.click("Zendesk down")
    await _is_saved_once(visitor)


async def test_a_card_waits_while_slack_takes_no_messages(visitor: Visitor) -> None:
    await visitor.open("sanne")
    await visitor.click("Slack 429")
    ticket = await visitor.new_ticket("while Slack refuses")
    refused = visitor.page.locator(".traffic tr.bad").filter(has_text="429")
    await expect(refused.first).to_contain_text("/api/chat.postMessage")
    await expect(visitor.card(ticket)).to_have_count(0)
    await visitor.click("Slack 429")
    await expect(visitor.card(ticket)).to_be_visible(timeout=20_000)


async def test_a_frozen_bot_cannot_be_killed(visitor: Visitor) -> None:
    await visitor.open("sanne")
    await visitor.click("Freeze the bot")
    await visitor.sees("The bot is frozen", within=".bot-state")
    await visitor.page.get_by_role("button", name="Kill and restart").click(
        force=True
    )  # aria-disabled: Playwright needs force
    await visitor.sees("is frozen already", within="#notices")
    await visitor.sees("The bot runs", within=".bot-state", seconds=START_SECONDS)


async def test_slack_s_own_error_is_shown_when_the_bot_is_late(visitor: Visitor) -> None:
    await _ready_to_save(visitor, "while the bot is frozen")
    await visitor.click("Freeze the bot")
    await visitor.sees("The bot is frozen", within=".bot-state")
    await visitor.click("Save note")
    await visitor.shows("We had some trouble connecting. Try again?")
    await expect(visitor.page.get_by_role("textbox", name="Findings")).to_contain_text("Found out: while the bot")
    await visitor.sees("The bot runs", within=".bot-state", seconds=START_SECONDS)
    await visitor.shows("Saved as internal note")  # late: the bot still got the payload after Slack gave up
    await _is_saved_once(visitor)
