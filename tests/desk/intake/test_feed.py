"""Tickets of the watched groups become cards, and the cards keep up with them (DESIGN 4)."""

from dataclasses import replace
from datetime import timedelta

from desk.errors import Rejected, TicketNotYours, ZendeskAway
from desk.model.assignments import Stage
from desk.model.people import Licence, Link
from desk.model.posts import TicketNews
from desk.model.tickets import Status
from tests.desk.office import BE, BEA, CHANNEL, NL, OTHERS, SANNE, TICKET, TOM, VENDOR, VISSER, Office
from tests.fakes import FakeZendesk, away


def card_keys(office: Office) -> list[str]:
    return [key for key in office.chat.keys if key.startswith("card:")]


def news(office: Office, channel: str = CHANNEL) -> list[str]:
    return [message.text for message in office.chat.messages_to(channel) if isinstance(message, TicketNews)]


async def test_without_a_watch_nothing_is_asked(office: Office, tom: Link) -> None:
    assert tom
    assert await office.poll() == []


async def test_nothing_new_costs_one_request(watched: Office) -> None:
    await watched.assigned()
    assert await watched.poll() == ["changed_since"]


async def test_new_assignment_of_a_known_assigner_costs_two_requests(watched: Office) -> None:
    await watched.assigned()
    watched.zendesk.create(2, VENDOR, VISSER.id)
    watched.zendesk.assign(2, NL, VISSER.id)
    assert await watched.poll() == ["changed_since", "audits"]
    assert len(card_keys(watched)) == 2


async def test_assignment_says_who_gave_it_from_where_and_what_is_asked(watched: Office) -> None:
    assignment = await watched.assigned()
    assert (assignment.assigned_by, assignment.from_group_id, assignment.group_id) == (VISSER.id, VENDOR.id, NL.id)
    assert assignment.asked == "Please check the mapping."
    assert card_keys(watched) == [f"card:{TICKET}:{assignment.key.audit_id}:{CHANNEL}"]
    card = await watched.desk.drawing.card(assignment.key, CHANNEL)
    assert card
    assert (card.assigned_by, card.excerpt, card.ticket.status) == ("J. Visser", "Please check the mapping.", "open")


async def test_watermark_is_read_from_five_minutes_before(watched: Office) -> None:
    await watched.assigned()
    watermark = (await watched.store.feeds.get()).watermark
    assert watermark == watched.zendesk.found[TICKET].updated_at
    late = watched.zendesk.create(2, NL, VISSER.id)  # stored late by Zendesk, with an older moment
    watched.zendesk.found[2] = replace(late, updated_at=watermark - timedelta(minutes=5))
    await watched.poll()
    assert len(card_keys(watched)) == 2


async def test_watermark_stays_while_zendesk_is_away(watched: Office) -> None:
    await watched.assigned()
    before = await watched.store.feeds.get()
    with away(watched.zendesk):
        watched.zendesk.create(2, NL, VISSER.id)
        await watched.poll(after=3600)
    after = await watched.store.feeds.get()
    assert (after.watermark, after.polled_at) == (before.watermark, before.polled_at)
    await watched.poll()
    assert len(card_keys(watched)) == 2


async def test_time_without_any_watch_is_not_read_again(watched: Office) -> None:
    await watched.assigned()
    await watched.desk.watches.unwatch(CHANNEL)
    watched.zendesk.create(2, NL, VISSER.id)
    watched.zendesk.set_status(2, Status.SOLVED, VISSER.id)
    watched.clock.advance(7 * 24 * 3600)
    await watched.watch("C2")
    assert await watched.poll() == ["changed_since"]


async def test_ticket_assigned_again_gets_a_new_card_and_the_old_one_is_closed(watched: Office) -> None:
    first = await watched.assigned()
    watched.zendesk.assign(TICKET, VENDOR, TOM.id)
    watched.clock.advance(5)
    watched.zendesk.assign(TICKET, NL, VISSER.id)
    await watched.poll()
    old = await watched.store.assignments.get(first.key)
    assert old
    assert old.stage is Stage.LEFT
    assert (await watched.assignment()).key != first.key
    assert len(card_keys(watched)) == 2
    assert watched.chat.redrawn == [card_keys(watched)[0]]


async def test_ticket_that_left_and_came_back_later_gets_a_new_card(watched: Office) -> None:
    await watched.assigned()
    watched.zendesk.unrestricted.add(TOM.id)
    watched.zendesk.assign(TICKET, VENDOR, TOM.id)
    await watched.poll()
    assert (await watched.assignment()).stage is Stage.LEFT
    watched.zendesk.assign(TICKET, NL, VISSER.id)
    await watched.poll()
    assert (await watched.assignment()).stage is Stage.WITH_US
    assert len(card_keys(watched)) == 2


async def test_backlog_is_offered_and_not_flooded(office: Office, tom: Link) -> None:
    for ticket_id in range(1, 13):
        office.zendesk.create(ticket_id, NL, VISSER.id)
    office.clock.advance(60)
    ((group, held),) = await office.desk.watches.watch(tom, CHANNEL, [NL.id], shows_excerpt=True)
    assert (group, len(held)) == (NL, 12)
    await office.poll()
    office.zendesk.comment(3, VISSER.id, "Any news?")
    await office.poll()
    assert card_keys(office) == []


async def test_backlog_is_shown_on_demand_each_once(office: Office, tom: Link) -> None:
    for ticket_id in (1, 2):
        office.zendesk.create(ticket_id, NL, VISSER.id)
    await office.desk.watches.watch(tom, CHANNEL, [NL.id], shows_excerpt=True)
    assert await office.desk.watches.show_backlog(tom, CHANNEL, NL.id) == 2
    assert await office.desk.watches.show_backlog(tom, CHANNEL, NL.id) == 2
    await office.poll()
    assert len(card_keys(office)) == 2


async def test_ticket_that_search_did_not_know_at_watch_time_still_gets_its_card(office: Office, tom: Link) -> None:
    office.zendesk.create(1, NL, VISSER.id)
    office.zendesk.unindexed.add(1)
    office.clock.advance(30)
    assert [held for _, held in await office.desk.watches.watch(tom, CHANNEL, [NL.id], shows_excerpt=True)] == [[]]
    await office.poll()
    assert len(card_keys(office)) == 1


async def test_ticket_known_from_an_earlier_watch_and_assigned_while_nobody_watched_gets_its_card(
    watched: Office, tom: Link
) -> None:
    await watched.assigned()
    watched.zendesk.assign(TICKET, VENDOR, TOM.id)
    await watched.desk.polling.reconcile()
    await watched.desk.watches.unwatch(CHANNEL)
    watched.clock.advance(7 * 24 * 3600)
    watched.zendesk.assign(TICKET, NL, VISSER.id)
    watched.zendesk.unindexed.add(TICKET)
    watched.clock.advance(30)
    await watched.desk.watches.watch(tom, CHANNEL, [NL.id], shows_excerpt=True)
    await watched.poll()
    assert len(card_keys(watched)) == 2


async def test_ticket_solved_long_before_the_watch_gets_no_card_when_it_closes_but_when_it_opens_again(
    office: Office, tom: Link
) -> None:
    office.zendesk.create(1, NL, VISSER.id)
    office.zendesk.set_status(1, Status.SOLVED, VISSER.id)
    office.clock.advance(24 * 3600)
    await office.desk.watches.watch(tom, CHANNEL, [NL.id], shows_excerpt=True)
    office.zendesk.comment(1, VISSER.id, "For the record.")
    await office.poll()
    assert card_keys(office) == []
    assert (await office.assignment(1)).stage is Stage.SOLVED
    office.zendesk.set_status(1, Status.OPEN, VISSER.id)
    await office.poll()
    assert len(card_keys(office)) == 1


async def test_assignment_solved_before_the_next_poll_gets_its_card_as_solved(watched: Office) -> None:
    watched.zendesk.create(TICKET, NL, VISSER.id)
    watched.clock.advance(5)
    watched.zendesk.set_status(TICKET, Status.SOLVED, VISSER.id)
    await watched.poll()
    assert len(card_keys(watched)) == 1
    assert (await watched.assignment()).stage is Stage.SOLVED


async def test_card_follows_solved_and_reopened(watched: Office) -> None:
    await watched.assigned()
    watched.zendesk.set_status(TICKET, Status.SOLVED, VISSER.id)
    await watched.poll()
    assert (await watched.assignment()).stage is Stage.SOLVED
    watched.zendesk.set_status(TICKET, Status.OPEN, VISSER.id)
    await watched.poll()
    assert (await watched.assignment()).stage is Stage.WITH_US
    assert watched.chat.redrawn == card_keys(watched) * 2
    assert news(watched) == ["J. Visser set the status to Solved", "J. Visser set the status to Open"]


async def test_ticket_that_its_restricted_reader_sees_no_more_has_left(watched: Office) -> None:
    await watched.assigned()
    watched.zendesk.assign(TICKET, VENDOR, TOM.id)
    await watched.poll()
    assert (await watched.assignment()).stage is Stage.WITH_US
    await watched.desk.polling.reconcile()
    assert (await watched.assignment()).stage is Stage.LEFT


async def test_reader_who_left_the_group_takes_no_ticket_away_from_it(watched: Office) -> None:
    await watched.assigned()
    watched.zendesk.regroup(TOM.id, BE)
    await watched.desk.polling.reconcile()
    assert (await watched.assignment()).stage is Stage.WITH_US
    await watched.poll()
    assert "Partner-NL" in str((await watched.store.feeds.get()).trouble)


async def test_ticket_that_leaves_between_page_and_audits_has_left(watched: Office) -> None:
    await watched.assigned()
    watched.zendesk.comment(TICKET, VISSER.id, "One more thing.")
    watched.zendesk.failing["audits"] = [TicketNotYours()]
    await watched.poll()
    assert (await watched.assignment()).stage is Stage.LEFT


async def test_second_change_within_the_same_second_is_seen(watched: Office) -> None:
    await watched.assigned()
    watched.clock.advance(100)
    watched.zendesk.comment(TICKET, VISSER.id, "First.")
    await watched.poll(after=0)
    watched.zendesk.comment(TICKET, VISSER.id, "Second, the clock has not moved.")
    await watched.poll()
    assert (await watched.assignment()).asked == "Second, the clock has not moved."
    assert news(watched) == ["J. Visser added an internal note"] * 2
    assert await watched.poll() == ["changed_since"]


async def test_thread_is_told_of_each_change_once_and_in_whose_name(watched: Office) -> None:
    await watched.assigned()
    watched.zendesk.comment(TICKET, VISSER.id, "Note.")
    watched.zendesk.comment(TICKET, VISSER.id, "Reply.", public=True)
    watched.zendesk.set_status(TICKET, Status.PENDING, -1)
    watched.zendesk.rename(TICKET, "Another subject", VISSER.id)
    await watched.poll()
    await watched.poll()
    await watched.desk.polling.reconcile()
    await watched.engine.run()
    assert news(watched) == [
        "J. Visser added an internal note",
        "J. Visser added a public reply",
        "A Zendesk rule set the status to Pending",
    ]
    assert [posted.thread for posted in watched.chat.posted[1:]] == [watched.chat.posted[0].ts] * 3


async def test_card_is_drawn_anew_from_the_reading_that_changed_it(watched: Office) -> None:
    """The card may be drawn while the feed still asks for names; it is drawn again when the reading is stored."""
    assignment = await watched.assigned()
    watched.zendesk.hire(replace(VISSER, id=5002, name="K. Bakker"))
    watched.zendesk.set_status(TICKET, Status.PENDING, 5002)

    class Interrupted(FakeZendesk):
        async def names(self, actor, user_ids):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
            await watched.desk.cards.refresh()
            return await super().names(actor, user_ids)

    watched.zendesk.__class__ = Interrupted
    watched.clock.advance(60)
    await watched.desk.polling.poll()
    early = len(watched.chat.redrawn)
    await watched.desk.cards.refresh()
    assert (early, len(watched.chat.redrawn)) == (1, 2)
    card = await watched.desk.drawing.card(assignment.key, CHANNEL)
    assert card
    assert card.ticket.status is Status.PENDING


async def test_crash_between_record_and_post_is_made_good_by_the_next_poll(watched: Office) -> None:
    watched.zendesk.create(TICKET, NL, VISSER.id)
    watched.engine.refuses = ZendeskAway("The engine's disk is gone.")
    await watched.poll()
    assert await watched.store.assignments.newest(TICKET)
    watched.engine.refuses = None
    await watched.poll()
    assert len(card_keys(watched)) == 1


async def test_two_channels_that_watch_one_group_get_a_card_each(watched: Office) -> None:
    await watched.watch("C2")
    await watched.assigned()
    watched.zendesk.comment(TICKET, VISSER.id, "Note.")
    await watched.poll()
    assert [key.split(":")[-1] for key in card_keys(watched)] == [CHANNEL, "C2"]
    assert news(watched) == news(watched, "C2") == ["J. Visser added an internal note"]


async def test_channel_that_begins_later_gets_only_what_comes_later(watched: Office, tom: Link) -> None:
    await watched.assigned()
    watched.clock.advance(10)
    await watched.desk.watches.watch(tom, "C2", [NL.id], shows_excerpt=True)
    watched.zendesk.comment(TICKET, VISSER.id, "Note.")
    watched.zendesk.create(2, NL, VISSER.id)
    await watched.poll()
    assert [key for key in card_keys(watched) if key.endswith("C2")] == [
        f"card:2:{(await watched.assignment(2)).key.audit_id}:C2"
    ]


async def test_two_groups_are_read_by_a_reader_each_and_moves_between_them_are_new_assignments(watched: Office) -> None:
    await watched.connect("U-BEA", BEA)
    await watched.watch("C2", BE)
    first = await watched.assigned()
    watched.zendesk.assign(TICKET, BE, VISSER.id)
    requests = await watched.poll()
    assert requests.count("changed_since") == 2
    second = await watched.assignment()
    assert (second.group_id, second.from_group_id, second.stage) == (BE.id, NL.id, Stage.WITH_US)
    old = await watched.store.assignments.get(first.key)
    assert old
    assert old.stage is Stage.LEFT
    assert card_keys(watched) == [f"card:{TICKET}:{first.key.audit_id}:C1", f"card:{TICKET}:{second.key.audit_id}:C2"]


async def test_one_reader_of_both_groups_is_one_request(office: Office) -> None:
    await office.connect("U-TOM", TOM)
    await office.connect("U-ANN", replace(SANNE, id=24, groups=(NL, BE)))
    await office.watch("C1", NL)
    await office.watch("C2", BE)
    assert await office.poll() == ["changed_since"]
    await office.desk.polling.reconcile()
    assert office.zendesk.requests[1:] == ["unsolved_in", "unsolved_in", "tickets"]


async def test_r1_tickets_of_other_groups_never_enter_anything(watched: Office) -> None:
    watched.zendesk.unrestricted.add(TOM.id)
    watched.zendesk.create(2, OTHERS, VISSER.id)
    watched.zendesk.create(3, VENDOR, VISSER.id)
    assert await watched.poll() == ["changed_since"]
    await watched.desk.polling.reconcile()
    await watched.engine.run()
    assert await watched.store.tickets.many([2, 3]) == {}
    assert await watched.store.assignments.newest(2) is None
    assert watched.chat.posted == []


async def test_other_agent_of_the_group_reads_when_a_token_lapses(watched: Office, sanne: Link) -> None:
    watched.zendesk.revoked.add(SANNE.id)
    await watched.assigned()
    assert len(card_keys(watched)) == 1
    link = await watched.store.links.get(sanne.user)
    assert link
    assert link.lapsed
    assert (await watched.store.feeds.get()).trouble is None


async def test_other_agent_of_the_group_reads_when_one_is_refused(watched: Office, sanne: Link) -> None:
    assert sanne
    watched.zendesk.failing["changed_since"] = [Rejected()]
    watched.zendesk.failing["whoami"] = [Rejected()]
    await watched.assigned()
    assert len(card_keys(watched)) == 1


async def test_group_that_nobody_reads_does_not_hold_up_the_others(watched: Office) -> None:
    await watched.watch("C2", BE)
    await watched.assigned()
    assert len(card_keys(watched)) == 1
    assert await watched.poll() == ["changed_since"]
    watched.zendesk.create(2, BE, VISSER.id)
    await watched.poll()
    await watched.poll(after=1000)
    await watched.connect("U-BEA", BEA)
    await watched.poll()
    await watched.engine.run()
    assert [key.split(":")[-1] for key in card_keys(watched)] == ["C1", "C2"]


async def test_search_finds_what_the_feed_has_missed(watched: Office) -> None:
    old = watched.zendesk.create(2, NL, VISSER.id)
    await watched.assigned()
    watched.zendesk.found[2] = replace(old, updated_at=old.updated_at - timedelta(hours=1))
    watched.zendesk.create(3, NL, VISSER.id)
    watched.zendesk.found[3] = replace(watched.zendesk.found[3], updated_at=old.updated_at - timedelta(hours=1))
    await watched.poll()
    await watched.desk.polling.reconcile()
    await watched.engine.run()
    assert any(key.startswith("card:3:") for key in card_keys(watched))


async def test_ticket_without_history_is_left_alone(watched: Office) -> None:
    watched.zendesk.create(TICKET, NL, VISSER.id)
    watched.zendesk.history[TICKET].clear()
    await watched.poll()
    assert card_keys(watched) == []
    assert (await watched.store.feeds.get()).trouble is None


async def test_missing_name_keeps_no_card_back(watched: Office) -> None:
    watched.zendesk.failing["names"] = [Rejected()]
    assignment = await watched.assigned()
    card = await watched.desk.drawing.card(assignment.key, CHANNEL)
    assert card
    assert card.assigned_by is None


async def test_agent_without_licence_reads_for_nobody(watched: Office) -> None:
    link = await watched.store.links.get("U-TOM")
    assert link
    watched.zendesk.change_licence(TOM.id, Licence.NONE)
    watched.zendesk.regroup(TOM.id)
    await watched.desk.connections.refresh(link)
    await watched.poll()
    assert "Nobody who is connected can read Partner-NL" in str((await watched.store.feeds.get()).trouble)


async def test_backlog_without_history_is_not_shown(office: Office, tom: Link) -> None:
    office.zendesk.create(1, NL, VISSER.id)
    office.zendesk.history[1].clear()
    await office.desk.watches.watch(tom, CHANNEL, [NL.id], shows_excerpt=True)
    assert await office.desk.watches.show_backlog(tom, CHANNEL, NL.id) == 0


async def test_ticket_that_left_twice_has_left_once(watched: Office) -> None:
    assignment = await watched.assigned()
    watched.zendesk.unrestricted.add(TOM.id)
    watched.zendesk.assign(TICKET, VENDOR, TOM.id)
    await watched.poll()
    await watched.poll()
    left = await watched.store.assignments.get(assignment.key)
    assert left
    assert (left.stage, left.revision) == (Stage.LEFT, assignment.revision + 1)


async def test_own_note_is_no_news_of_the_thread(watched: Office, sanne: Link) -> None:
    await watched.assigned()
    await watched.write(sanne)
    await watched.engine.run()
    await watched.poll()
    assert watched.zendesk.notes_on(TICKET) == ["It is the mapping."]
    assert news(watched) == []


async def test_group_that_nobody_reads_does_not_hold_up_the_search_in_others(watched: Office) -> None:
    await watched.watch("C2", BE)
    watched.zendesk.create(TICKET, NL, VISSER.id)
    await watched.desk.polling.reconcile()
    await watched.engine.run()
    assert len(card_keys(watched)) == 1


async def test_how_late_a_change_was_noticed_is_told_once(watched: Office) -> None:
    watched.zendesk.create(TICKET, VENDOR, VISSER.id)
    watched.zendesk.create(TICKET + 1, VENDOR, VISSER.id)
    watched.zendesk.assign(TICKET, NL, VISSER.id)
    await watched.poll(after=40)
    await watched.poll()
    assert watched.pulse.late_by == [40]
    watched.zendesk.comment(TICKET, VISSER.id, "And?")
    await watched.poll(after=300)
    assert watched.pulse.late_by == [40, 300]


async def test_what_the_feed_missed_is_as_late_as_the_search_that_found_it(watched: Office) -> None:
    watched.zendesk.create(TICKET, NL, VISSER.id)
    watched.clock.advance(1200)
    await watched.desk.polling.reconcile()
    assert watched.pulse.late_by == [1200]
