"""Work that waits is in people's hands: tried now, or given up with the text back."""

import pytest

from desk.errors import OutcomeUnknown, Refusal, ZendeskAway
from desk.people import Link
from desk.posts import NoteRefused
from desk.submissions import SubmissionState
from tests.desk.office import BEA, Office


async def waiting(office: Office, link: Link) -> None:
    """A note that Zendesk has asked to come back with in an hour."""
    office.zendesk.failing["update"] = [ZendeskAway(retry_after=3600)]
    await office.write(link, "Patience.")
    await office.engine.do_next()
    await office.engine.do_next()
    assert (await office.submission()).state is SubmissionState.ACCEPTED


async def test_retry_tries_at_once_whatever_was_waited_for(assigned: Office, sanne: Link) -> None:
    await waiting(assigned, sanne)
    now = await assigned.stuck.retry("U-SANNE", "s1")
    assert now.state is SubmissionState.SENT
    await assigned.engine.run(7200)
    assert len(assigned.zendesk.notes_on(now.ticket_id)) == 1


async def test_retry_while_zendesk_is_still_away_says_that_it_waits(assigned: Office, sanne: Link) -> None:
    await waiting(assigned, sanne)
    assigned.zendesk.failing["update"] = [ZendeskAway()]
    now = await assigned.stuck.retry("U-SANNE", "s1")
    assert not now.state.is_final
    assert now.trouble
    await assigned.engine.run(7200)
    assert (await assigned.submission()).state is SubmissionState.SENT


async def test_giving_up_gives_the_author_the_text_back_and_sends_nothing(assigned: Office, sanne: Link) -> None:
    await waiting(assigned, sanne)
    now = await assigned.stuck.give_up("U-SANNE", "s1")
    assert now.state is SubmissionState.REFUSED
    await assigned.engine.run(7200)
    (back,) = [each for each in assigned.chat.messages_to("U-SANNE") if isinstance(each, NoteRefused)]
    assert back.text == "Patience."
    assert assigned.zendesk.notes_on(now.ticket_id) == []


async def test_giving_up_what_landed_without_an_answer_finds_it_there(assigned: Office, sanne: Link) -> None:
    assigned.zendesk.failing_after_note = [OutcomeUnknown()]
    await assigned.write(sanne)
    await assigned.engine.do_next()
    await assigned.engine.do_next()
    assert (await assigned.submission()).state is SubmissionState.UNKNOWN
    now = await assigned.stuck.give_up("U-SANNE", "s1")
    assert now.state is SubmissionState.SENT


async def test_giving_up_what_may_have_landed_while_zendesk_is_away_says_so(assigned: Office, sanne: Link) -> None:
    assigned.zendesk.failing_after_note = [OutcomeUnknown()]
    await assigned.write(sanne)
    await assigned.engine.do_next()
    await assigned.engine.do_next()
    assigned.zendesk.away = ZendeskAway()
    now = await assigned.stuck.give_up("U-SANNE", "s1")
    assert now.state is SubmissionState.REFUSED
    assert "ask the vendor whether the note is already there" in (now.refusal or "")


async def test_an_admin_decides_too_and_the_text_goes_to_its_author(assigned: Office, sanne: Link) -> None:
    await waiting(assigned, sanne)
    await assigned.stuck.give_up("U-TOM", "s1")  # who ran watch
    await assigned.engine.run(7200)
    assert [each for each in assigned.chat.messages_to("U-TOM") if isinstance(each, NoteRefused)] == []
    assert [each for each in assigned.chat.messages_to("U-SANNE") if isinstance(each, NoteRefused)]


@pytest.mark.parametrize("submission_id", ["s1", "unheard of"])
async def test_nobody_else_decides(assigned: Office, sanne: Link, submission_id: str) -> None:
    await waiting(assigned, sanne)
    await assigned.connect("U-BEA", BEA)
    for decide in (assigned.stuck.retry, assigned.stuck.give_up):
        with pytest.raises(Refusal, match="Only its author or your partner admin"):
            await decide("U-BEA", submission_id)
    assert (await assigned.submission()).given_up_by is None


async def test_a_decision_about_what_is_done_changes_nothing(assigned: Office, sanne: Link) -> None:
    await assigned.write(sanne)
    await assigned.engine.run()
    assert (await assigned.stuck.give_up("U-SANNE", "s1")).state is SubmissionState.SENT
    assert len(assigned.zendesk.notes) == 1
