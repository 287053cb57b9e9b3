"""What people see: cards, queues, tickets, the desk's state and who is who; R1 decides on every line."""

from desk.model.assignments import AssignmentKey
from desk.model.people import Group, Link
from desk.model.submissions import SubmissionState
from desk.model.tickets import Status
from tests.desk.office import BE, BEA, CHANNEL, NL, SANNE, TICKET, TOM, VENDOR, VISSER, Office
from tests.fakes import away


async def test_card_of_nothing_known_is_none(office: Office) -> None:
    assert await office.desk.drawing.card(AssignmentKey(TICKET, 1), CHANNEL) is None


async def test_card_quotes_the_vendor_only_where_the_channel_wants_it(watched: Office) -> None:
    await watched.watch("C2", excerpt=False)
    key = (await watched.assigned()).key
    quoting, silent = [await watched.desk.drawing.card(key, channel) for channel in (CHANNEL, "C2")]
    assert quoting
    assert silent
    assert (quoting.excerpt, quoting.assignment.asked) == ("Please check the mapping.",) * 2
    assert (silent.excerpt, silent.assignment.asked) == (None, None)
    elsewhere = await watched.desk.drawing.card(key, "C9")
    assert elsewhere
    assert elsewhere.excerpt is None


async def test_card_shows_vendor_group_address_and_notes(watched: Office, sanne: Link) -> None:
    key = (await watched.assigned()).key
    await watched.write(sanne)
    await watched.engine.run()
    card = await watched.desk.drawing.card(key, CHANNEL)
    assert card
    assert (card.vendor, card.group, card.url) == ("ISPnext", NL.name, f"https://vendor.example/agent/tickets/{TICKET}")
    assert [(note.author_name, note.state) for note in card.notes] == [("Sanne", SubmissionState.SENT)]


async def test_card_forgets_a_refused_note_and_shows_one_under_way(watched: Office, sanne: Link) -> None:
    key = (await watched.assigned()).key
    watched.zendesk.set_status(TICKET, Status.CLOSED, VISSER.id)
    await watched.write(sanne, id="s1")
    await watched.engine.run()
    await watched.write(sanne, id="s2")
    await watched.engine.do_next()
    card = await watched.desk.drawing.card(key, CHANNEL)
    assert card
    assert [note.state for note in card.notes] == [SubmissionState.ACCEPTED]


async def test_card_names_the_ticket_s_group_when_nobody_watches_it_any_more(watched: Office) -> None:
    key = (await watched.assigned()).key
    await watched.desk.watches.unwatch(CHANNEL)
    card = await watched.desk.drawing.card(key, CHANNEL)
    assert card
    assert card.group == NL.name


async def test_rule_made_assignment_names_nobody(watched: Office) -> None:
    watched.zendesk.create(TICKET, NL, -1)
    await watched.poll()
    card = await watched.desk.drawing.card((await watched.assignment()).key, CHANNEL)
    assert card
    assert card.assigned_by is None


async def test_ticket_for_one_person_shows_what_was_asked(watched: Office, tom: Link) -> None:
    await watched.assigned()
    ticket = await watched.desk.access.read(tom, TICKET)
    card = await watched.desk.drawing.ticket(ticket)
    assert card
    assert card.excerpt == "Please check the mapping."
    watched.zendesk.assign(TICKET, VENDOR, TOM.id)
    await watched.desk.polling.reconcile()
    assert await watched.desk.drawing.ticket(ticket) is None


async def test_ticket_never_assigned_is_shown_without_a_card(watched: Office, tom: Link) -> None:
    watched.zendesk.create(2, NL, VISSER.id)
    assert await watched.desk.drawing.ticket(await watched.desk.access.read(tom, 2)) is None


async def test_queue_is_longest_waiting_first_and_without_what_is_done(watched: Office, tom: Link) -> None:
    for ticket_id in (3, 1, 2):
        await watched.assigned(ticket_id)
    watched.zendesk.set_status(1, Status.SOLVED, VISSER.id)
    await watched.poll()
    rows = await watched.desk.queue.of(tom)
    assert [(row.ticket.id, row.assigned_by) for row in rows] == [(3, "J. Visser"), (2, "J. Visser")]


async def test_r1_queue_holds_only_tickets_of_ones_groups(watched: Office, tom: Link) -> None:
    bea = await watched.connect("U-BEA", BEA)
    await watched.watch("C2", BE)
    await watched.assigned(1, NL)
    await watched.assigned(2, BE)
    assert [row.ticket.id for row in await watched.desk.queue.of(tom)] == [1]
    assert [row.ticket.id for row in await watched.desk.queue.of(bea)] == [2]


async def test_status_is_well_when_the_feed_is_and_every_channel(watched: Office) -> None:
    await watched.poll()
    status = await watched.desk.status.read()
    assert (status.is_well, status.polled_at, status.vendor) == (True, watched.clock(), "ISPnext")
    with away(watched.zendesk):
        await watched.poll()
    assert not (await watched.desk.status.read()).is_well
    await watched.poll()
    await watched.store.watches.trouble(CHANNEL, "archived")
    assert not (await watched.desk.status.read()).is_well


async def test_team_tells_who_is_linked_and_suggests_colleagues(watched: Office, tom: Link) -> None:
    watched.zendesk.hire(SANNE)
    watched.zendesk.hire(BEA)
    watched.chat.emails["sanne@partner.example"] = "U-SANNE"
    (team,) = await watched.desk.teams.of(tom)
    assert team.group == NL.name
    members = {member.agent.name: member for member in team.members}
    assert set(members) == {"Tom", "Sanne"}
    assert (members["Tom"].link, members["Tom"].suggestion) == (tom, None)
    assert (members["Sanne"].link, members["Sanne"].suggestion) == (None, "U-SANNE")


async def test_team_of_a_group_that_was_renamed_is_still_the_team(watched: Office) -> None:
    renamed = Group(NL.id, "Partner-Nederland")
    watched.zendesk.regroup(TOM.id, renamed)
    link = await watched.desk.connections.refresh(await watched.desk.connections.link("U-TOM"))
    assert [team.group for team in await watched.desk.teams.of(link)] == ["Partner-Nederland"]


async def test_team_of_a_group_that_is_not_watched_is_not_shown(watched: Office) -> None:
    assert await watched.desk.teams.of(await watched.connect("U-BEA", BEA)) == ()
