"""How often Zendesk is polled, by what the vendor's account has left; and what the feed makes of it."""

from datetime import timedelta

import pytest

from desk.errors import NoRoom, SlowDown
from desk.intake.pace import Pace, Room, Slowed
from desk.ports.runtime import PollOutcome
from tests.desk.intake.test_polling import poke, told
from tests.desk.office import NL, TICKET, VISSER, Office
from tests.fakes import FakeAllowance, FakeClock


def leave(office: Office, share: float, resets_in: float = 60) -> None:
    office.allowance.left = Room(share, office.clock() + timedelta(seconds=resets_in))


@pytest.mark.parametrize(
    ("share", "seconds"),
    [(1, 60), (0.2, 60), (0.1999, 60), (0.17, 108), (0.125, 180), (0.08, 252), (0.05, 300), (0.01, 300), (0, 300)],
)
def test_the_interval_grows_as_what_is_left_shrinks(share: float, seconds: float) -> None:
    clock, allowance = FakeClock(), FakeAllowance()
    pace = Pace(allowance, clock, 60)
    allowance.left = Room(share, clock())
    assert pace.interval == pytest.approx(seconds, abs=0.2)


def test_with_enough_left_or_nothing_known_every_turn_is_due() -> None:
    clock, allowance = FakeClock(), FakeAllowance()
    pace = Pace(allowance, clock, 60)
    assert pace.is_due(clock())
    allowance.left = Room(0.2, clock())
    assert pace.is_due(clock())
    assert pace.slowed() is None


def test_a_slowed_poll_is_due_when_its_interval_is_over_and_not_kept_up_by_a_clock_set_back() -> None:
    clock, allowance = FakeClock(), FakeAllowance()
    pace = Pace(allowance, clock, 60)
    allowance.left = Room(0.125, clock())
    last = clock()
    clock.advance(120)
    assert not pace.is_due(last)
    clock.advance(59)  # the clock that asks is never quite on time
    assert pace.is_due(last)
    clock.advance(-7200)
    assert pace.is_due(last)
    assert pace.slowed() == Slowed(12, 180, None)


def test_near_its_end_nothing_is_due_before_the_limit_begins_anew() -> None:
    clock, allowance = FakeClock(), FakeAllowance()
    pace = Pace(allowance, clock, 60)
    resets_at = clock() + timedelta(seconds=40)
    allowance.left = Room(0.04, resets_at)
    assert not pace.is_due(None)
    assert pace.slowed() == Slowed(4, 300, resets_at)
    clock.advance(40)
    assert pace.is_due(None)


def test_a_clock_set_back_does_not_stop_the_polls() -> None:
    clock, allowance = FakeClock(), FakeAllowance()
    pace = Pace(allowance, clock, 60)
    allowance.left = Room(0.01, clock() + timedelta(seconds=60))
    clock.advance(-7200)
    assert pace.is_due(None)


async def test_the_poll_slows_down_stops_and_goes_on_by_itself(watched: Office) -> None:
    assert await watched.poll() == ["changed_since"]
    leave(watched, 0.125)
    assert [len(await watched.poll()) for _ in range(6)] == [0, 0, 1, 0, 0, 1]
    leave(watched, 0.04, resets_in=60)
    assert await watched.poll(after=59) == []
    watched.allowance.left = None
    assert await watched.poll() == ["changed_since"]


async def test_a_poke_waits_for_the_slowed_poll(watched: Office) -> None:
    await watched.poll()
    leave(watched, 0.04, resets_in=60)
    watched.zendesk.create(TICKET, NL, VISSER.id)
    assert await poke(watched, 1)
    watched.clock.advance(30)
    await watched.desk.polling.answer_pokes()
    assert watched.zendesk.requests.count("changed_since") == 1
    watched.clock.advance(240)
    await watched.desk.polling.answer_pokes()
    assert watched.zendesk.requests.count("changed_since") == 2  # a half-interval early, as for every slowed poll


async def test_a_look_that_runs_out_of_room_is_no_trouble_and_goes_on_where_it_ended(watched: Office) -> None:
    for number in range(3):
        watched.zendesk.create(TICKET + number, NL, VISSER.id)
    watched.zendesk.failing["audits"] = [None, NoRoom(retry_after=30)]
    for _ in range(2):
        await watched.poll()
    feed = await watched.store.feeds.get()
    assert (feed.trouble, told(watched)) == (None, [])
    assert watched.pulse.polls == [PollOutcome.SLOWED, PollOutcome.WELL]
    assert watched.zendesk.requests.count("audits") == 4
    assert len(watched.chat.posted) == 3


async def test_a_search_that_found_no_room_is_made_up_for(watched: Office) -> None:
    leave(watched, 0.04, resets_in=60)
    await watched.desk.polling.reconcile()
    assert "unsolved_in" not in watched.zendesk.requests
    assert "unsolved_in" in await watched.poll(after=61)
    watched.allowance.left = None
    assert "unsolved_in" not in await watched.poll()
    watched.zendesk.failing["unsolved_in"] = [NoRoom(retry_after=30)]
    await watched.desk.polling.reconcile()
    assert "unsolved_in" in await watched.poll()


async def test_that_zendesk_asks_us_to_slow_down_is_told_in_these_words(watched: Office) -> None:
    watched.zendesk.away = SlowDown(retry_after=900)
    for _ in range(6):
        await watched.poll()
    assert len(told(watched)) == 1
    assert told(watched)[0].startswith("Zendesk asks us to slow down.")
