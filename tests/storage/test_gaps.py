"""The periods between a backup and its restore are stored."""

from desk.ports.memory import Gap
from storage.store import Store
from tests.storage.examples import GAP, HOUR, NOW


async def test_a_database_that_was_never_restored_has_no_gap(store: Store) -> None:
    assert await store.gaps.after(NOW - 1000 * HOUR) is None


async def test_a_gap_is_found_for_moments_before_its_end(store: Store) -> None:
    await store.gaps.add(GAP)
    assert await store.gaps.after(GAP.since - HOUR) == GAP
    assert await store.gaps.after(GAP.since) == GAP
    assert await store.gaps.after(GAP.until) is None


async def test_several_gaps_are_joined_from_the_first_begin_to_the_last_end(store: Store) -> None:
    later = Gap(GAP.since + 5 * HOUR, GAP.until + 5 * HOUR)
    for gap in (later, GAP, later):
        await store.gaps.add(gap)
    assert await store.gaps.after(GAP.since) == Gap(GAP.since, later.until)
    assert await store.gaps.after(GAP.until) == later
