"""The ticket changes while somebody writes: they see it before their note is sent, once, and lose nothing."""

import pytest

from sandbox.faults import Fault
from sandbox.zendesk.records import Ticket
from tests.e2e.story import SETTLED, Story, notes_of, screen

pytestmark = pytest.mark.asyncio(loop_scope="module")

AGAIN = "press “Save note” again to add yours all the same"


async def being_written(story: Story, subject: str, text: str = "It is the mapping.") -> Ticket:
    """Sanne has the dialog open, with a text in it."""
    ticket = story.ticket(subject, group=story.scene.partner_group, assignee=None)
    await story.dialog(story.sanne, ticket)
    story.sanne.fill("findings", text)
    return ticket


async def sends_all_the_same(story: Story, ticket: Ticket, text: str = "It is the mapping.") -> None:
    await story.sanne.submit()
    await story.shows(story.sanne, "Saved as internal note")
    assert [note.plain for note in notes_of(ticket)] == [text]


async def test_what_the_vendor_wrote_meanwhile_is_shown_once_and_nothing_is_lost(office: Story) -> None:
    ticket = await being_written(office, "Collision")
    office.vendor.comment(ticket, office.scene.joris, "Never mind, we found it.", public=False)
    office.vendor.set_status(ticket, office.scene.joris, "pending")
    office.clock.advance(SETTLED)
    await office.sanne.submit()
    shown = screen(office.sanne)
    assert "Joris Visser* wrote at" in shown or "Joris Visser wrote at" in shown
    assert "Never mind, we found it." in shown
    assert "set the status to Pending" in shown
    assert AGAIN in shown
    assert "It is the mapping." in shown
    assert notes_of(ticket) == []
    await sends_all_the_same(office, ticket)


async def test_still_newer_news_are_asked_about_again(office: Story) -> None:
    ticket = await being_written(office, "Twice")
    for text in ("One.", "Two."):
        office.vendor.comment(ticket, office.scene.joris, text, public=False)
        office.clock.advance(SETTLED)
        await office.sanne.submit()
        assert text in screen(office.sanne)
        assert AGAIN in screen(office.sanne)
    assert "One." not in screen(office.sanne)
    await sends_all_the_same(office, ticket)


async def test_a_colleagues_note_is_news_and_ones_own_is_not(office: Story) -> None:
    ticket = office.ticket("Colleagues", group=office.scene.partner_group, assignee=None)
    await office.dialog(office.sanne, ticket)
    await office.saves(office.tom, ticket, "Tom was faster.")
    office.sanne.fill("findings", "Sanne too.")
    await office.sanne.submit()
    assert "Tom was faster." in screen(office.sanne)
    await office.sanne.submit()
    await office.shows(office.sanne, "Saved as internal note")
    office.clock.advance(SETTLED)
    await office.saves(office.sanne, ticket, "And more.")


@pytest.mark.parametrize(
    ("what", "reason"), [("closed", "closed tickets take no more notes"), ("left", "no such ticket in your groups")]
)
async def test_a_ticket_that_takes_no_note_any_more_is_told_and_the_text_stays(
    office: Story, what: str, reason: str
) -> None:
    ticket = await being_written(office, what, "Two hours of work.")
    if what == "closed":
        office.vendor.set_status(ticket, office.scene.joris, "closed")
    else:
        office.vendor.assign(ticket, office.scene.joris, office.scene.vendor_group, office.scene.joris)
    office.clock.advance(SETTLED)
    await office.sanne.submit()
    assert reason in screen(office.sanne)
    assert "This was not saved." in screen(office.sanne)
    assert "Two hours of work." in screen(office.sanne)
    assert notes_of(ticket) == []


async def test_news_and_findings_are_shown_together(office: Story) -> None:
    ticket = await being_written(office, "Both", "pwd=Geheim-77")
    office.vendor.comment(ticket, office.scene.joris, "Any news?", public=False)
    office.clock.advance(SETTLED)
    await office.sanne.submit()
    assert "Any news?" in screen(office.sanne)
    assert "Looks like a password" in screen(office.sanne)
    office.sanne.fill("findings", "The setting is wrong.")
    await sends_all_the_same(office, ticket, "The setting is wrong.")


async def test_a_zendesk_that_does_not_answer_is_not_waited_for_longer_than_slack_waits(office: Story) -> None:
    ticket = await being_written(office, "Slow to tell")
    office.vendor.comment(ticket, office.scene.joris, "Unseen.", public=False)
    office.clock.advance(SETTLED)
    held = office.town.zendesk_faults.add(Fault(where=f"GET /api/v2/tickets/{ticket.id}$", hold=True))
    outcome = await office.sanne.submit()
    assert outcome.updated  # while Zendesk is still held
    assert "Unseen." not in screen(office.sanne)
    held.release()
    await office.shows(office.sanne, "Saved as internal note")
    assert [note.plain for note in notes_of(ticket)] == ["It is the mapping."]
