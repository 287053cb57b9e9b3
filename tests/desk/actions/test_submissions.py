"""What the dialog shows first, and taking in what was written."""

from dataclasses import replace

import pytest

from desk.errors import ConnectionLapsed, DeskError, Refusal, TicketClosed, TicketNotYours, WouldGoPublic, ZendeskAway
from desk.model.analysis import Analysis, ChatFile
from desk.model.people import Link
from desk.model.rich_text import Block, RichText, Span, plain_text
from desk.model.tickets import Status
from tests.desk.office import BE, BEA, NL, OTHERS, SANNE, TICKET, TOM, VENDOR, VISSER, Office


async def test_what_is_known_is_shown_without_asking_zendesk(assigned: Office, sanne: Link) -> None:
    asked = len(assigned.zendesk.requests)
    ticket = await assigned.desk.access.known(sanne, TICKET)
    assert ticket
    assert ticket.id == TICKET
    assert await assigned.desk.access.known(sanne, 2) is None
    assert len(assigned.zendesk.requests) == asked


async def test_r1_known_ticket_of_another_group_is_refused_at_once(assigned: Office) -> None:
    bea = await assigned.connect("U-BEA", BEA)
    with pytest.raises(TicketNotYours):
        await assigned.desk.access.known(bea, TICKET)
    with pytest.raises(TicketNotYours):
        await assigned.write(bea)
    assert not assigned.engine.knows("s1")


async def test_ticket_that_moved_to_another_of_our_groups_is_open_to_its_people(assigned: Office) -> None:
    bea = await assigned.connect("U-BEA", BEA)
    assigned.zendesk.assign(TICKET, BE, VISSER.id)
    await assigned.desk.polling.reconcile()
    assert await assigned.desk.access.known(bea, TICKET) is None
    await assigned.desk.access.begin(bea, TICKET)
    await assigned.write(bea)
    assigned.clock.advance(5)
    await assigned.engine.run()
    assert assigned.zendesk.notes_on(TICKET) == ["It is the mapping."]


async def test_r1_ticket_of_another_group_and_no_ticket_at_all_sound_the_same(assigned: Office, tom: Link) -> None:
    assigned.zendesk.unrestricted.add(TOM.id)
    assigned.zendesk.create(2, OTHERS, VISSER.id)
    with pytest.raises(TicketNotYours) as hidden:
        await assigned.desk.access.read(tom, 2)
    with pytest.raises(TicketNotYours) as missing:
        await assigned.desk.access.read(tom, 3)
    assert str(hidden.value) == str(missing.value)


async def test_agent_who_joined_the_group_since_may_read_and_write(assigned: Office) -> None:
    ann = await assigned.connect("U-ANN", replace(BEA, id=30))
    assigned.zendesk.regroup(30, BE, NL)
    assert (await assigned.desk.access.begin(ann, TICKET)).id == TICKET
    assert (await assigned.desk.connections.link("U-ANN")).agent.belongs_to(NL.id)


async def test_no_access_reads_the_groups_anew(assigned: Office, tom: Link) -> None:
    assigned.zendesk.regroup(TOM.id, VENDOR)
    with pytest.raises(TicketNotYours):
        await assigned.desk.access.read(tom, TICKET)
    assert (await assigned.desk.connections.link("U-TOM")).agent.groups == (VENDOR,)


async def test_revoked_token_lapses_at_the_first_reading(assigned: Office, tom: Link) -> None:
    assigned.zendesk.revoked.add(TOM.id)
    with pytest.raises(ConnectionLapsed):
        await assigned.desk.access.read(tom, TICKET)
    with pytest.raises(ConnectionLapsed):
        await assigned.desk.connections.link("U-TOM")


async def test_closed_ticket_is_refused_before_anybody_types(assigned: Office, sanne: Link) -> None:
    assigned.zendesk.set_status(TICKET, Status.CLOSED, VISSER.id)
    with pytest.raises(TicketClosed):
        await assigned.desk.access.begin(sanne, TICKET)


async def test_r12_the_trap_is_refused_with_its_reason_before_anybody_types(assigned: Office, sanne: Link) -> None:
    assigned.zendesk.create(2, VENDOR, SANNE.id, requester_id=SANNE.id)
    with pytest.raises(WouldGoPublic):
        await assigned.desk.access.begin(sanne, 2)


async def test_accepting_asks_nothing_of_zendesk_and_leaves_it_to_the_engine(assigned: Office, sanne: Link) -> None:
    asked = len(assigned.zendesk.requests)
    submission = await assigned.write(sanne)
    assert len(assigned.zendesk.requests) == asked
    assert assigned.engine.names == ["s1"]
    assert submission.assignment == (await assigned.assignment()).key
    assert (submission.author, submission.agent_id) == ("U-SANNE", SANNE.id)


async def test_same_id_and_text_twice_is_one_submission(assigned: Office, sanne: Link) -> None:
    await assigned.write(sanne)
    await assigned.write(sanne)
    await assigned.engine.run()
    await assigned.write(sanne)
    await assigned.engine.run()
    assert assigned.zendesk.notes_on(TICKET) == ["It is the mapping."]


async def test_same_text_is_the_same_though_people_have_got_names(assigned: Office, sanne: Link) -> None:
    mention = Analysis(RichText((Block("paragraph", (Span("@U-TOM", mention="U-TOM"),)),)))
    assigned.chat.people["U-TOM"] = "Tom"
    await assigned.write(sanne, analysis=mention)
    await assigned.engine.run()
    await assigned.write(sanne, analysis=mention)
    assert assigned.zendesk.notes_on(TICKET) == ["@Tom"]


FILE = ChatFile("F1", "log.txt", "text/plain", 3, "https://files.example/F1")


@pytest.mark.parametrize(
    "changed",
    [
        Analysis(plain_text("Another text.")),
        Analysis(RichText((Block("paragraph", (Span("The text.", bold=True),)),))),
        Analysis(RichText((Block("paragraph", (Span("The text.", link="https://x.example"),)),))),
        Analysis(plain_text("The text."), files=(FILE,)),
    ],
    ids=["words", "formatting", "link", "file"],
)
async def test_changed_text_under_the_same_id_is_refused_with_a_sentence(
    assigned: Office, sanne: Link, changed: Analysis
) -> None:
    await assigned.write(sanne, "The text.")
    await assigned.engine.run()
    with pytest.raises(Refusal, match="already taken in"):
        await assigned.write(sanne, analysis=changed)


async def test_somebody_elses_submission_is_not_taken_over(assigned: Office, sanne: Link, tom: Link) -> None:
    await assigned.write(sanne)
    await assigned.engine.run()
    with pytest.raises(Refusal):
        await assigned.write(tom)


async def test_what_could_not_be_stored_is_not_accepted(assigned: Office, sanne: Link) -> None:
    assigned.engine.refuses = DeskError("This could not be saved in time.")
    with pytest.raises(DeskError, match="could not be saved"):
        await assigned.write(sanne)


async def test_what_the_engine_lost_is_begun_anew_at_the_start(assigned: Office, sanne: Link) -> None:
    await assigned.write(sanne)
    await assigned.engine.do_next()
    recorded = await assigned.submission()
    assigned.engine.forget()
    await assigned.desk.submissions.take_up_again()
    await assigned.engine.run()
    assert assigned.zendesk.notes_on(TICKET) == ["It is the mapping."]
    assert (await assigned.submission()).accepted_at == recorded.accepted_at


async def test_zendesk_away_is_said_before_anybody_types(assigned: Office, sanne: Link) -> None:
    assigned.zendesk.away = ZendeskAway()
    with pytest.raises(ZendeskAway):
        await assigned.desk.access.begin(sanne, TICKET)


async def test_note_on_a_ticket_without_assignment_belongs_to_none(office: Office, tom: Link) -> None:
    office.zendesk.create(TICKET, NL, VISSER.id)
    assert (await office.write(tom)).assignment is None
