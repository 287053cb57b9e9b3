"""Which channels follow which groups, and what the admins hear when the feed stands still."""

import asyncio

import pytest

from desk.errors import Refusal, Rejected, SlowDown, StorageUnusable, ZendeskAway
from desk.intake.group_readers import NobodyConnected
from desk.intake.polling import PATIENT_POLLS
from desk.model.people import Link
from desk.model.posts import AdminNews
from desk.notices.admins import Admins
from desk.ports.runtime import PollOutcome
from tests.desk.office import BE, BEA, CHANNEL, NL, OTHERS, POLL_SECONDS, SANNE, TICKET, TOM, VISSER, Office
from tests.fakes import away


def told(office: Office, user: str = "U-TOM") -> list[str]:
    return [message.text for message in office.chat.messages_to(user) if isinstance(message, AdminNews)]


async def test_only_ones_own_groups_can_be_watched(office: Office, tom: Link) -> None:
    with pytest.raises(Refusal, match="your own Zendesk groups"):
        await office.desk.watches.watch(tom, CHANNEL, [OTHERS.id], shows_excerpt=True)
    assert await office.store.watches.all() == []


async def test_watching_again_changes_the_excerpt_and_nothing_else(office: Office, tom: Link) -> None:
    await office.desk.watches.watch(tom, CHANNEL, [NL.id], shows_excerpt=True)
    (before,) = await office.store.watches.all()
    office.clock.advance(60)
    assert await office.desk.watches.watch(tom, CHANNEL, [NL.id], shows_excerpt=False) == []
    (after,) = await office.store.watches.all()
    assert (after.since, after.shows_excerpt) == (before.since, False)


async def test_watch_that_could_not_begin_is_not_half_begun(office: Office, tom: Link) -> None:
    office.zendesk.failing["members"] = [ZendeskAway()]
    with pytest.raises(ZendeskAway):
        await office.desk.watches.watch(tom, CHANNEL, [NL.id], shows_excerpt=True)
    assert await office.store.watches.all() == []
    assert len(await office.desk.watches.watch(tom, CHANNEL, [NL.id], shows_excerpt=True)) == 1


async def test_unwatch_tells_what_was_followed_and_ends_it(watched: Office) -> None:
    assert await watched.desk.watches.unwatch(CHANNEL) == [NL]
    assert await watched.desk.watches.unwatch(CHANNEL) == []
    watched.zendesk.create(TICKET, NL, VISSER.id)
    await watched.poll()
    assert watched.chat.posted == []


async def test_backlog_of_a_group_that_one_left_is_not_shown(office: Office, tom: Link) -> None:
    with pytest.raises(Refusal, match="none of yours"):
        await office.desk.watches.show_backlog(tom, CHANNEL, BE.id)


async def test_admins_are_told_at_once_that_nobody_can_read_and_once_that_it_is_well_again(watched: Office) -> None:
    watched.zendesk.revoked.add(TOM.id)
    for _ in range(3):
        await watched.poll()
    assert told(watched)[0].startswith("Zendesk no longer accepts your connection.")
    assert len(told(watched)) == 2
    assert "Nobody who is connected can read Partner-NL in Zendesk." in told(watched)[1]
    watched.zendesk.revoked.clear()
    await watched.connect("U-TOM", TOM)
    await watched.poll()
    await watched.poll()
    assert len(told(watched)) == 3
    assert "being read again" in told(watched)[2]
    assert (await watched.store.feeds.get()).trouble is None


async def test_admins_hear_of_every_group_that_loses_its_last_reader(watched: Office) -> None:
    await watched.watch("C2", BE)
    await watched.poll()
    watched.zendesk.revoked.add(TOM.id)
    await watched.poll()
    groups = [text.partition(" can read ")[2].partition(" in Zendesk")[0] for text in told(watched)]
    assert groups == ["Partner-BE", "", "Partner-BE, Partner-NL"]


async def test_admins_hear_of_zendesk_being_away_only_after_five_polls(watched: Office) -> None:
    with away(watched.zendesk):
        for _ in range(5):
            await watched.poll()
        assert told(watched) == []
        assert (await watched.store.feeds.get()).trouble == "Zendesk does not answer. It is asked again by itself."
        for _ in range(3):
            await watched.poll()
        assert len(told(watched)) == 1
    await watched.poll()
    assert len(told(watched)) == 2


async def test_short_trouble_is_told_to_nobody(watched: Office) -> None:
    with away(watched.zendesk):
        await watched.poll()
    await watched.poll()
    assert watched.chat.posted == []


async def test_that_nobody_is_connected_is_told_even_when_zendesk_was_away_before(watched: Office) -> None:
    with away(watched.zendesk):
        for _ in range(7):
            await watched.poll()
    watched.zendesk.revoked.add(TOM.id)
    await watched.poll()
    assert any("Nobody who is connected" in text for text in told(watched))


async def test_what_was_missed_in_trouble_is_searched_for_when_it_ends(watched: Office) -> None:
    await watched.watch("C2", BE)
    await watched.poll()
    await watched.connect("U-BEA", BEA)
    requests = await watched.poll()
    assert "unsolved_in" in requests


async def test_trouble_of_another_kind_is_told_in_its_own_words(watched: Office) -> None:
    watched.zendesk.away = StorageUnusable("The disk is full.")
    await watched.poll()
    assert (await watched.store.feeds.get()).trouble == "Zendesk cannot be read: The disk is full."


async def test_failing_search_is_no_trouble_of_the_feed(watched: Office) -> None:
    with away(watched.zendesk):
        await watched.desk.polling.reconcile()
    assert (await watched.store.feeds.get()).trouble is None


async def test_feed_and_search_never_look_at_the_same_time(watched: Office) -> None:
    watched.zendesk.gate = asyncio.Event()
    poll = asyncio.create_task(watched.desk.polling.poll())
    await watched.zendesk.at_the_gate.wait()
    search = asyncio.create_task(watched.desk.polling.reconcile())
    await watched.store.watches.all()
    await watched.store.links.all()
    assert watched.zendesk.requests == ["changed_since"]
    watched.zendesk.gate.set()
    await asyncio.gather(poll, search)
    assert watched.zendesk.requests == ["changed_since", "unsolved_in", "tickets"]


async def test_named_admins_come_before_those_who_watch(watched: Office) -> None:
    admins = Admins(("U-BOSS", "U-OTHER"), watched.store, watched.engine)
    await admins.tell("something", "Look here.", channel=CHANNEL)
    await admins.tell("something", "Look here.", channel=CHANNEL)
    await watched.engine.run()
    assert [posted.post.to for posted in watched.chat.posted] == ["U-BOSS", "U-OTHER"]
    assert watched.chat.posted[0].message == AdminNews("Look here.", CHANNEL)


async def test_without_named_admins_each_who_ran_watch_is_one(watched: Office) -> None:
    await watched.watch("C2", by="U-SANNE")
    await watched.watch("C3", by="U-TOM")
    assert await Admins((), watched.store, watched.engine).users() == ("U-TOM", "U-SANNE")


def test_groups_that_nobody_reads_are_named_in_order() -> None:
    problem = NobodyConnected({78: "Partner-BE", 77: "A group"})
    assert (problem.ids, str(problem)) == ([77, 78], "A group, Partner-BE")


async def test_poll_seconds_are_those_of_the_settings(watched: Office) -> None:
    assert (await watched.desk.status.read()).poll_seconds == POLL_SECONDS


async def test_who_is_in_the_group_is_known_from_the_first_watch_on(office: Office, tom: Link, sanne: Link) -> None:
    await office.desk.watches.watch(tom, CHANNEL, [NL.id], shows_excerpt=True)
    assert {member.id for member in await office.store.members.get(NL)} == {TOM.id, SANNE.id, sanne.agent.id}


async def poke(office: Office, number: int) -> bool:
    return await office.desk.polling.poke([f"invocation:{number}", f"signature:{number}"])


async def looks(office: Office) -> int:
    """What Zendesk is asked when the clock comes round."""
    before = len(office.zendesk.requests)
    await office.desk.polling.answer_pokes()
    await office.engine.run()
    return office.zendesk.requests[before:].count("changed_since")


async def test_a_poke_brings_the_card_before_the_next_poll(watched: Office) -> None:
    await watched.poll()
    watched.clock.advance(1)
    watched.zendesk.create(TICKET, NL, VISSER.id)
    assert await looks(watched) == 0
    assert await poke(watched, 1)
    assert await looks(watched) == 1
    assert [posted.post.to for posted in watched.chat.posted] == [CHANNEL]


async def test_a_poke_that_comes_again_does_nothing(watched: Office) -> None:
    assert await poke(watched, 1)
    assert await looks(watched) == 1
    watched.clock.advance(60)
    assert not await poke(watched, 1)
    assert not await watched.desk.polling.poke(["invocation:2", "signature:1"])
    assert await looks(watched) == 0


async def test_many_pokes_are_one_look_and_the_next_one_waits(watched: Office) -> None:
    for number in range(50):
        assert await poke(watched, number)
    assert await looks(watched) == 1
    assert await looks(watched) == 0
    assert await poke(watched, 50)
    watched.clock.advance(14)
    assert await looks(watched) == 0
    watched.clock.advance(1)
    assert await looks(watched) == 1


async def test_a_poll_answers_the_pokes_before_it(watched: Office) -> None:
    assert await poke(watched, 1)
    await watched.poll()
    assert await looks(watched) == 0


async def test_a_poke_during_a_look_asks_for_another(watched: Office) -> None:
    watched.zendesk.gate = asyncio.Event()
    poll = asyncio.create_task(watched.desk.polling.poll())
    await watched.zendesk.at_the_gate.wait()
    assert await poke(watched, 1)
    watched.zendesk.gate.set()
    await poll
    assert await looks(watched) == 1


async def test_pokes_in_trouble_are_no_reason_to_tell_the_admins_sooner(watched: Office) -> None:
    with away(watched.zendesk):
        for number in range(10):
            await poke(watched, number)
            assert await looks(watched) == 1
            watched.clock.advance(15)
    assert told(watched) == []


async def test_a_clock_that_jumps_back_does_not_silence_the_pokes(watched: Office) -> None:
    assert await poke(watched, 1)
    assert await looks(watched) == 1
    watched.clock.advance(-3600)
    assert await poke(watched, 2)
    assert await looks(watched) == 1


async def test_every_poll_is_counted_by_how_it_ended_and_none_while_nothing_is_watched(office: Office) -> None:
    await office.poll()
    assert office.pulse.polls == []
    await office.watch()
    await office.poll()
    await office.connect("U-TOM", TOM)
    await office.poll()
    with away(office.zendesk):
        await office.poll()
    office.zendesk.away = SlowDown(retry_after=60)
    await office.poll()
    office.zendesk.away = Rejected()
    await office.poll()
    assert office.pulse.polls == ["nobody connected", "well", "zendesk away", "slowed down", "nobody connected"]


async def test_a_poll_that_fails_by_a_mistake_of_ours_is_counted_too(watched: Office) -> None:
    watched.zendesk.create(TICKET, NL, VISSER.id)
    del watched.zendesk.history[TICKET]  # nobody foresaw this
    with pytest.raises(KeyError):
        await watched.poll()
    assert watched.pulse.polls == [PollOutcome.TROUBLE]


async def test_a_mistake_that_keeps_the_feed_from_moving_is_told_to_the_admins(watched: Office) -> None:
    watched.zendesk.create(TICKET, NL, VISSER.id)
    del watched.zendesk.history[TICKET]
    for _ in range(PATIENT_POLLS + 1):
        with pytest.raises(KeyError):
            await watched.poll()
        watched.clock.advance(60)
    await watched.engine.run(1)
    told = [each.text for each in watched.chat.messages_to("U-TOM") if isinstance(each, AdminNews)]
    assert [text for text in told if "A mistake of this bot keeps it from reading Zendesk" in text] == told
    assert len(told) == 1
