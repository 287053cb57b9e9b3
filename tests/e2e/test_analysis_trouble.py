"""What becomes of an analysis when something is in its way: nothing is lost, nothing twice, and its author knows."""

import json
import sqlite3

import pytest

from sandbox.faults import Fault
from sandbox.slack.person import Person
from sandbox.zendesk.records import Ticket
from tests.e2e.story import SETTLED, Story, notes_of, screen

pytestmark = pytest.mark.asyncio(loop_scope="module")

PUT = "PUT /api/v2/tickets/"
REASON = {"error": "RecordInvalid", "description": "Record validation errors"}
NOT_SO = json.dumps({**REASON, "details": {"base": [{"description": "Cause code: is needed <!channel>"}]}})


def in_our_group(story: Story, subject: str = "Trouble") -> Ticket:
    return story.ticket(subject, group=story.scene.partner_group, assignee=None)


def given_back(person: Person, since: int) -> str:
    """The text in what the person was told, put together as they would by copying."""
    messages = [message for message in person.direct_messages if message.by_bot][since:]
    parts = [
        block["text"]["text"]
        for message in messages
        for block in message.blocks
        if block["type"] == "section" and block["text"]["type"] == "plain_text"
    ]
    return "".join(parts)


async def test_a_slow_zendesk_means_queued_and_then_told(office: Story) -> None:
    ticket, card = await office.assigned("Slow")
    office.town.zendesk_faults.add(Fault(where=PUT, seconds=4))
    told = len(office.told(office.sanne))
    await office.write(office.sanne, card, "Patience.")
    await office.shows(office.sanne, "Your analysis is queued.")
    await office.shows(office.sanne, "Saved as internal note")
    await office.until(lambda: len(office.told(office.sanne)) > told, "the author to be told")
    assert "saved as internal note" in office.told(office.sanne)[-1]
    await office.thread_says(card, "saved as internal note")
    assert [note.plain for note in notes_of(ticket)] == ["Patience."]


async def test_a_zendesk_that_is_away_means_queued_and_delivered_later(office: Story) -> None:
    ticket, card = await office.assigned("Away")
    await office.dialog(office.sanne, card)
    office.town.zendesk_faults.away = True
    told = len(office.told(office.sanne))
    office.sanne.fill("findings", "It will get there.")
    await office.sanne.submit()
    await office.shows(office.sanne, "Your analysis is queued.")
    await office.card_says(card, "is queued since")
    said = await office.says(office.sanne, "status")
    assert "1 analysis* not in Zendesk yet" in said
    assert f"#{ticket.id} by @{office.sanne.id}" in said
    await office.sanne.close_modal()

    office.town.zendesk_faults.away = False
    await office.until(lambda: len(office.told(office.sanne)) > told, "the author to be told")
    assert "saved as internal note" in office.told(office.sanne)[-1]
    assert [note.plain for note in notes_of(ticket)] == ["It will get there."]
    await office.card_says(card, "saved as internal note")
    assert "No analysis waits." in await office.says(office.sanne, "status")


BAD_ANSWERS = {  # a lost answer and a 502 are in tests/rules/test_r7_time.py and test_r11_nothing_lost_nothing_twice.py
    "garbage after": Fault(where=PUT, status=200, after_commit=True, body="not JSON"),
    "429": Fault(where=PUT, status=429, headers={"Retry-After": "1"}, body="Number of allowed API requests exceeded"),
    "409": Fault(where=PUT, status=409, body='{"error":"UpdateConflict"}', content_type="application/json"),
}


@pytest.mark.parametrize("fault", BAD_ANSWERS.values(), ids=BAD_ANSWERS)
async def test_a_bad_answer_from_zendesk_is_one_note(office: Story, fault: Fault) -> None:
    ticket = in_our_group(office)
    office.town.zendesk_faults.add(fault)
    note = await office.saves(office.sanne, ticket, "Once.")
    assert note.plain == "Once."
    await office.shows(office.sanne, "Once.")
    assert len(notes_of(ticket)) == 1


async def test_a_ticket_that_changes_meanwhile_gets_its_note_all_the_same(office: Story) -> None:
    ticket = in_our_group(office)
    await office.dialog(office.sanne, ticket)
    held = office.town.zendesk_faults.add(Fault(where=PUT, hold=True))
    office.sanne.fill("findings", "Later than the customer.")
    await office.sanne.submit()
    await office.reached(held, "the note to be sent")
    office.vendor.comment(ticket, office.scene.customer, "Any news?", public=True)
    office.clock.advance(SETTLED)
    held.release()
    await office.shows(office.sanne, "Saved as internal note")
    assert len(notes_of(ticket)) == 1


async def test_a_closed_ticket_says_so_before_anything_is_typed(office: Story) -> None:
    ticket, card = await office.assigned("Closed")
    office.vendor.set_status(ticket, office.scene.joris, "closed")
    await office.sanne.click(card, "write_analysis")
    await office.shows(office.sanne, "closed tickets take no more notes")


@pytest.mark.parametrize(
    ("trouble", "reason"),
    [("closed", "closed tickets take no more notes"), ("left", "no such ticket in your groups"), ("422", "is needed")],
)
async def test_a_refused_note_comes_back_whole_with_the_reason(office: Story, trouble: str, reason: str) -> None:
    """What changes before the submission is told in the dialog (tests/e2e/test_collision.py); this comes after it."""
    ticket, card = await office.assigned(f"Refused {trouble}")
    await office.dialog(office.sanne, card)
    text = "Line 1 {{x}}\n\n  & <line 2>"
    since = len(office.told(office.sanne))
    office.sanne.fill("findings", text)
    held = Fault(where=PUT, hold=True, body=NOT_SO, content_type="application/json")
    held.status = 422 if trouble == "422" else None
    office.town.zendesk_faults.add(held)
    await office.sanne.submit()
    await office.reached(held, "the note to be sent")
    match trouble:
        case "closed":
            office.vendor.set_status(ticket, office.scene.joris, "closed")
        case "left":
            office.vendor.assign(ticket, office.scene.joris, office.scene.vendor_group, office.scene.joris)
    office.clock.advance(SETTLED)
    held.release()
    shown = await office.shows(office.sanne, "was not saved")
    assert reason in shown
    assert text in shown
    await office.until(lambda: len(office.told(office.sanne)) > since, "the author to be told")
    assert reason in office.told(office.sanne)[-1]
    assert given_back(office.sanne, since) == text
    assert notes_of(ticket) == []
    assert office.shouts() == []


async def test_40000_refused_characters_come_back_whole(office: Story) -> None:
    ticket = in_our_group(office)
    await office.dialog(office.sanne, ticket)
    text = "".join(f"{number:07}\n" for number in range(5000))
    since = len(office.told(office.sanne))
    office.town.zendesk_faults.add(Fault(where=PUT, status=422, body=NOT_SO, content_type="application/json"))
    office.sanne.fill("findings", text)
    await office.sanne.submit()
    await office.shows(office.sanne, "was not saved")
    await office.until(lambda: len(given_back(office.sanne, since)) >= len(text.strip()), "all of it")
    assert given_back(office.sanne, since).strip() == text.strip()


@pytest.mark.parametrize("nothing", [" ", "\n\n", "\N{NO-BREAK SPACE}\t"])
async def test_blank_findings_are_asked_for_under_the_field(office: Story, nothing: str) -> None:
    ticket = in_our_group(office)
    await office.dialog(office.sanne, ticket)
    office.sanne.fill("findings", nothing)
    office.sanne.fill("advice", "There is advice.")
    outcome = await office.sanne.submit()
    assert outcome.errors == {"findings": "Please write what you found."}
    office.sanne.fill("findings", "Now there is something.")
    await office.sanne.submit()
    await office.shows(office.sanne, "Saved as internal note")
    assert "There is advice." in notes_of(ticket)[0].plain


async def test_a_file_that_is_gone_gives_the_text_back(office: Story) -> None:
    ticket = in_our_group(office)
    file = office.sanne.upload("gone.log", b"gone")
    await office.dialog(office.sanne, ticket)
    office.sanne.fill("findings", "See the file.")
    office.sanne.fill("files", [file])
    del office.slack.files[file.id]
    await office.sanne.submit()
    shown = await office.shows(office.sanne, "was not saved")
    assert "no longer in the chat" in shown
    assert "See the file." in shown
    assert notes_of(ticket) == []


async def test_an_expired_access_token_is_renewed_unseen(office: Story) -> None:
    office.vendor.expire_tokens(office.scene.sanne_agent)
    note = await office.saves(office.sanne, in_our_group(office), "Nobody noticed.")
    assert note.author_id == office.scene.sanne_agent.id


async def test_a_revoked_token_keeps_the_text_and_asks_to_connect_again(office: Story) -> None:
    person = office.newcomer("ruud", "light")
    await office.connect(person)
    ticket = in_our_group(office)
    await office.dialog(person, ticket)
    office.vendor.revoke_tokens(office.agents[person.id])
    person.fill("findings", "Still here.")
    await person.submit()
    await office.is_told(person, "Zendesk no longer accepts your connection.")
    assert "Connect your ISPnext agent first" in await office.says(person, "queue")
    assert notes_of(ticket) == []

    await office.connect(person)
    await office.until(lambda: notes_of(ticket), "the note after connecting again")
    await office.is_told(person, "saved as internal note")
    (note,) = notes_of(ticket)
    assert (note.plain, note.author_id) == ("Still here.", office.agents[person.id].id)


async def test_a_connection_lost_while_typing_keeps_the_dialog_open(office: Story) -> None:
    person = office.newcomer("roos", "light")
    await office.connect(person)
    ticket = in_our_group(office)
    await office.dialog(person, ticket)
    view = person.modal
    office.vendor.revoke_tokens(office.agents[person.id])
    await office.says(person, f"ticket {ticket.id}")  # this is when it is noticed
    await office.is_told(person, "Zendesk no longer accepts your connection.")
    assert person.modal is view
    person.fill("findings", "Typed for an hour.")
    await person.submit()
    assert "Zendesk no longer accepts your connection." in screen(person)
    assert "Typed for an hour." in screen(person)
    await office.connect(person)


async def test_an_engine_that_cannot_store_keeps_the_text_and_the_second_try_is_one_note(office: Story) -> None:
    ticket = in_our_group(office)
    await office.dialog(office.sanne, ticket)
    office.sanne.fill("findings", "Not lost.")
    engine = sqlite3.connect(office.folder / "partnerdesk.engine.db", isolation_level=None)
    engine.execute("begin immediate")
    try:
        await office.sanne.submit()
        assert "could not be saved in time" in screen(office.sanne)
        assert "Not lost." in screen(office.sanne)
    finally:
        engine.execute("rollback")
        engine.close()
    await office.sanne.submit()
    await office.shows(office.sanne, "Saved as internal note")
    assert [note.plain for note in notes_of(ticket)] == ["Not lost."]
