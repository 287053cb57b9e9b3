"""`/desk` and its words: each answers, and answers in a sentence when it cannot."""

import pytest

from sandbox.faults import Fault
from sandbox.slack.text import message_text
from tests.e2e.stage import SLACK_WAITS
from tests.e2e.story import Story, screen

pytestmark = pytest.mark.asyncio(loop_scope="module")

EVERY_WORD = (
    "queue",
    "ticket",
    "note",
    "connect",
    "disconnect",
    "people",
    "watch",
    "unwatch",
    "status",
    "help",
    "take",
    "release",
    "info",
    "can",
)


async def test_help_names_every_word_and_carries_the_guide(office: Story) -> None:
    said = await office.says(office.sanne, "help")
    for word in EVERY_WORD:
        assert f"/desk {word}".removesuffix(" queue") in said
    for matter in ("Forgot password?", "light agent", "full agent", "internal note", "two hours"):
        assert matter in said


async def test_help_needs_no_connection(office: Story) -> None:
    assert "Forgot password?" in await office.says(office.newcomer("hugo"), "help")


async def test_an_unknown_word_is_answered_with_the_words_there_are(office: Story) -> None:
    said = await office.says(office.tom, "tikcet <!channel> & 12")
    assert "tikcet" in said
    assert "/desk ticket ID" in said
    assert office.shouts() == []


@pytest.mark.parametrize("word", ["ticket", "note"])
@pytest.mark.parametrize("number", ["abc", "-5", "48213x", "<!channel>", "9" * 40, "1; drop table"])
async def test_a_bad_number_is_answered_with_a_sentence(office: Story, word: str, number: str) -> None:
    assert "is not a ticket number" in await office.says(office.tom, f"{word} {number}")
    assert office.shouts() == []


@pytest.mark.parametrize("word", ["ticket", "note"])
async def test_a_missing_number_is_asked_for(office: Story, word: str) -> None:
    assert "Which ticket?" in await office.says(office.tom, word)


async def test_a_ticket_that_does_not_exist_is_answered_with_a_sentence(office: Story) -> None:
    assert "no such ticket in your groups" in await office.says(office.tom, "ticket 999999")
    await office.tom.command("/desk", "note 999999", channel=office.channel)
    await office.shows(office.tom, "no such ticket in your groups")


@pytest.mark.parametrize("written", ["{}", "#{}", "https://helpcenter.ispnext.com/agent/tickets/{}"])
async def test_a_ticket_is_shown_however_its_number_is_written(office: Story, written: str) -> None:
    ticket = office.ticket("Search finds nothing", group=office.scene.partner_group, assignee=None)
    said = await office.says(office.sanne, f"ticket {written.format(ticket.id)}")
    assert "Search finds nothing" in said
    assert "Write analysis" in said


async def test_the_queue_lists_what_waits_and_each_row_can_be_answered(office: Story) -> None:
    ticket, _ = await office.assigned("Approval mail is not sent")
    answer = await office.desk(office.sanne)
    assert "Approval mail is not sent" in message_text(answer)
    rows = [block["elements"] for block in answer.blocks if block["type"] == "actions"]
    values = [each["value"] for row in rows for each in row if each["action_id"] == "write_analysis"]
    await office.sanne.click(
        answer, "write_analysis", value=next(each for each in values if each.startswith(f"{ticket.id}:"))
    )
    await office.shows(office.sanne, "Approval mail is not sent")
    office.vendor.set_status(ticket, office.scene.joris, "solved")
    office.clock.advance(3)
    await office.polls()
    assert "Approval mail is not sent" not in await office.says(office.sanne, "queue")


async def test_people_shows_who_is_linked_to_whom(office: Story) -> None:
    office.newcomer("pim", "light")
    said = await office.says(office.tom, "people")
    assert f"Tom de Boer · full agent · connected as @{office.tom.id}" in said
    assert f"Sanne Bakker · light agent · connected as @{office.sanne.id}" in said
    pim = next(person for person in office.slack.people.values() if person.name == "pim")
    assert f"Pim Agent · light agent · not connected; is that @{pim.id}?" in said
    assert office.shouts() == []


async def test_status_says_that_all_is_well(office: Story) -> None:
    await office.polls()
    said = await office.says(office.tom, "status")
    assert "All is well." in said
    assert f"#{office.channel.id}: Partner-NL" in said
    assert "No analysis waits." in said


async def test_status_needs_no_connection(office: Story) -> None:
    assert "All is well." in await office.says(office.newcomer("stef"), "status")


async def test_a_note_is_written_by_command(office: Story) -> None:
    ticket = office.ticket("Report is empty", group=office.scene.partner_group, assignee=None)
    note = await office.saves(office.sanne, ticket, "The filter of the report is empty, too.")
    assert note.plain == "The filter of the report is empty, too."


async def test_the_conversation_with_the_bot_takes_commands_too(office: Story) -> None:
    await office.tom.command("/desk", "help")
    await office.until(lambda: any("Forgot password?" in text for text in office.told(office.tom)), "help")


async def test_words_are_taken_in_any_case_and_with_blanks(office: Story) -> None:
    assert "All is well." in await office.says(office.tom, "  STATUS  ")


async def test_a_window_that_opens_too_late_is_told(office: Story) -> None:
    late = office.town.slack_faults.add(Fault(where="POST /api/views.open", hold=True))
    ticket = office.ticket("Late", group=office.scene.partner_group, assignee=None)
    before = len(office.heard(office.tom))
    await office.tom.command("/desk", f"note {ticket.id}", channel=office.channel)
    await office.reached(late, "the window to be asked for")
    office.clock.advance(SLACK_WAITS + 1)
    late.release()
    said = await office.hears(office.tom, "Slack gave up waiting", since=before)
    assert "Please try again" in said
    assert "Late" not in screen(office.tom)
