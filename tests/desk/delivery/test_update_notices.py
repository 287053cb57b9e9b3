"""The author, the card's thread and the admins are told how a submission fared, each once."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from desk.delivery import outbox
from desk.errors import ChatAway, ZendeskAway
from desk.model.analysis import Analysis, Cause, ChatFile
from desk.model.people import Link
from desk.model.posts import MESSAGE_HOLDS, AdminNews, NoteRefused, NoteSaved
from desk.model.rich_text import plain_text
from desk.model.submissions import SubmissionRequest, SubmissionState
from desk.model.tickets import Status
from tests.desk.office import BE, CHANNEL, NL, SANNE, TICKET, TOM, VISSER, Office
from tests.fakes import away


def request() -> SubmissionRequest:
    """As `Office.write` submits it."""
    return SubmissionRequest("s1", TICKET, Analysis(plain_text("It is the mapping.")), screen="V-s1")


def saved(office: Office, to: str) -> list[NoteSaved]:
    return [message for message in office.chat.messages_to(to) if isinstance(message, NoteSaved)]


async def test_dialog_goes_from_saving_to_saved_and_the_thread_hears_once(assigned: Office, sanne: Link) -> None:
    await assigned.write(sanne)
    await assigned.engine.run()
    assert [submission.state for submission in assigned.chat.outcomes] == [SubmissionState.SENT]
    assert assigned.chat.queued == []
    (message,) = saved(assigned, CHANNEL)
    assert (message.author_name, message.left_status, message.subject) == ("Sanne", None, f"Subject of {TICKET}")
    assert assigned.chat.posted[-1].thread == assigned.chat.posted[0].ts
    assert saved(assigned, "U-SANNE") == []


async def test_telling_again_tells_nothing_new(assigned: Office, sanne: Link) -> None:
    await assigned.write(sanne)
    await assigned.engine.run()
    assert assigned.engine.updates
    await assigned.engine.updates.tell("s1")
    await assigned.engine.run()
    assert len(saved(assigned, CHANNEL)) == 1


async def test_author_who_closed_the_dialog_is_told_by_message(assigned: Office, sanne: Link) -> None:
    await assigned.write(sanne)
    assigned.chat.open_screens.clear()
    await assigned.engine.run()
    assert len(saved(assigned, "U-SANNE")) == 1


async def test_outage_is_told_as_queued_once_and_its_end_by_message(assigned: Office, sanne: Link) -> None:
    await assigned.write(sanne)
    with away(assigned.zendesk):
        await assigned.engine.run(3600)
    assert [submission.id for submission in assigned.chat.queued] == ["s1"]
    assert (await assigned.submission()).queued_at
    await assigned.engine.run()
    assert len(assigned.chat.queued) == len(assigned.chat.outcomes) == len(saved(assigned, "U-SANNE")) == 1


async def test_short_wait_is_not_called_queued(assigned: Office, sanne: Link) -> None:
    assigned.zendesk.failing["update"] = [ZendeskAway(retry_after=1)]
    await assigned.write(sanne)
    await assigned.engine.run()
    assert assigned.chat.queued == []
    assert saved(assigned, "U-SANNE") == []


async def test_slow_zendesk_is_told_as_queued_while_it_is_still_waited_for(
    assigned: Office, sanne: Link, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "PATIENCE", timedelta(milliseconds=1))
    assigned.zendesk.gate = asyncio.Event()
    await assigned.write(sanne)
    await assigned.engine.do_next()
    attempt = asyncio.create_task(assigned.engine.do_next())
    await assigned.zendesk.at_the_gate.wait()
    while not assigned.chat.queued:
        await asyncio.sleep(0.001)
    assert not attempt.done()
    assigned.zendesk.gate.set()
    await attempt
    await assigned.engine.run()
    assert assigned.zendesk.notes_on(TICKET) == ["It is the mapping."]
    assert len(saved(assigned, "U-SANNE")) == 1


async def test_chat_that_is_away_keeps_no_note_from_zendesk(
    assigned: Office, sanne: Link, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "PATIENCE", timedelta(milliseconds=-10))
    await assigned.write(sanne)
    assigned.chat.away = ChatAway(retry_after=600)
    await assigned.engine.run(60)
    assert assigned.zendesk.notes_on(TICKET) == ["It is the mapping."]
    assert assigned.chat.queued == []
    assigned.chat.away = None
    await assigned.engine.run()
    assert len(saved(assigned, "U-SANNE")) == len(saved(assigned, CHANNEL)) == 1


async def test_outcome_does_not_overtake_the_drawing_of_saving(assigned: Office, sanne: Link) -> None:
    assigned.chat.open_screens.add("V-s1")
    await assigned.desk.submissions.accept(sanne, request())
    started = asyncio.get_running_loop().time()
    await assigned.engine.run()
    assert asyncio.get_running_loop().time() - started >= 1
    assert len(assigned.chat.outcomes) == 1


async def test_outcome_does_not_overtake_the_answer_to_a_repeated_submit(assigned: Office, sanne: Link) -> None:
    """The first answer was lost, so the dialog stayed open and its author submitted it again."""
    await assigned.write(sanne)
    await assigned.engine.do_next()
    assert await assigned.desk.submissions.taken_in("U-SANNE", request())
    started = asyncio.get_running_loop().time()
    await assigned.engine.run()
    assert asyncio.get_running_loop().time() - started >= 1
    assert len(assigned.chat.outcomes) == 1


async def test_note_written_without_a_dialog_is_told_by_message(assigned: Office, sanne: Link) -> None:
    await assigned.write(sanne)
    submission = await assigned.desk.submissions.accept(
        sanne, SubmissionRequest("s2", TICKET, Analysis(plain_text("Two.")))
    )
    await assigned.engine.run()
    assert submission.screen is None
    assert len(saved(assigned, "U-SANNE")) == 1


async def test_refusal_gives_reason_and_whole_text_back_in_parts(assigned: Office, sanne: Link) -> None:
    text = "".join(chr(0x4E00 + number % 5000) for number in range(2 * MESSAGE_HOLDS + 5))
    assigned.zendesk.set_status(TICKET, Status.CLOSED, VISSER.id)
    await assigned.write(sanne, text)
    await assigned.engine.run()
    parts = [message for message in assigned.chat.messages_to("U-SANNE") if isinstance(message, NoteRefused)]
    assert "".join(part.text for part in parts) == text
    assert [(part.part, part.parts) for part in parts] == [(1, 3), (2, 3), (3, 3)]
    assert all("closed" in part.reason for part in parts)
    assert [submission.state for submission in assigned.chat.outcomes] == [SubmissionState.REFUSED]
    assert saved(assigned, CHANNEL) == []


async def test_refused_text_comes_back_with_cause_advice_and_files(assigned: Office, sanne: Link) -> None:
    assigned.zendesk.set_status(TICKET, Status.CLOSED, VISSER.id)
    log = ChatFile("F1", "log.txt", "text/plain", 3, "https://files.example/F1")
    analysis = Analysis(plain_text("Found."), Cause.DEFECT, plain_text("Mend it."), (log,))
    await assigned.write(sanne, analysis=analysis)
    await assigned.engine.run()
    (message,) = assigned.chat.messages_to("U-SANNE")
    assert isinstance(message, NoteRefused)
    assert message.text == (
        "Found.\n\nCause: Defect in the software\n\nAdvice or next step:\nMend it.\n\nFiles: log.txt"
    )


async def test_r2_author_and_admins_are_told_that_a_note_went_public(assigned: Office, sanne: Link) -> None:
    assigned.zendesk.makes_public = True
    await assigned.write(sanne)
    await assigned.engine.run()
    (to_author,) = saved(assigned, "U-SANNE")
    assert to_author.went_public
    (to_admin,) = [message for message in assigned.chat.messages_to("U-TOM") if isinstance(message, AdminNews)]
    assert f"#{TICKET} is PUBLIC" in to_admin.text
    card = await assigned.desk.drawing.card((await assigned.assignment()).key, CHANNEL)
    assert card
    assert [note.went_public for note in card.notes] == [True]


async def test_altered_text_is_told(assigned: Office, sanne: Link) -> None:
    assigned.zendesk.alters = str.upper
    await assigned.write(sanne)
    await assigned.engine.run()
    assert [message.altered for message in saved(assigned, CHANNEL)] == [True]


async def test_r3_full_agents_of_the_group_are_asked_to_set_the_ticket_open(assigned: Office, sanne: Link) -> None:
    await assigned.connect("U-BEA", replace(TOM, id=25, groups=(BE,)))
    assigned.zendesk.set_status(TICKET, Status.PENDING, VISSER.id)
    await assigned.write(sanne)
    await assigned.engine.run()
    (message,) = saved(assigned, CHANNEL)
    assert (message.left_status, message.full_agents) == ("pending", ("U-TOM",))


async def test_r3_full_agents_are_asked_one_by_one_when_there_is_no_card(
    office: Office, tom: Link, sanne: Link
) -> None:
    office.zendesk.create(TICKET, NL, VISSER.id, status=Status.PENDING)
    office.clock.advance(60)
    await office.desk.watches.watch(tom, CHANNEL, [NL.id], shows_excerpt=True)
    await office.write(sanne)
    await office.engine.run()
    assert [(message.author, message.left_status) for message in saved(office, "U-TOM")] == [("U-SANNE", "pending")]
    assert saved(office, "U-SANNE") == []


async def test_telling_of_what_was_never_recorded_is_a_mistake(assigned: Office) -> None:
    assert assigned.engine.updates
    with pytest.raises(AssertionError):
        await assigned.engine.updates.tell("unknown")


async def test_thread_hears_of_the_note_although_its_card_was_not_known_to_be_there(
    watched: Office, sanne: Link
) -> None:
    """The post's answer was lost: people see the card, and write."""
    watched.zendesk.create(TICKET, NL, VISSER.id)
    watched.clock.advance(10)
    await watched.desk.polling.poll()
    watched.chat.losing_answers = 1
    await watched.engine.do_next()
    assert len(watched.chat.posted) == 1
    assert [card.ts for card in await watched.store.posts.cards_of((await watched.assignment()).key)] == [None]
    await watched.write(sanne)
    await watched.engine.run()
    (message,) = saved(watched, CHANNEL)
    assert message.author_name == "Sanne"
    assert watched.chat.posted[-1].thread == watched.chat.posted[0].ts


async def test_every_channel_with_a_card_hears_of_the_note(watched: Office, sanne: Link) -> None:
    await watched.watch("C2")
    await watched.assigned()
    await watched.write(sanne)
    await watched.engine.run()
    assert len(saved(watched, CHANNEL)) == len(saved(watched, "C2")) == 1
    assert SANNE.id == (await watched.submission()).agent_id
