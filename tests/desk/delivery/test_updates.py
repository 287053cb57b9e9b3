"""One submission is one internal note, whatever happens on the way (docs/adr/005-one-update-exactly-once.md)."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.delivery.attempts import TURN
from desk.errors import (
    ChatAway,
    ConnectionLapsed,
    DeskError,
    OutcomeUnknown,
    PostUnknown,
    Rejected,
    StorageUnusable,
    TicketBusy,
    TicketMoved,
    ZendeskAway,
)
from desk.model.analysis import Analysis, ChatFile
from desk.model.people import Agent, Licence, Link
from desk.model.rich_text import Block, RichText, Span, plain_text
from desk.model.submissions import Submission, SubmissionState
from desk.model.tickets import STAMP_GRAIN, Status
from storage.submissions import SqliteSubmissions
from tests.desk.office import BE, NL, SANNE, TICKET, TOM, VENDOR, VISSER, Office, opened_office
from tests.fakes import Crash, away

LOG = ChatFile("F1", "log.txt", "text/plain", 3, "https://files.example/F1")


async def test_analysis_becomes_one_internal_note_of_its_author(assigned: Office, sanne: Link) -> None:
    await assigned.write(sanne, "It is the mapping.")
    await assigned.engine.run()
    (audit,) = [each for each in assigned.zendesk.history[TICKET] if each.submission]
    assert audit.comment
    assert (audit.comment.text, audit.comment.public, audit.author_id) == ("It is the mapping.", False, SANNE.id)
    sent = await assigned.submission()
    assert (sent.state, sent.audit_id, sent.stored_text) == (SubmissionState.SENT, audit.id, "It is the mapping.")
    assert (sent.went_public, sent.altered, sent.left_status) == (False, False, None)


async def test_finished_work_is_not_done_again(assigned: Office, sanne: Link) -> None:
    await assigned.write(sanne)
    await assigned.engine.run()
    assert await assigned.desk.updates.attempt("s1") is None
    assert len(assigned.zendesk.notes) == 1


async def test_409_starts_again_with_a_new_stamp(assigned: Office, sanne: Link) -> None:
    assigned.zendesk.meanwhile = [lambda: assigned.zendesk.comment(TICKET, 31, "By the way", public=True)]
    await assigned.write(sanne)
    await assigned.engine.run()
    assert assigned.zendesk.notes_on(TICKET) == ["It is the mapping."]
    first, second = [update.stamp for _, update in assigned.zendesk.notes]
    assert first < second
    assert (await assigned.submission()).state is SubmissionState.SENT


async def test_429_waits_as_long_as_zendesk_asks(assigned: Office, sanne: Link) -> None:
    assigned.zendesk.failing["update"] = [ZendeskAway("Zendesk asks us to slow down.", retry_after=37)]
    await assigned.write(sanne)
    await assigned.engine.do_next()
    await assigned.engine.do_next()
    assert assigned.engine.waits == [37]
    waiting = await assigned.submission()
    assert (waiting.state, waiting.trouble) == (SubmissionState.ACCEPTED, "Zendesk asks us to slow down.")
    await assigned.engine.run()
    assert assigned.zendesk.notes_on(TICKET) == ["It is the mapping."]


async def test_lost_before_the_commit_is_sent_again_identically(assigned: Office, sanne: Link) -> None:
    assigned.zendesk.failing["update"] = [OutcomeUnknown(), OutcomeUnknown()]
    await assigned.write(sanne)
    await assigned.engine.run()
    assert assigned.zendesk.notes_on(TICKET) == ["It is the mapping."]
    assert len(assigned.zendesk.notes) == 3
    assert len(set(map(repr, assigned.zendesk.notes))) == 1
    assert assigned.engine.waits[:2] == [2, 5]


async def test_lost_after_the_commit_is_found_and_not_sent_again(assigned: Office, sanne: Link) -> None:
    assigned.zendesk.failing_after_note = [OutcomeUnknown()]
    await assigned.write(sanne)
    await assigned.engine.run()
    assert assigned.zendesk.notes_on(TICKET) == ["It is the mapping."]
    assert len(assigned.zendesk.notes) == 1
    assert (await assigned.submission()).state is SubmissionState.SENT


async def test_lost_note_is_shown_as_unknown_while_zendesk_is_away(assigned: Office, sanne: Link) -> None:
    assigned.zendesk.failing_after_note = [OutcomeUnknown()]
    await assigned.write(sanne)
    await assigned.engine.do_next()
    await assigned.engine.do_next()
    assert (await assigned.submission()).state is SubmissionState.UNKNOWN
    with away(assigned.zendesk):
        await assigned.engine.run(600)
        waiting = await assigned.submission()
        assert (waiting.state, waiting.trouble) == (SubmissionState.UNKNOWN, str(ZendeskAway()))
    await assigned.engine.run()
    assert len(assigned.zendesk.notes_on(TICKET)) == 1


async def test_unseen_note_keeps_the_stamp_so_that_it_cannot_be_written_twice(assigned: Office, sanne: Link) -> None:
    """The audits may lag behind the ticket: only the old stamp tells that the first try got through."""
    assigned.zendesk.failing_after_note = [OutcomeUnknown()]
    await assigned.write(sanne)
    await assigned.engine.do_next()
    await assigned.engine.do_next()
    hidden = assigned.zendesk.history[TICKET].pop()
    await assigned.engine.do_next()
    assigned.zendesk.history[TICKET].append(hidden)
    await assigned.engine.run()
    assert len(assigned.zendesk.notes) == 2
    assert len(assigned.zendesk.notes_on(TICKET)) == 1


async def test_process_that_dies_while_sending_leaves_one_note(assigned: Office, sanne: Link) -> None:
    def die() -> None:
        raise Crash

    assigned.zendesk.meanwhile = [die]
    await assigned.write(sanne)
    with pytest.raises(Crash):
        await assigned.engine.run()
    assert (await assigned.submission()).state is SubmissionState.SENDING
    assigned.restart()
    await assigned.engine.run()
    assert assigned.zendesk.notes_on(TICKET) == ["It is the mapping."]
    assert assigned.zendesk.notes[0] == assigned.zendesk.notes[1]


async def test_process_that_dies_after_the_note_was_stored_adopts_it(assigned: Office, sanne: Link) -> None:
    assigned.zendesk.failing_after_note = [Crash()]  # type: ignore[list-item]
    await assigned.write(sanne)
    with pytest.raises(Crash):
        await assigned.engine.run()
    assigned.restart()
    await assigned.engine.run()
    assert assigned.zendesk.notes_on(TICKET) == ["It is the mapping."]
    assert len(assigned.zendesk.notes) == 1


async def test_ticket_that_just_changed_is_waited_for(assigned: Office, sanne: Link) -> None:
    await assigned.write(sanne)
    assigned.zendesk.comment(TICKET, VISSER.id, "One more thing.")
    await assigned.engine.do_next()
    await assigned.engine.do_next()
    assert assigned.engine.waits == [STAMP_GRAIN.total_seconds()]
    assert assigned.zendesk.notes == []
    await assigned.engine.run()
    assert len(assigned.zendesk.notes) == 1


async def test_closed_ticket_is_refused(assigned: Office, sanne: Link) -> None:
    assigned.zendesk.set_status(TICKET, Status.CLOSED, VISSER.id)
    await assigned.write(sanne)
    await assigned.engine.run()
    refused = await assigned.submission()
    assert refused.state is SubmissionState.REFUSED
    assert "closed" in str(refused.refusal)
    assert assigned.zendesk.notes == []


async def test_ticket_that_left_the_group_meanwhile_is_refused_and_never_written_to(
    assigned: Office, sanne: Link
) -> None:
    assigned.zendesk.unrestricted.add(SANNE.id)
    await assigned.write(sanne)
    assigned.zendesk.assign(TICKET, VENDOR, TOM.id)
    await assigned.engine.run()
    refused = await assigned.submission()
    assert "no such ticket in your groups" in str(refused.refusal)
    assert "connection broke" not in str(refused.refusal)
    assert assigned.zendesk.notes == []


async def test_refusal_after_an_unknown_outcome_says_so(assigned: Office, sanne: Link) -> None:
    assigned.zendesk.failing_after_note = [OutcomeUnknown()]
    await assigned.write(sanne)
    await assigned.engine.do_next()
    await assigned.engine.do_next()
    assigned.zendesk.assign(TICKET, VENDOR, TOM.id)
    await assigned.engine.run()
    assert "ask the vendor whether the note is already there" in str((await assigned.submission()).refusal)


async def test_plain_refusal_by_zendesk_is_final_and_claims_nothing_else(assigned: Office, sanne: Link) -> None:
    assigned.zendesk.failing["update"] = [Rejected("Zendesk did not accept this: Too many comments.")]
    await assigned.write(sanne)
    await assigned.engine.run()
    refused = await assigned.submission()
    assert (refused.state, refused.refusal) == (
        SubmissionState.REFUSED,
        "Zendesk did not accept this: Too many comments.",
    )


async def test_agent_who_joined_the_group_meanwhile_may_write(assigned: Office, sanne: Link) -> None:
    await assigned.write(sanne)
    await assigned.store.links.put(replace(sanne, agent=replace(SANNE, groups=(BE,))))
    await assigned.engine.run()
    assert len(assigned.zendesk.notes_on(TICKET)) == 1


async def test_r3_light_agent_leaves_a_pending_ticket_pending(assigned: Office, sanne: Link) -> None:
    assigned.zendesk.set_status(TICKET, Status.PENDING, VISSER.id)
    await assigned.write(sanne)
    await assigned.engine.run()
    assert [update.set_open for _, update in assigned.zendesk.notes] == [False]
    assert (await assigned.submission()).left_status == "pending"


@pytest.mark.parametrize("status", [Status.NEW, Status.PENDING, Status.HOLD, Status.SOLVED])
async def test_r3_full_agent_sets_open_when_it_is_not(assigned: Office, tom: Link, status: Status) -> None:
    assigned.zendesk.set_status(TICKET, status, VISSER.id)
    await assigned.write(tom)
    await assigned.engine.run()
    assert [update.set_open for _, update in assigned.zendesk.notes] == [True]
    assert (await assigned.submission()).left_status is None


async def test_r3_full_agent_sends_no_status_to_an_open_ticket(assigned: Office, tom: Link) -> None:
    await assigned.write(tom)
    await assigned.engine.run()
    assert [update.set_open for _, update in assigned.zendesk.notes] == [False]


async def test_r3_licence_that_became_light_meanwhile_sends_no_status(assigned: Office, tom: Link) -> None:
    assigned.zendesk.set_status(TICKET, Status.PENDING, VISSER.id)
    assigned.zendesk.change_licence(TOM.id, Licence.LIGHT)
    await assigned.write(tom)
    await assigned.engine.run()
    assert [update.set_open for _, update in assigned.zendesk.notes] == [False]
    assert assigned.zendesk.found[TICKET].status is Status.PENDING


async def test_lost_licence_is_told_as_such(assigned: Office, tom: Link) -> None:
    assigned.zendesk.unrestricted.add(TOM.id)
    assigned.zendesk.agents[TOM.id] = replace(TOM, licence=Licence.NONE, groups=())
    await assigned.desk.connections.refresh(tom)
    await assigned.write(await assigned.desk.connections.link("U-TOM"), ticket_id=2)
    assigned.zendesk.create(2, NL, VISSER.id)
    await assigned.engine.run()
    assert "not an active agent any more" in str((await assigned.submission()).refusal)


async def test_r12_requester_who_left_the_group_since_is_refused(assigned: Office, sanne: Link) -> None:
    """The remembered groups still say yes: Zendesk would show the note to the customer."""
    await assigned.write(sanne)
    assigned.zendesk.found[TICKET] = replace(assigned.zendesk.found[TICKET], requester_id=SANNE.id)
    assigned.zendesk.regroup(SANNE.id, BE)
    await assigned.engine.run()
    assert "show your note to the customer" in str((await assigned.submission()).refusal)
    assert assigned.zendesk.notes == []


async def test_revoked_token_waits_for_the_person_to_connect_again(assigned: Office, sanne: Link) -> None:
    assigned.zendesk.revoked.add(SANNE.id)
    await assigned.write(sanne)
    await assigned.engine.run(300)
    link = await assigned.store.links.get("U-SANNE")
    assert link
    assert link.lapsed
    assert (await assigned.submission()).trouble == str(ConnectionLapsed())
    assert assigned.chat.texts_to("U-SANNE") == ["admin news"]
    assigned.zendesk.revoked.clear()
    await assigned.connect("U-SANNE", SANNE)
    await assigned.engine.run()
    assert assigned.zendesk.notes_on(TICKET) == ["It is the mapping."]


async def test_token_revoked_at_the_write_itself_lapses_too(assigned: Office, sanne: Link) -> None:
    assigned.zendesk.failing["update"] = [ConnectionLapsed()]
    await assigned.write(sanne)
    await assigned.engine.run(120)
    assert (await assigned.submission()).state is SubmissionState.ACCEPTED
    await assigned.connect("U-SANNE", SANNE)
    await assigned.engine.run()
    assert len(assigned.zendesk.notes_on(TICKET)) == 1


async def test_person_who_disconnects_meanwhile_is_waited_for(assigned: Office, sanne: Link) -> None:
    await assigned.write(sanne)
    await assigned.desk.connections.disconnect("U-SANNE")
    await assigned.engine.run(120)
    assert assigned.zendesk.notes == []
    await assigned.connect("U-SANNE", SANNE)
    await assigned.engine.run()
    assert len(assigned.zendesk.notes_on(TICKET)) == 1


async def test_a_note_whose_author_never_signs_in_again_is_given_back_and_lets_the_others_pass(
    assigned: Office, sanne: Link, tom: Link
) -> None:
    assigned.zendesk.revoked.add(SANNE.id)
    await assigned.write(sanne, "Hers.", id="s1")
    await assigned.engine.run(120)
    assigned.clock.advance(3 * 24 * 3600)
    await assigned.write(tom, "His.", id="s2")
    await assigned.engine.run(300)
    hers = await assigned.submission("s1")
    assert hers.state is SubmissionState.REFUSED
    assert "three days" in (hers.refusal or "")
    assert assigned.zendesk.notes_on(TICKET) == ["His."]


async def test_notes_of_one_ticket_keep_their_order(assigned: Office, sanne: Link, tom: Link) -> None:
    assigned.zendesk.failing["update"] = [ZendeskAway(retry_after=30), OutcomeUnknown()]
    await assigned.write(sanne, "First.", id="s1")
    await assigned.write(tom, "Second.", id="s2")
    await assigned.write(sanne, "Third.", id="s3")
    await assigned.engine.run()
    assert assigned.zendesk.notes_on(TICKET) == ["First.", "Second.", "Third."]


async def test_notes_keep_their_order_when_the_clock_is_put_back(assigned: Office, sanne: Link, tom: Link) -> None:
    assigned.zendesk.failing["update"] = [ZendeskAway(retry_after=30)]
    await assigned.write(sanne, "First.", id="s1")
    await assigned.engine.do_next()
    await assigned.engine.do_next()
    assigned.clock.advance(-3600)
    await assigned.write(tom, "Second.", id="s2")
    await assigned.engine.run(2 * 3600)
    assert assigned.zendesk.notes_on(TICKET) == ["First.", "Second."]


async def test_notes_keep_their_order_when_the_database_does_not_take_the_first_one_at_once(
    assigned: Office, sanne: Link, tom: Link, monkeypatch: pytest.MonkeyPatch
) -> None:
    add, locked = SqliteSubmissions.add, iter([True])

    async def add_later(submissions: SqliteSubmissions, submission: Submission) -> None:
        if next(locked, False):
            raise StorageUnusable
        await add(submissions, submission)

    monkeypatch.setattr(SqliteSubmissions, "add", add_later)
    await assigned.write(sanne, "First.", id="s1")
    await assigned.write(tom, "Second.", id="s2")
    await assigned.engine.run()
    assert assigned.zendesk.notes_on(TICKET) == ["First.", "Second."]


async def test_looking_whether_it_is_ones_turn_becomes_rare(assigned: Office, sanne: Link, tom: Link) -> None:
    assigned.zendesk.revoked.add(SANNE.id)
    await assigned.write(sanne, "First.", id="s1")
    await assigned.write(tom, "Second.", id="s2")
    await assigned.engine.do_next()
    await assigned.engine.do_next()
    assert await assigned.desk.updates.attempt("s2") == TURN
    await assigned.engine.run(3600)
    assert len(assigned.engine.waits) < 2 * 60 + 60


async def test_notes_of_another_ticket_do_not_wait(assigned: Office, sanne: Link, tom: Link) -> None:
    assigned.zendesk.create(2, NL, VISSER.id)
    assigned.zendesk.revoked.add(SANNE.id)
    await assigned.write(sanne, "First.", id="s1")
    await assigned.write(tom, "Second.", id="s2", ticket_id=2)
    await assigned.engine.run(60)
    assert assigned.zendesk.notes_on(2) == ["Second."]


async def test_while_zendesk_is_away_one_asks_for_all(assigned: Office, sanne: Link) -> None:
    for number in range(2, 12):
        assigned.zendesk.create(number, NL, VISSER.id)
        await assigned.write(sanne, f"Text {number}.", id=f"s{number}", ticket_id=number)
    asked = len(assigned.zendesk.requests)
    with away(assigned.zendesk):
        await assigned.engine.run(600)
        assert len(assigned.zendesk.requests) - asked < 20
    await assigned.engine.run()
    assert all(assigned.zendesk.notes_on(number) == [f"Text {number}."] for number in range(2, 12))


async def test_files_are_uploaded_once_and_ride_along(assigned: Office, sanne: Link) -> None:
    assigned.chat.files[LOG.url] = b"log"
    assigned.zendesk.failing["update"] = [ZendeskAway(retry_after=60)]
    await assigned.write(sanne, analysis=Analysis(plain_text("See the log."), files=(LOG,)))
    await assigned.engine.run()
    assert [(name, content) for _, name, content in assigned.zendesk.uploads.values()] == [("log.txt", b"log")]
    assert [update.uploads for _, update in assigned.zendesk.notes] == [("upload-1",)] * 2


async def test_uploads_older_than_fifty_minutes_are_made_anew(assigned: Office, sanne: Link) -> None:
    assigned.chat.files[LOG.url] = b"log"
    assigned.zendesk.failing["update"] = [ZendeskAway(retry_after=50 * 60)]
    await assigned.write(sanne, analysis=Analysis(plain_text("See the log."), files=(LOG,)))
    await assigned.engine.run(2 * 3600)
    assert [update.uploads for _, update in assigned.zendesk.notes] == [("upload-1",), ("upload-2",)]
    assert (await assigned.submission()).state is SubmissionState.SENT


async def test_text_too_long_for_a_note_rides_along_whole(assigned: Office, sanne: Link) -> None:
    text = "ünïcode " * 10_000
    await assigned.write(sanne, text)
    await assigned.engine.run()
    ((_, name, content),) = assigned.zendesk.uploads.values()
    assert (name, content.decode()) == ("analysis.txt", text)


async def test_file_that_is_gone_refuses_with_the_reason(assigned: Office, sanne: Link) -> None:
    await assigned.write(sanne, analysis=Analysis(plain_text("See the log."), files=(LOG,)))
    await assigned.engine.run()
    assert "no longer in the chat" in str((await assigned.submission()).refusal)
    assert assigned.zendesk.notes == []


async def test_chat_that_is_away_holds_up_the_file_and_not_zendesk(assigned: Office, sanne: Link) -> None:
    assigned.chat.files[LOG.url] = b"log"
    await assigned.write(sanne, analysis=Analysis(plain_text("See the log."), files=(LOG,)))
    assigned.chat.away = ChatAway(retry_after=20)
    await assigned.engine.run(60)
    assert 20 in assigned.engine.waits
    assert assigned.desk.breaker.wait() == 0
    assigned.chat.away = None
    await assigned.engine.run()
    assert len(assigned.zendesk.notes_on(TICKET)) == 1


async def test_what_zendesk_altered_is_marked(assigned: Office, sanne: Link) -> None:
    assigned.zendesk.alters = str.upper
    await assigned.write(sanne)
    await assigned.engine.run()
    sent = await assigned.submission()
    assert (sent.altered, sent.stored_text) == (True, "IT IS THE MAPPING.")


async def test_note_that_zendesk_dropped_is_not_called_whole(assigned: Office, sanne: Link) -> None:
    assigned.zendesk.drops_comments = True
    await assigned.write(sanne)
    await assigned.engine.run()
    sent = await assigned.submission()
    assert (sent.altered, sent.stored_text) == (True, None)


async def test_r2_note_that_went_public_is_marked(assigned: Office, sanne: Link) -> None:
    assigned.zendesk.makes_public = True
    await assigned.write(sanne)
    await assigned.engine.run()
    assert (await assigned.submission()).went_public


async def test_card_shows_the_note_even_when_the_process_dies_before_touching_it(assigned: Office, sanne: Link) -> None:
    await assigned.write(sanne)
    await assigned.engine.run()
    await assigned.desk.cards.refresh()
    drawn = len(assigned.chat.redrawn)
    assert await assigned.desk.updates.attempt("s1") is None  # its last step was stored, but not that it was done
    await assigned.desk.cards.refresh()
    assert len(assigned.chat.redrawn) == drawn + 1


async def test_people_mentioned_are_called_by_their_names(assigned: Office, sanne: Link) -> None:
    mention = RichText((Block("paragraph", (Span("Ask "), Span("@U-TOM", mention="U-TOM"))),))
    assigned.chat.people["U-TOM"] = "Tom"
    await assigned.write(sanne, analysis=Analysis(mention))
    await assigned.engine.run()
    assert assigned.zendesk.notes_on(TICKET) == ["Ask @Tom"]


async def test_names_that_the_chat_cannot_tell_now_hold_nothing_up(assigned: Office, sanne: Link) -> None:
    mention = RichText((Block("paragraph", (Span("Ask "), Span("@U-TOM", mention="U-TOM"))),))
    await assigned.write(sanne, analysis=Analysis(mention))
    assigned.chat.away = ChatAway()
    await assigned.engine.do_next()
    assigned.chat.away = None
    await assigned.engine.run()
    assert assigned.zendesk.notes_on(TICKET) == ["Ask @U-TOM"]


async def test_unexpected_trouble_is_no_end(assigned: Office, sanne: Link) -> None:
    assigned.zendesk.failing["ticket"] = [PostUnknown()]
    await assigned.write(sanne)
    await assigned.engine.run()
    assert assigned.engine.mistakes == []
    assert (await assigned.submission()).queued_at
    assert len(assigned.zendesk.notes_on(TICKET)) == 1


async def test_submission_that_was_never_recorded_is_a_mistake(assigned: Office) -> None:
    with pytest.raises(AssertionError):
        await assigned.desk.updates.attempt("unknown")


TROUBLES = st.sampled_from(
    [None, None, ZendeskAway(), ZendeskAway(retry_after=7.0), TicketMoved(), OutcomeUnknown(), ConnectionLapsed()]
)
MEANWHILE = st.sampled_from(["nothing", "nothing", "a customer replies", "it is set pending", "the process dies"])


def happen(office: Office, what: str) -> None:
    if what == "a customer replies":
        office.clock.advance(1)
        office.zendesk.comment(TICKET, 31, "And now?", public=True)
    elif what == "it is set pending":
        office.clock.advance(1)
        office.zendesk.set_status(TICKET, Status.PENDING, VISSER.id)
    elif what == "the process dies":
        raise Crash


async def carry_through(office: Office, agent: Agent) -> None:
    """Runs until all is done, whoever dies and whoever has to connect again."""
    for _ in range(40):
        with suppress(Crash):
            await office.engine.run(600)
        office.restart()
        current = await office.store.links.get("U1")
        if current and current.lapsed:
            await office.connect("U1", agent)
        if not office.engine.names:
            return


@given(
    before=st.lists(TROUBLES, max_size=4),
    after=st.lists(st.sampled_from([None, OutcomeUnknown(), Crash()]), max_size=3),
    meanwhile=st.lists(MEANWHILE, max_size=4),
    reading=st.lists(st.sampled_from([None, ZendeskAway(), ConnectionLapsed()]), max_size=3),
    light=st.booleans(),
)
async def test_r11_two_submissions_are_two_notes_in_order_whatever_happens(
    before: list[DeskError | None],
    after: list[DeskError | None],
    meanwhile: list[str],
    reading: list[DeskError | None],
    light: bool,  # noqa: FBT001 - drawn by name
) -> None:
    async with opened_office() as office:
        agent = SANNE if light else TOM
        link = await office.connect("U1", agent)
        await office.watch()
        await office.assigned()
        office.zendesk.failing = {"update": list(before), "ticket": list(reading)}
        office.zendesk.failing_after_note = list(after)
        office.zendesk.meanwhile = [partial(happen, office, what) for what in meanwhile]
        await office.write(link, "First.", id="s1")
        await office.write(link, "Second.", id="s2")
        await carry_through(office, agent)
        assert office.zendesk.notes_on(TICKET) == ["First.", "Second."]
        assert not any(
            audit.comment and audit.comment.public for audit in office.zendesk.history[TICKET] if audit.submission
        )
        assert not (light and any(update.set_open for _, update in office.zendesk.notes))
        assert {(await office.submission(each)).state for each in ("s1", "s2")} == {SubmissionState.SENT}
        assert office.engine.mistakes == []
        assert office.clock() - (await office.submission("s2")).accepted_at < timedelta(days=1)


async def test_a_ticket_that_takes_no_more_changes_keeps_no_other_note_waiting(assigned: Office, sanne: Link) -> None:
    await assigned.assigned(TICKET + 1)
    delivery = assigned.desk.updates
    for number in (1, 2):
        await delivery.record(await assigned.write(sanne, id=f"s{number}", ticket_id=TICKET + number - 1))
    assigned.zendesk.failing["update"] = [TicketBusy(retry_after=420)]
    assert await delivery.attempt("s1") == 420
    assert await delivery.attempt("s2") is None
    assert (await assigned.submission()).trouble == str(TicketBusy())
    assert await delivery.attempt("s1") is None
