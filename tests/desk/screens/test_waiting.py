"""Work that waits is in people's hands: seen, tried now, or given up with the text back."""

import asyncio

import pytest

from desk.errors import ChatAway, OutcomeUnknown, Refusal, ZendeskAway
from desk.intake.feed import card_post
from desk.model.new_tickets import CreationState, NewTicket, NewTicketRequest, TicketKind
from desk.model.people import Link
from desk.model.posts import AdminNews, CreationRefused, NoteRefused, Post, PostRecord
from desk.model.rich_text import plain_text
from desk.model.submissions import Submission, SubmissionState
from desk.posting.posting import GRACE
from desk.screens.waiting import LISTED
from desk.screens.waiting_items import WorkKind, WorkRef
from tests.desk.office import BEA, CHANNEL, TICKET, Office

NOTE = WorkRef(WorkKind.NOTE, "s1")
NEW = WorkRef(WorkKind.TICKET, "n1")
HELLO = Post("hello", "U-SANNE", AdminNews("Hello."))
MESSAGE = WorkRef(WorkKind.POST, HELLO.key)
ARCHIVED = "the channel is archived."
LEFT = "the person has left this workspace."


async def waiting(office: Office, link: Link) -> None:
    """A note that Zendesk has asked to come back with in an hour."""
    office.zendesk.failing["update"] = [ZendeskAway(retry_after=3600)]
    await office.write(link, "Patience.")
    await office.engine.do_next()
    await office.engine.do_next()
    assert (await office.submission()).state is SubmissionState.ACCEPTED


async def asked_for(office: Office, link: Link) -> None:
    """A new ticket that is on its way, its dialog settled."""
    wish = NewTicketRequest("n1", TICKET, TicketKind.CHANGE_REQUEST, "Longer exports", plain_text("Raise the limit."))
    await office.desk.new_tickets.accept(link, wish)
    office.clock.advance(1)
    await office.engine.do_next()
    await office.engine.do_next()


async def new_ticket(office: Office) -> NewTicket:
    new = await office.store.new_tickets.get("n1")
    assert new
    return new


async def given_up(office: Office) -> None:
    """A message to somebody who cannot be written to."""
    office.chat.unreachable["U-SANNE"] = LEFT
    await office.engine.post(HELLO)
    await office.engine.run(0)
    assert "post:hello" not in office.engine.names


async def card_waits(office: Office) -> WorkRef:
    """A card that has no channel to be posted to."""
    office.chat.unreachable[CHANNEL] = ARCHIVED
    assignment = await office.assigned()
    return WorkRef(WorkKind.POST, card_post(assignment.key, CHANNEL).key)


async def test_r1_each_sees_their_own_and_their_groups_and_an_admin_the_rest_without_its_ticket(
    watched: Office, sanne: Link, tom: Link
) -> None:
    bea = await watched.connect("U-BEA", BEA)
    await watched.watch("C2", by="U-ADMIN")
    await watched.assigned()
    await waiting(watched, sanne)
    seen = {
        user: [(each.ref.id, each.ticket_id, each.in_hand) for each in await watched.desk.waiting.seen_by(user, link)]
        for user, link in (("U-SANNE", None), ("U-TOM", tom), ("U-BEA", bea), ("U-NOBODY", None), ("U-ADMIN", bea))
    }
    assert seen == {
        "U-SANNE": [("s1", TICKET, True)],
        "U-TOM": [("s1", TICKET, True)],
        "U-BEA": [],
        "U-NOBODY": [],
        "U-ADMIN": [("s1", None, True)],
    }


async def test_whoever_is_only_of_the_group_sees_it_and_decides_nothing(assigned: Office, sanne: Link) -> None:
    await waiting(assigned, sanne)
    colleague = await assigned.connect("U-KIM", sanne.agent)
    (seen,) = await assigned.desk.waiting.seen_by("U-KIM", colleague)
    assert (seen.ticket_id, seen.in_hand) == (TICKET, False)


async def test_notes_new_tickets_and_messages_are_listed_with_the_reason(assigned: Office, sanne: Link) -> None:
    assigned.chat.unreachable[CHANNEL] = ARCHIVED
    await assigned.assigned(2)
    assigned.zendesk.failing["create_ticket"] = [ZendeskAway(retry_after=3600)]
    await asked_for(assigned, sanne)
    assigned.desk.breaker.close()
    await waiting(assigned, sanne)
    seen = await assigned.desk.waiting.seen_by("U-TOM", None)
    assert [each.ref.kind for each in seen] == [WorkKind.NOTE, WorkKind.TICKET, WorkKind.POST]
    assert all(each.work.trouble for each in seen)


async def test_retry_tries_at_once_whatever_was_waited_for(assigned: Office, sanne: Link) -> None:
    await waiting(assigned, sanne)
    await assigned.desk.waiting.retry("U-SANNE", sanne, NOTE)
    assert (await assigned.submission()).state is SubmissionState.SENT
    await assigned.engine.run(7200)
    assert len(assigned.zendesk.notes_on(TICKET)) == 1


async def test_retry_while_zendesk_is_still_away_says_that_it_waits(assigned: Office, sanne: Link) -> None:
    await waiting(assigned, sanne)
    assigned.zendesk.failing["update"] = [ZendeskAway()]
    now = await assigned.desk.waiting.retry("U-SANNE", sanne, NOTE)
    assert isinstance(now.work, Submission)
    assert not now.work.state.is_final
    assert now.work.trouble
    await assigned.engine.run(7200)
    assert (await assigned.submission()).state is SubmissionState.SENT


async def test_giving_up_gives_the_author_the_text_back_and_sends_nothing(assigned: Office, sanne: Link) -> None:
    await waiting(assigned, sanne)
    await assigned.desk.waiting.give_up("U-SANNE", sanne, NOTE)
    assert (await assigned.submission()).state is SubmissionState.REFUSED
    await assigned.engine.run(7200)
    (back,) = [each for each in assigned.chat.messages_to("U-SANNE") if isinstance(each, NoteRefused)]
    assert back.text == "Patience."
    assert assigned.zendesk.notes_on(TICKET) == []


async def test_giving_up_what_landed_without_an_answer_finds_it_there(assigned: Office, sanne: Link) -> None:
    assigned.zendesk.failing_after_note = [OutcomeUnknown()]
    await assigned.write(sanne)
    await assigned.engine.do_next()
    await assigned.engine.do_next()
    assert (await assigned.submission()).state is SubmissionState.UNKNOWN
    await assigned.desk.waiting.give_up("U-SANNE", sanne, NOTE)
    assert (await assigned.submission()).state is SubmissionState.SENT


async def test_giving_up_what_may_have_landed_while_zendesk_is_away_says_so(assigned: Office, sanne: Link) -> None:
    assigned.zendesk.failing_after_note = [OutcomeUnknown()]
    await assigned.write(sanne)
    await assigned.engine.do_next()
    await assigned.engine.do_next()
    assigned.zendesk.away = ZendeskAway()
    await assigned.desk.waiting.give_up("U-SANNE", sanne, NOTE)
    now = await assigned.submission()
    assert now.state is SubmissionState.REFUSED
    assert "ask the vendor whether the note is already there" in (now.refusal or "")


async def test_giving_up_what_was_not_found_but_may_still_land_says_so(assigned: Office, sanne: Link) -> None:
    assigned.zendesk.failing["update"] = [OutcomeUnknown()]
    await assigned.write(sanne)
    await assigned.engine.do_next()
    await assigned.engine.do_next()
    assert (await assigned.submission()).state is SubmissionState.UNKNOWN
    await assigned.desk.waiting.give_up("U-SANNE", sanne, NOTE)
    now = await assigned.submission()
    assert now.state is SubmissionState.REFUSED
    assert "ask the vendor whether the note is already there" in (now.refusal or "")


async def test_an_admin_decides_too_and_the_text_goes_to_its_author(assigned: Office, sanne: Link) -> None:
    await waiting(assigned, sanne)
    await assigned.desk.waiting.give_up("U-TOM", None, NOTE)  # who ran watch
    await assigned.engine.run(7200)
    assert [each for each in assigned.chat.messages_to("U-TOM") if isinstance(each, NoteRefused)] == []
    assert [each for each in assigned.chat.messages_to("U-SANNE") if isinstance(each, NoteRefused)]


@pytest.mark.parametrize("ref", [NOTE, NEW, MESSAGE, WorkRef(WorkKind.NOTE, "unheard of")], ids=lambda ref: str(ref.id))
async def test_nobody_else_decides(assigned: Office, sanne: Link, ref: WorkRef) -> None:
    assigned.zendesk.failing["create_ticket"] = [ZendeskAway(retry_after=3600)]
    await asked_for(assigned, sanne)
    assigned.desk.breaker.close()
    await waiting(assigned, sanne)
    await given_up(assigned)
    bea = await assigned.connect("U-BEA", BEA)
    for decide in (assigned.desk.waiting.retry, assigned.desk.waiting.give_up):
        with pytest.raises(Refusal, match="Only its author or your partner admin"):
            await decide("U-BEA", bea, ref)
    assert (await assigned.submission()).given_up_by is None
    assert (await new_ticket(assigned)).given_up_by is None


async def test_a_decision_about_what_is_done_changes_nothing(assigned: Office, sanne: Link) -> None:
    await assigned.write(sanne)
    await assigned.engine.run()
    await assigned.desk.waiting.give_up("U-SANNE", sanne, NOTE)
    assert (await assigned.submission()).state is SubmissionState.SENT
    assert len(assigned.zendesk.notes) == 1


async def test_a_new_ticket_is_tried_at_once_and_made_once(assigned: Office, tom: Link) -> None:
    assigned.zendesk.failing["create_ticket"] = [ZendeskAway(retry_after=3600)]
    await asked_for(assigned, tom)
    now = await assigned.desk.waiting.retry("U-TOM", tom, NEW)
    assert isinstance(now.work, NewTicket)
    assert now.work.state is CreationState.CREATED
    await assigned.engine.run(7200)
    assert len(assigned.zendesk.made) == 1
    assert len([key for key in assigned.chat.keys if key.startswith("created:n1")]) == 1


async def test_a_new_ticket_that_is_given_up_is_not_made_and_its_text_comes_back(assigned: Office, sanne: Link) -> None:
    assigned.zendesk.failing["create_ticket"] = [ZendeskAway(retry_after=3600)]
    await asked_for(assigned, sanne)
    await assigned.desk.waiting.give_up("U-TOM", None, NEW)
    await assigned.engine.run(7200)
    (back,) = [each for each in assigned.chat.messages_to("U-SANNE") if isinstance(each, CreationRefused)]
    assert "Raise the limit." in back.text
    assert assigned.zendesk.made == []


async def test_giving_up_a_new_ticket_that_is_there_finds_it(assigned: Office, tom: Link) -> None:
    assigned.zendesk.unrestricted.add(tom.agent.id)
    assigned.zendesk.failing_after_creation = [OutcomeUnknown()]
    await asked_for(assigned, tom)
    await assigned.desk.waiting.give_up("U-TOM", tom, NEW)
    assert (await new_ticket(assigned)).state is CreationState.CREATED
    await assigned.engine.run(7200)
    assert len(assigned.zendesk.made) == 1


@pytest.mark.parametrize("away", [True, False])
async def test_giving_up_a_new_ticket_that_nobody_sees_says_that_it_may_be_there(
    assigned: Office, sanne: Link, *, away: bool
) -> None:
    assigned.zendesk.failing_after_creation = [OutcomeUnknown()]
    await asked_for(assigned, sanne)
    assigned.zendesk.away = ZendeskAway() if away else None
    await assigned.desk.waiting.give_up("U-SANNE", sanne, NEW)
    now = await new_ticket(assigned)
    assert now.state is CreationState.REFUSED
    assert "It may be there: ask the vendor" in (now.refusal or "")


async def test_a_message_that_was_given_up_is_listed_for_a_week_and_posted_again_by_hand(office: Office) -> None:
    await given_up(office)
    (seen,) = await office.desk.waiting.seen_by("U-SANNE", None)
    assert (seen.ref, seen.work.trouble) == (MESSAGE, LEFT)
    await office.watch(by="U-TOM")
    still = await office.desk.waiting.retry("U-TOM", None, MESSAGE)
    assert still.work.trouble == LEFT
    office.chat.unreachable.clear()
    office.clock.advance(GRACE.total_seconds())
    posted = await office.desk.waiting.retry("U-TOM", None, MESSAGE)
    assert isinstance(posted.work, PostRecord)
    assert posted.work.ts
    assert office.chat.keys == ["hello"]
    assert await office.desk.waiting.seen_by("U-TOM", None) == ()


async def test_after_a_week_nobody_wants_it_any_more(office: Office) -> None:
    await given_up(office)
    office.clock.advance(LISTED.total_seconds())
    assert len(await office.desk.waiting.seen_by("U-SANNE", None)) == 1
    await office.desk.waiting.tidy()
    assert await office.store.posts.get("hello")
    office.clock.advance(1)
    assert await office.desk.waiting.seen_by("U-SANNE", None) == ()
    await office.desk.waiting.tidy()
    assert await office.store.posts.get("hello") is None


async def test_a_message_stays_given_up_when_the_chat_is_away_at_the_retry(office: Office) -> None:
    await given_up(office)
    office.chat.unreachable.clear()
    office.chat.away = ChatAway()
    office.clock.advance(GRACE.total_seconds())
    still = await office.desk.waiting.retry("U-SANNE", None, MESSAGE)
    assert isinstance(still.work, PostRecord)
    assert (still.work.given_up_at is not None, still.work.trouble) == (True, str(ChatAway()))


async def test_a_card_that_waits_for_its_channel_is_posted_at_once_and_once(watched: Office) -> None:
    card = await card_waits(watched)
    watched.chat.unreachable.clear()
    watched.clock.advance(GRACE.total_seconds())
    await watched.desk.waiting.retry("U-TOM", None, card)
    assert card.id in watched.chat.keys
    await watched.engine.run()
    assert watched.chat.keys.count(card.id) == 1


async def test_a_card_that_no_channel_wants_any_more_is_not_posted(watched: Office) -> None:
    card = await card_waits(watched)
    await watched.watch("C2")  # Tom stays an admin
    await watched.desk.watches.unwatch(CHANNEL)
    watched.clock.advance(GRACE.total_seconds())
    with pytest.raises(Refusal, match="No channel watches that group there any more"):
        await watched.desk.waiting.retry("U-TOM", None, card)
    assert await watched.desk.waiting.seen_by("U-TOM", None) == ()


async def test_a_message_cannot_be_given_up_by_hand(office: Office) -> None:
    await given_up(office)
    with pytest.raises(Refusal, match="can only be posted again"):
        await office.desk.waiting.give_up("U-SANNE", None, MESSAGE)


async def test_the_engine_and_a_person_trying_at_the_same_time_post_once(office: Office) -> None:
    await office.watch(by="U-TOM")
    await given_up(office)
    office.chat.unreachable.clear()
    office.clock.advance(GRACE.total_seconds())
    assert office.engine.posting
    await asyncio.gather(office.engine.posting.attempt(HELLO), office.desk.waiting.retry("U-TOM", None, MESSAGE))
    assert office.chat.keys == ["hello"]
