"""At most one person holds an assignment at a time, and the history of holds is kept."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from desk.model.assignments import AssignmentKey
from desk.model.holds import Hold
from desk.model.people import DeskId
from storage.store import Store
from tests.storage.conftest import Backend
from tests.storage.examples import HOUR, KEY, NOW, OTHER_DESKS

TOM = Hold(KEY, "U-TOM", "Tom", NOW)
SANNE = Hold(KEY, "U-SANNE", "Sanne", NOW + timedelta(seconds=1))
OTHER_KEY = AssignmentKey(KEY.ticket_id, KEY.audit_id + 1)


async def test_the_first_take_gets_the_hold(store: Store) -> None:
    assert await store.holds.take(TOM) == TOM
    assert await store.holds.take(SANNE) == TOM
    assert await store.holds.current([KEY]) == {KEY: TOM}
    assert await store.holds.of(KEY) == [TOM]


async def test_a_second_take_keeps_the_time_of_the_first(store: Store) -> None:
    await store.holds.take(TOM)
    assert await store.holds.take(replace(TOM, since=NOW + HOUR)) == TOM


async def test_of_many_concurrent_takes_one_gets_the_hold_and_all_return_it(store: Store) -> None:
    wanted = [Hold(KEY, f"U{number}", f"Person {number}", NOW) for number in range(20)]
    answers = await asyncio.gather(*(store.holds.take(hold) for hold in wanted))
    assert len(set(answers)) == 1
    assert answers[0] in wanted
    assert await store.holds.of(KEY) == [answers[0]]


async def test_only_the_holder_can_release_a_hold_and_only_once(store: Store) -> None:
    await store.holds.take(TOM)
    assert await store.holds.release(KEY, "U-SANNE", NOW + HOUR) is False
    assert sorted(await asyncio.gather(*(store.holds.release(KEY, "U-TOM", NOW + HOUR) for _ in range(5)))) == [
        False, False, False, False, True,
    ]  # fmt: skip
    assert await store.holds.current([KEY]) == {}
    assert await store.holds.of(KEY) == [replace(TOM, until=NOW + HOUR)]


async def test_history_is_kept_oldest_first(store: Store) -> None:
    again = replace(TOM, since=NOW + 3 * HOUR)
    await store.holds.take(TOM)
    await store.holds.release(KEY, "U-TOM", NOW + HOUR)
    await store.holds.take(replace(SANNE, since=NOW + 2 * HOUR))
    await store.holds.release(KEY, "U-SANNE", NOW + 3 * HOUR)
    await store.holds.take(again)
    assert [(hold.user, hold.since, hold.until) for hold in await store.holds.of(KEY)] == [
        ("U-TOM", NOW, NOW + HOUR),
        ("U-SANNE", NOW + 2 * HOUR, NOW + 3 * HOUR),
        ("U-TOM", NOW + 3 * HOUR, None),
    ]


async def test_each_assignment_of_a_ticket_has_its_own_hold(store: Store) -> None:
    other = replace(SANNE, assignment=OTHER_KEY)
    await store.holds.take(TOM)
    assert await store.holds.take(other) == other
    assert await store.holds.current([KEY, OTHER_KEY]) == {KEY: TOM, OTHER_KEY: other}
    assert await store.holds.current([]) == {}


async def test_current_holds_are_listed_and_released_ones_are_not(store: Store) -> None:
    other = replace(SANNE, assignment=OTHER_KEY)
    await store.holds.take(TOM)
    await store.holds.take(other)
    assert await store.holds.held() == [TOM, other]
    await store.holds.release(KEY, "U-TOM", NOW + HOUR)
    assert await store.holds.held() == [other]


@pytest.mark.parametrize("desk", OTHER_DESKS)
async def test_desks_in_one_database_have_separate_holds(backend: Backend, desk: DeskId) -> None:
    ours, theirs = backend.store().holds, backend.store(desk).holds
    await ours.take(TOM)
    assert (await theirs.current([KEY]), await theirs.of(KEY), await theirs.held()) == ({}, [], [])
    assert await theirs.take(SANNE) == SANNE
    assert await theirs.release(KEY, "U-SANNE", NOW + HOUR)
    assert await theirs.release(KEY, "U-TOM", NOW + HOUR) is False
    assert await ours.held() == [TOM]


async def test_holds_are_found_after_a_restart(backend: Backend) -> None:
    await backend.store().holds.take(TOM)
    await backend.restart()
    assert await backend.store().holds.current([KEY]) == {KEY: TOM}
