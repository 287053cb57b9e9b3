"""R9: one new ticket and one note that names it, whatever happens on the way; and who is told."""

from dataclasses import replace
from datetime import timedelta

import pytest

from desk.actions.new_tickets import DescriptionTooLong
from desk.delivery import outbox
from desk.delivery.creations import KEY_LIVES
from desk.errors import (
    AskedOtherwise,
    ChatAway,
    ConnectionLapsed,
    DeskError,
    NotConnected,
    OutcomeUnknown,
    Refusal,
    Rejected,
    StorageUnusable,
    TicketNotYours,
    WouldGoPublic,
    ZendeskAway,
)
from desk.model.new_tickets import CreationState, NewTicket, NewTicketRequest, TicketKind, reference_id
from desk.model.people import Licence, Link
from desk.model.posts import AdminNews, CreationRefused, Message, NoteSaved, ReferenceMissing, TicketCreated
from desk.model.rich_text import Block, RichText, Span, plain_text
from desk.model.submissions import Submission, SubmissionState
from desk.model.tickets import Status
from tests.desk.office import CHANNEL, NL, OTHERS, SANNE, TICKET, TOM, VENDOR, VISSER, Office
from tests.fakes import NOTE_HOLDS, Crash, away

CUSTOMER = 31
WISH = NewTicketRequest(
    "n1", TICKET, TicketKind.CHANGE_REQUEST, "Longer exports", plain_text("Raise the limit."), CUSTOMER
)
COMMENT = f"Change Request from #{TICKET}\nRaise the limit."
REFERENCE = "Change Request #50001 was created from this ticket: Longer exports"


@pytest.fixture
async def assigned(watched: Office, sanne: Link) -> Office:
    assert sanne
    await watched.assigned()
    return watched


async def ask(office: Office, link: Link, **more: object) -> NewTicket:
    """Submitted, and the dialog has settled; nothing is carried to Zendesk yet."""
    office.chat.open_screens.add("V1")
    new = await office.desk.new_tickets.accept(link, replace(WISH, **{"screen": "V1", **more}))  # type: ignore[arg-type]
    office.clock.advance(1)
    return new


async def stored(office: Office) -> NewTicket:
    new = await office.store.new_tickets.get("n1")
    assert new
    return new


def first_comments(office: Office) -> list[tuple[str, bool, int]]:
    comments = [office.zendesk.history[made][0].comment for made in office.zendesk.made]
    return [(comment.text, comment.public, comment.author_id) for comment in comments if comment]


def told(office: Office, to: str) -> list[Message]:
    kinds = (TicketCreated, CreationRefused, ReferenceMissing)
    return [message for message in office.chat.messages_to(to) if isinstance(message, kinds)]


def once_each(office: Office) -> None:
    assert len(office.zendesk.made) == 1
    assert office.zendesk.notes_on(TICKET) == [REFERENCE]


@pytest.mark.parametrize("who", [TOM, SANNE], ids=["full", "light"])
async def test_both_tickets_name_each_other_in_internal_notes_of_the_author(assigned: Office, who: object) -> None:
    user = "U-TOM" if who is TOM else "U-SANNE"
    link = await assigned.desk.connections.link(user)
    await ask(assigned, link)
    await assigned.engine.run()
    assert first_comments(assigned) == [(COMMENT, False, link.agent.id)]
    once_each(assigned)
    (actor, creation) = assigned.zendesk.creations[0]
    assert (actor, creation.requester_id, creation.subject) == (link.agent.id, CUSTOMER, "Longer exports")
    new = await stored(assigned)
    assert (new.state, new.ticket_id, new.went_public, new.altered) == (CreationState.CREATED, 50001, False, False)


async def test_it_goes_to_the_group_that_assigned_the_old_one_if_its_author_may_put_it_there(
    assigned: Office, tom: Link
) -> None:
    await ask(assigned, tom)
    await assigned.engine.run()
    assert assigned.zendesk.creations[0][1].group_id == VENDOR.id


@pytest.mark.parametrize("reason", ["not assignable", "may not ask", "light agent"])
async def test_else_it_gets_no_group(assigned: Office, tom: Link, sanne: Link, reason: str) -> None:
    if reason == "not assignable":
        assigned.zendesk.keeps_to_own_groups = True
    if reason == "may not ask":
        assigned.zendesk.failing["assignable_groups"] = [Rejected()]
    await ask(assigned, sanne if reason == "light agent" else tom)
    await assigned.engine.run()
    assert assigned.zendesk.creations[0][1].group_id is None
    once_each(assigned)


async def test_a_ticket_that_was_born_in_our_group_has_nobody_to_go_back_to(watched: Office, tom: Link) -> None:
    watched.zendesk.create(TICKET, NL, VISSER.id)
    await watched.poll()
    await ask(watched, tom)
    await watched.engine.run()
    assert watched.zendesk.creations[0][1].group_id is None


async def test_what_the_dialog_did_not_know_is_read_from_the_old_ticket(assigned: Office, tom: Link) -> None:
    assigned.zendesk.found[TICKET] = replace(
        assigned.zendesk.found[TICKET], requester="Fatima", organization="Acme BV", organization_id=7
    )
    await ask(assigned, tom, requester_id=None)
    await assigned.engine.run()
    creation = assigned.zendesk.creations[0][1]
    assert (creation.requester_id, creation.organization_id) == (CUSTOMER, 7)
    assert (await stored(assigned)).requester == "Fatima"


async def test_people_mentioned_are_called_by_their_names(assigned: Office, tom: Link) -> None:
    assigned.chat.people["U9"] = "Rosa"
    mention = RichText((Block("paragraph", (Span("@U9", mention="U9"), Span(" knows it."))),))
    await ask(assigned, tom, description=mention)
    await assigned.engine.run()
    assert first_comments(assigned)[0][0].endswith("@Rosa knows it.")


async def test_a_chat_that_cannot_name_them_holds_nothing_up(assigned: Office, tom: Link) -> None:
    mention = RichText((Block("paragraph", (Span("@U9", mention="U9"),)),))
    await ask(assigned, tom, description=mention)
    assigned.chat.away = ChatAway()
    await assigned.engine.run(30)
    assert assigned.zendesk.made
    assigned.chat.away = None
    await assigned.engine.run()
    once_each(assigned)


# Exactly once


async def test_the_same_dialog_twice_is_one_ticket(assigned: Office, tom: Link) -> None:
    await ask(assigned, tom)
    await ask(assigned, tom)
    await assigned.engine.run()
    await ask(assigned, tom)
    await assigned.engine.run()
    once_each(assigned)


async def test_another_text_under_the_same_id_is_refused(assigned: Office, tom: Link, sanne: Link) -> None:
    await ask(assigned, tom)
    await assigned.engine.run()
    with pytest.raises(Refusal, match="earlier version"):
        await ask(assigned, tom, subject="Shorter exports")
    with pytest.raises(Refusal, match="earlier version"):
        await ask(assigned, sanne)


@pytest.mark.parametrize("lost", [1, 3])
async def test_lost_before_it_was_made_is_sent_again_identically(assigned: Office, sanne: Link, lost: int) -> None:
    assigned.zendesk.failing["create_ticket"] = [OutcomeUnknown()] * lost
    await ask(assigned, sanne)
    await assigned.engine.run()
    once_each(assigned)
    assert len(assigned.zendesk.creations) == lost + 1
    assert len({repr(creation) for _, creation in assigned.zendesk.creations}) == 1


async def test_lost_after_it_was_made_is_answered_again_although_nobody_sees_it(assigned: Office, sanne: Link) -> None:
    assigned.zendesk.failing_after_creation = [OutcomeUnknown()]
    await ask(assigned, sanne)
    await assigned.engine.run()
    once_each(assigned)
    assert [creation.id for _, creation in assigned.zendesk.creations] == ["n1", "n1"]


async def test_lost_after_it_was_made_is_found_by_who_sees_it(assigned: Office, tom: Link) -> None:
    assigned.zendesk.unrestricted.add(TOM.id)
    assigned.zendesk.failing_after_creation = [OutcomeUnknown()]
    await ask(assigned, tom)
    await assigned.engine.run()
    once_each(assigned)
    assert len(assigned.zendesk.creations) == 1


async def lose_the_answer(office: Office, link: Link) -> None:
    office.zendesk.failing_after_creation = [OutcomeUnknown()]
    await ask(office, link)
    await office.engine.do_next()
    await office.engine.do_next()
    assert (await stored(office)).may_be_there


async def test_after_two_hours_it_is_found_by_who_sees_it(assigned: Office, tom: Link) -> None:
    assigned.zendesk.unrestricted.add(TOM.id)
    await lose_the_answer(assigned, tom)
    with away(assigned.zendesk):
        await assigned.engine.run(3 * 3600)
    await assigned.engine.run()
    once_each(assigned)
    assert len(assigned.zendesk.creations) == 1


@pytest.mark.parametrize("made", [True, False])
async def test_after_two_hours_nobody_can_know_and_no_second_one_is_made(
    assigned: Office, sanne: Link, *, made: bool
) -> None:
    if made:
        await lose_the_answer(assigned, sanne)
    else:
        assigned.zendesk.failing["create_ticket"] = [OutcomeUnknown()]
        await ask(assigned, sanne)
        await assigned.engine.do_next()
        await assigned.engine.do_next()
    with away(assigned.zendesk):
        await assigned.engine.run(3 * 3600)
    await assigned.engine.run()
    assert len(assigned.zendesk.made) == int(made)
    assert len(assigned.zendesk.creations) == 1
    assert assigned.zendesk.notes_on(TICKET) == []
    (message,) = told(assigned, "U-SANNE")
    assert isinstance(message, CreationRefused)
    assert "ask the vendor for a ticket with this subject" in message.reason
    assert "Longer exports" in message.text
    assert "Raise the limit." in message.text
    (news,) = [each for each in assigned.chat.messages_to("U-TOM") if isinstance(each, AdminNews)]
    assert "Nobody knows whether the Change Request" in news.text
    assert "partnerdesk:n1" in news.text


async def test_the_key_is_used_as_long_as_zendesk_surely_keeps_it(assigned: Office, sanne: Link) -> None:
    await lose_the_answer(assigned, sanne)
    with away(assigned.zendesk):
        await assigned.engine.run((KEY_LIVES - timedelta(minutes=5)).total_seconds())
    await assigned.engine.run()
    once_each(assigned)


async def test_an_outage_before_anything_was_sent_may_take_any_time(assigned: Office, tom: Link) -> None:
    await ask(assigned, tom)
    with away(assigned.zendesk):
        await assigned.engine.run(5 * 3600)
    waiting = await stored(assigned)
    assert (waiting.state, waiting.may_be_there) == (CreationState.ACCEPTED, False)
    await assigned.engine.run()
    once_each(assigned)


async def test_a_try_that_surely_wrote_nothing_is_not_taken_for_one_that_may_have(assigned: Office, tom: Link) -> None:
    assigned.zendesk.failing["create_ticket"] = [ZendeskAway("Zendesk asks us to slow down.", retry_after=37)]
    await ask(assigned, tom)
    await assigned.engine.do_next()
    await assigned.engine.do_next()
    assert assigned.engine.waits == [37]
    waiting = await stored(assigned)
    assert (waiting.state, waiting.may_be_there) == (CreationState.ACCEPTED, False)
    assert waiting.trouble == "Zendesk asks us to slow down."
    await assigned.engine.run()
    once_each(assigned)


@pytest.mark.parametrize("step", ["create_ticket", "create_ticket after", "engine", "tell"])
async def test_a_process_that_dies_leaves_one_ticket_and_one_note(
    assigned: Office, sanne: Link, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    dead: list[str] = []

    async def dying(*arguments: object) -> object:
        answer = None
        if step.endswith(" after"):
            answer = await real(*arguments)
        if not dead:
            dead.append(step)
            raise Crash
        return answer or await real(*arguments)

    owner, name = {
        "create_ticket": (assigned.zendesk, "create_ticket"),
        "create_ticket after": (assigned.zendesk, "create_ticket"),
        "engine": (assigned.engine, "deliver"),
        "tell": (assigned.chat, "show_creation"),
    }[step]
    real = getattr(owner, name)
    monkeypatch.setattr(owner, name, dying)
    await ask(assigned, sanne)
    with pytest.raises(Crash):
        await assigned.engine.run()
    assigned.restart()
    await assigned.engine.run()
    once_each(assigned)
    assert len(told(assigned, CHANNEL)) == 1


async def test_an_engine_that_lost_its_file_is_given_the_work_again_at_the_start(assigned: Office, tom: Link) -> None:
    await ask(assigned, tom)
    await assigned.engine.do_next()
    assigned.engine.forget()
    await assigned.desk.new_tickets.take_up_again()
    await assigned.engine.run()
    once_each(assigned)
    await assigned.desk.new_tickets.take_up_again()
    assert assigned.engine.names == []


async def test_a_ticket_that_cannot_be_taken_up_does_not_keep_the_bot_from_starting(
    assigned: Office, tom: Link
) -> None:
    await ask(assigned, tom)
    await assigned.engine.do_next()
    assigned.engine.forget()
    assigned.engine.refuses = ZendeskAway()
    await assigned.desk.new_tickets.take_up_again()
    assigned.engine.refuses = None
    await assigned.desk.new_tickets.take_up_again()
    await assigned.engine.run()
    once_each(assigned)


async def test_an_engine_too_slow_to_take_in_the_note_gets_it_a_little_later(
    assigned: Office, sanne: Link, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The ticket is there and stays there: nothing of it is tried again."""
    slow: list[DeskError] = [DeskError("too slow"), DeskError("too slow")]
    deliver = assigned.engine.deliver

    async def slowly(submission: Submission) -> None:
        if slow:
            raise slow.pop()
        await deliver(submission)

    monkeypatch.setattr(assigned.engine, "deliver", slowly)
    await ask(assigned, sanne)
    await assigned.engine.run()
    once_each(assigned)
    assert len(assigned.zendesk.creations) == 1
    assert assigned.engine.mistakes == []


async def test_a_ticket_that_could_not_be_noted_down_is_not_forgotten(
    assigned: Office, sanne: Link, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk fails just after Zendesk made it: as good as an answer that was lost."""
    put = assigned.store.new_tickets.put

    async def full(new: NewTicket) -> None:
        if new.state is CreationState.CREATED and len(assigned.zendesk.creations) == 1:
            raise StorageUnusable
        await put(new)

    monkeypatch.setattr(type(assigned.store.new_tickets), "put", lambda _, new: full(new))
    await ask(assigned, sanne)
    await assigned.engine.do_next()
    await assigned.engine.do_next()
    assert (await stored(assigned)).may_be_there
    await assigned.engine.run()
    once_each(assigned)


# Refused


async def test_r1_another_groups_ticket_is_no_ticket(assigned: Office, tom: Link) -> None:
    assigned.zendesk.create(9, OTHERS, VISSER.id)
    with pytest.raises(TicketNotYours):
        await assigned.desk.new_tickets.begin(tom, 9)
    await ask(assigned, tom, source_id=9)
    await assigned.engine.run()
    assert assigned.zendesk.creations == []
    assert [message.kind for message in told(assigned, "U-TOM")] == ["creation refused"]


async def test_r12_a_light_agent_who_is_the_requester_is_refused_before_anybody_types(
    assigned: Office, sanne: Link
) -> None:
    assigned.zendesk.found[TICKET] = replace(assigned.zendesk.found[TICKET], requester_id=SANNE.id)
    with pytest.raises(WouldGoPublic, match="full agent of your group"):
        await assigned.desk.new_tickets.begin(sanne, TICKET)


@pytest.mark.parametrize("requester", [SANNE.id, None])
async def test_r12_and_again_when_it_is_sent(assigned: Office, sanne: Link, requester: int | None) -> None:
    assigned.zendesk.found[TICKET] = replace(assigned.zendesk.found[TICKET], requester_id=SANNE.id)
    if requester:
        with pytest.raises(WouldGoPublic):
            await ask(assigned, sanne, requester_id=requester)
        return
    await ask(assigned, sanne, requester_id=None)
    await assigned.engine.run()
    assert assigned.zendesk.creations == []
    (message,) = told(assigned, "U-SANNE")
    assert isinstance(message, CreationRefused)
    assert "the customer" in message.reason


async def test_r12_whoever_lost_the_full_licence_meanwhile_is_refused(assigned: Office, tom: Link) -> None:
    await ask(assigned, tom, requester_id=TOM.id)
    assigned.zendesk.change_licence(TOM.id, Licence.LIGHT)
    await assigned.engine.run()
    assert assigned.zendesk.creations == []


async def test_somebody_without_a_licence_creates_nothing(assigned: Office, tom: Link) -> None:
    await assigned.store.links.put(replace(tom, agent=replace(TOM, licence=Licence.NONE)))
    with pytest.raises(Refusal, match="licence"):
        await ask(assigned, await assigned.desk.connections.link("U-TOM"))


async def test_a_closed_ticket_results_in_nothing(assigned: Office, tom: Link) -> None:
    await ask(assigned, tom)
    assigned.zendesk.set_status(TICKET, Status.CLOSED, VISSER.id)
    await assigned.engine.run()
    assert assigned.zendesk.creations == []
    (message,) = told(assigned, "U-TOM")
    assert isinstance(message, CreationRefused)
    assert "closed" in message.reason


async def test_what_one_comment_cannot_hold_is_refused_at_the_door(assigned: Office, tom: Link) -> None:
    with pytest.raises(DescriptionTooLong):
        await ask(assigned, tom, description=plain_text("x" * NOTE_HOLDS))


async def test_zendesks_reason_and_the_whole_text_come_back(assigned: Office, tom: Link) -> None:
    assigned.zendesk.failing["create_ticket"] = [Rejected("Zendesk did not accept this: Organization: is invalid.")]
    await ask(assigned, tom)
    await assigned.engine.run()
    refused = await stored(assigned)
    assert (refused.state, refused.may_be_there) == (CreationState.REFUSED, False)
    assert refused.refusal == "Zendesk did not accept this: Organization: is invalid."
    (message,) = told(assigned, "U-TOM")
    assert isinstance(message, CreationRefused)
    assert message.text == "Change Request: Longer exports\n\nRaise the limit."
    assert [shown.state for shown in assigned.chat.creations] == [CreationState.REFUSED]
    assert told(assigned, CHANNEL) == []


async def test_a_request_that_zendesk_remembers_otherwise_is_told_and_not_repeated(assigned: Office, tom: Link) -> None:
    assigned.zendesk.failing["create_ticket"] = [AskedOtherwise()]
    await ask(assigned, tom)
    await assigned.engine.run()
    assert len(assigned.zendesk.creations) == 1
    refused = await stored(assigned)
    assert refused.may_be_there
    assert "mistake of this bot" in (refused.refusal or "")


async def test_whoever_does_not_sign_in_again_gets_it_back_after_three_days(assigned: Office, tom: Link) -> None:
    assigned.zendesk.failing["ticket"] = [ConnectionLapsed()]
    await ask(assigned, tom)
    await assigned.engine.run(4 * 86400)
    (message,) = told(assigned, "U-TOM")
    assert isinstance(message, CreationRefused)
    assert "three days" in message.reason


async def test_whoever_disconnected_is_waited_for(assigned: Office, tom: Link) -> None:
    await ask(assigned, tom)
    await assigned.desk.connections.disconnect("U-TOM")
    await assigned.engine.run(600)
    assert (await stored(assigned)).trouble == str(NotConnected())
    await assigned.connect("U-TOM", TOM)
    await assigned.engine.run()
    once_each(assigned)


# The note on the old ticket


async def test_r3_a_full_agents_note_on_the_old_ticket_sets_it_open(assigned: Office, tom: Link) -> None:
    assigned.zendesk.set_status(TICKET, Status.PENDING, VISSER.id)
    assigned.clock.advance(5)
    await ask(assigned, tom)
    await assigned.engine.run()
    assert assigned.zendesk.found[TICKET].status is Status.OPEN
    ((_, update),) = assigned.zendesk.notes
    assert (update.set_open, update.transfer, update.time) == (True, None, None)


async def test_r3_a_light_agents_leaves_it_and_full_agents_are_asked(assigned: Office, sanne: Link) -> None:
    assigned.zendesk.set_status(TICKET, Status.PENDING, VISSER.id)
    assigned.clock.advance(5)
    await ask(assigned, sanne)
    await assigned.engine.run()
    (saved,) = [each for each in assigned.chat.messages_to(CHANNEL) if isinstance(each, NoteSaved)]
    assert (saved.left_status, saved.names, saved.full_agents) == ("pending", "Change Request #50001", ("U-TOM",))


@pytest.mark.parametrize("meanwhile", ["closed", "left"])
async def test_an_old_ticket_that_takes_no_note_any_more_is_told_by_hand(
    assigned: Office, tom: Link, meanwhile: str
) -> None:
    await ask(assigned, tom)
    await assigned.engine.do_next()
    await assigned.engine.do_next()
    if meanwhile == "closed":
        assigned.zendesk.set_status(TICKET, Status.CLOSED, VISSER.id)
    else:
        assigned.zendesk.assign(TICKET, VENDOR, VISSER.id)
    await assigned.engine.run()
    assert (await stored(assigned)).state is CreationState.CREATED
    assert assigned.zendesk.notes_on(TICKET) == []
    (missing,) = [each for each in told(assigned, "U-TOM") if isinstance(each, ReferenceMissing)]
    assert missing.text == REFERENCE


async def test_the_note_is_a_submission_of_its_own_that_nobody_takes_for_an_analysis(
    assigned: Office, tom: Link
) -> None:
    await assigned.write(tom, "It is the mapping.")
    await ask(assigned, tom)
    await assigned.engine.run()
    assert (await assigned.submission(reference_id("n1"))).state is SubmissionState.SENT
    card = await assigned.desk.drawing.card((await assigned.assignment()).key, CHANNEL)
    assert card
    assert len(card.notes) == 1
    assert [(each.ticket_id, each.kind) for each in card.new_tickets] == [(50001, TicketKind.CHANGE_REQUEST)]
    analysis = await assigned.desk.new_tickets.newest_analysis(TICKET)
    assert analysis
    assert analysis.plain == "It is the mapping."
    assert len([each for each in assigned.chat.messages_to(CHANNEL) if isinstance(each, NoteSaved)]) == 1


async def test_nothing_is_prefilled_where_nothing_was_written(assigned: Office) -> None:
    assert await assigned.desk.new_tickets.newest_analysis(TICKET) is None
    assert await assigned.desk.new_tickets.newest_analysis(1) is None


# Told


async def test_the_dialog_and_the_thread_hear_of_it_once_and_the_card_shows_it(assigned: Office, tom: Link) -> None:
    await ask(assigned, tom)
    await assigned.engine.run()
    await assigned.desk.cards.refresh()
    assert [shown.state for shown in assigned.chat.creations] == [CreationState.CREATED]
    (message,) = told(assigned, CHANNEL)
    assert isinstance(message, TicketCreated)
    assert (message.author_name, message.ticket_id, message.ticket_kind) == ("Tom", 50001, TicketKind.CHANGE_REQUEST)
    assert told(assigned, "U-TOM") == []
    assert assigned.chat.redrawn
    assert assigned.engine.creations
    await assigned.engine.creations.tell("n1")
    await assigned.engine.run()
    assert len(told(assigned, CHANNEL)) == 1


async def test_whoever_closed_the_dialog_is_told_by_message(assigned: Office, tom: Link) -> None:
    await ask(assigned, tom)
    assigned.chat.open_screens.clear()
    await assigned.engine.run()
    assert len(told(assigned, "U-TOM")) == 1


async def test_an_outage_is_told_as_queued_once_and_stands_in_the_status(assigned: Office, sanne: Link) -> None:
    await ask(assigned, sanne)
    with away(assigned.zendesk):
        await assigned.engine.run(3600)
    assert [shown.state for shown in assigned.chat.creations] == [CreationState.ACCEPTED]
    for user, link in (("U-SANNE", None), ("U-TOM", await assigned.desk.connections.link("U-TOM"))):
        assert [each.ref.id for each in await assigned.desk.waiting.seen_by(user, link)] == ["n1"]
    assert await assigned.desk.waiting.seen_by("U-NOBODY", None) == ()
    await assigned.engine.run()
    assert await assigned.desk.waiting.seen_by("U-SANNE", None) == ()
    assert len(told(assigned, "U-SANNE")) == 1


async def test_a_chat_that_is_away_keeps_no_ticket_from_zendesk(
    assigned: Office, tom: Link, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "PATIENCE", timedelta(milliseconds=-10))
    await ask(assigned, tom)
    assigned.chat.away = ChatAway(retry_after=600)
    await assigned.engine.run(60)
    assert assigned.zendesk.made
    assigned.chat.away = None
    await assigned.engine.run()
    assert len(told(assigned, "U-TOM")) == len(told(assigned, CHANNEL)) == 1


async def test_a_mistake_of_ours_is_told_and_the_work_goes_on(assigned: Office, sanne: Link) -> None:
    assigned.zendesk.failing["create_ticket"] = [ValueError()]  # type: ignore[list-item]
    await ask(assigned, sanne)
    await assigned.engine.run(30)
    assert len(assigned.engine.mistakes) == 1
    (news,) = [each for each in assigned.chat.messages_to("U-TOM") if isinstance(each, AdminNews)]
    assert "mistake of mine" in news.text
    await assigned.engine.run()
    once_each(assigned)


async def test_r2_author_admins_and_card_are_told_that_a_description_is_public(assigned: Office, sanne: Link) -> None:
    assigned.zendesk.makes_public = True
    await ask(assigned, sanne)
    await assigned.engine.run()
    (message,) = told(assigned, "U-SANNE")
    assert isinstance(message, TicketCreated)
    assert message.went_public
    news = [each.text for each in assigned.chat.messages_to("U-TOM") if isinstance(each, AdminNews)]
    assert any("Change Request #50001 is PUBLIC" in text for text in news)
    card = await assigned.desk.drawing.card((await assigned.assignment()).key, CHANNEL)
    assert card
    assert [new.went_public for new in card.new_tickets] == [True]


@pytest.mark.parametrize("how", ["altered", "dropped"])
async def test_what_zendesk_stored_otherwise_is_told(assigned: Office, tom: Link, how: str) -> None:
    if how == "altered":
        assigned.zendesk.alters = str.upper
    else:
        assigned.zendesk.drops_comments = True
    await ask(assigned, tom)
    await assigned.engine.run()
    (message,) = told(assigned, CHANNEL)
    assert isinstance(message, TicketCreated)
    assert message.altered


async def test_a_post_whose_answer_is_lost_is_not_made_twice(assigned: Office, tom: Link) -> None:
    await ask(assigned, tom)
    assigned.chat.losing_answers = 1
    await assigned.engine.run()
    assert len(told(assigned, CHANNEL)) == 1


async def test_attempting_or_telling_what_was_never_recorded_is_a_mistake(assigned: Office) -> None:
    assert assigned.engine.creations
    with pytest.raises(AssertionError):
        await assigned.engine.creations.attempt("unknown")
    with pytest.raises(AssertionError):
        await assigned.engine.creations.tell("unknown")
