"""Promises about what a restored database cannot know."""

from desk.ports.memory import Gap
from storage.store import Store
from tests.storage.examples import GAP, HOUR, NOW


async def test_a_database_that_was_never_restored_has_no_gap(store: Store) -> None:
    assert await store.gaps.after(NOW - 1000 * HOUR) is None


async def test_a_gap_counts_for_what_was_there_before_it_ended(store: Store) -> None:
    await store.gaps.add(GAP)
    assert await store.gaps.after(GAP.since - HOUR) == GAP
    assert await store.gaps.after(GAP.since) == GAP
    assert await store.gaps.after(GAP.until) is None


async def test_several_gaps_are_one_from_the_first_to_the_last(store: Store) -> None:
    later = Gap(GAP.since + 5 * HOUR, GAP.until + 5 * HOUR)
    for gap in (later, GAP, later):
        await store.gaps.add(gap)
    assert await store.gaps.after(GAP.since) == Gap(GAP.since, later.until)
    assert await store.gaps.after(GAP.until) == later
