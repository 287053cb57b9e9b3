"""The partner's record: every write, who asked for it, what became of it; nothing that stands in the ticket."""

from dataclasses import replace
from datetime import timedelta

import pytest

from desk.errors import Rejected
from desk.model.analysis import NO_ANALYSIS
from desk.model.new_tickets import CreationState
from desk.model.people import Link
from desk.model.submissions import Override, Submission, SubmissionState, Transfer
from desk.screens.record import Entry, record
from tests.desk.office import Office
from tests.storage.examples import NEW_TICKET, SENT

DAY = timedelta(days=1)
DONE = replace(
    SENT,
    went_public=False,
    altered=False,
    unconfirmed=False,
    refusal=None,
    trouble=None,
    override=None,
    sets_open=False,
)


async def entries(office: Office) -> list[Entry]:
    begin, end = office.clock.now - 400 * DAY, office.clock.now + 400 * DAY
    return await record(office.store.submissions, office.store.new_tickets, begin, end)


async def test_a_note_stands_in_it_with_its_audit(assigned: Office, sanne: Link) -> None:
    await assigned.write(sanne, "Words of the ticket.")
    await assigned.engine.run()
    (entry,) = await entries(assigned)
    audit = assigned.zendesk.history[entry.ticket_id][-1]
    assert (entry.who, entry.user, entry.what, entry.outcome) == ("Sanne", "U-SANNE", "internal note", "done")
    assert entry.audit_id == audit.id
    assert entry.finished_at is not None
    assert "Words of the ticket" not in str(entry)


async def test_a_refused_note_stands_in_it_with_the_reason(assigned: Office, sanne: Link) -> None:
    assigned.zendesk.failing["update"] = [Rejected("Zendesk did not accept this: too many comments.")]
    await assigned.write(sanne)
    await assigned.engine.run()
    (entry,) = await entries(assigned)
    assert (entry.outcome, entry.audit_id) == ("refused", None)
    assert "too many comments" in entry.remark


async def test_a_note_that_waits_stands_in_it(assigned: Office, sanne: Link) -> None:
    await assigned.write(sanne)
    await assigned.engine.do_next()
    assert [entry.outcome for entry in await entries(assigned)] == ["waits"]


@pytest.mark.parametrize(
    ("made", "what", "outcome"),
    [
        (DONE, "internal note, 0:30 recorded, hand-back to J. Visser (proposed)", "done"),
        (replace(DONE, analysis=NO_ANALYSIS, seconds=None, proposal=None), "hand-back to J. Visser", "done"),
        (replace(DONE, analysis=NO_ANALYSIS, seconds=None, transfer=None), "set Open", "done"),
        (replace(DONE, seconds=None, transfer=None, sets_open=True), "internal note, set Open", "done"),
        (replace(DONE, went_public=True), None, "PUBLIC"),
        (replace(DONE, unconfirmed=True), None, "not confirmed"),
        (replace(DONE, altered=True), None, "not as sent"),
        (replace(DONE, state=SubmissionState.UNKNOWN), None, "waits"),
        (replace(DONE, transfer=Transfer(7, None, "ISPnext")), None, "done"),
    ],
)
async def test_every_write_says_what_it_was_and_how_it_ended(
    office: Office, made: Submission, what: str | None, outcome: str
) -> None:
    await office.store.submissions.add(made)
    (entry,) = await entries(office)
    assert entry.outcome == outcome
    assert what is None or entry.what == what


async def test_going_on_in_spite_of_the_check_is_kept_with_the_reason(office: Office) -> None:
    await office.store.submissions.add(replace(DONE, override=Override("The customer's own test key.", ("a key",))))
    (entry,) = await entries(office)
    assert entry.remark == "Sent although it may hold a key: The customer's own test key."


@pytest.mark.parametrize(
    ("state", "outcome"),
    [
        (CreationState.CREATED, "created #50001"),
        (CreationState.REFUSED, "refused"),
        (CreationState.CREATING, "waits"),
    ],
)
async def test_a_new_ticket_stands_in_it_too(office: Office, state: CreationState, outcome: str) -> None:
    new = replace(NEW_TICKET, state=state, went_public=False)
    await office.store.new_tickets.add(new)
    (entry,) = await entries(office)
    assert (entry.ticket_id, entry.what, entry.outcome) == (48213, "new ticket (Change Request)", outcome)


async def test_only_what_was_asked_for_between_the_two_moments(office: Office) -> None:
    for number in range(3):
        await office.store.submissions.add(replace(DONE, id=f"s{number}", accepted_at=DONE.accepted_at + number * DAY))
    begin, end = DONE.accepted_at + DAY, DONE.accepted_at + 2 * DAY
    found = await record(office.store.submissions, office.store.new_tickets, begin, end)
    assert [entry.at for entry in found] == [begin]
