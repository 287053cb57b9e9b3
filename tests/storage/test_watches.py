"""Watches, the state of the feed, names and group members are stored."""

from dataclasses import replace

import pytest

from desk.model.people import Group
from desk.ports.memory import FeedState
from storage.store import Store
from tests.storage.examples import FEED, HOUR, PARTNER, SANNE, TOM, WATCH

OTHER_GROUP = replace(WATCH, group=Group(5, "Partner-BE"), since=WATCH.since + HOUR)
OTHER_CHANNEL = replace(WATCH, channel="C2", shows_excerpt=False, since=WATCH.since + 2 * HOUR)


async def test_watches_are_found_by_channel_and_by_group(store: Store) -> None:
    for watch in (OTHER_CHANNEL, OTHER_GROUP, WATCH):
        await store.watches.put(watch)
    assert await store.watches.all() == [WATCH, OTHER_GROUP, OTHER_CHANNEL]
    assert await store.watches.of_channel("C1") == [WATCH, OTHER_GROUP]
    assert await store.watches.of_group(PARTNER.id) == [WATCH, OTHER_CHANNEL]


async def test_watching_again_replaces_the_watch(store: Store) -> None:
    await store.watches.put(replace(WATCH, trouble="archived"))
    again = replace(WATCH, shows_excerpt=False, by="U2", group=Group(PARTNER.id, "Renamed"))
    await store.watches.put(again)
    assert await store.watches.all() == [again]


async def test_removing_a_watch_tells_whether_it_existed(store: Store) -> None:
    await store.watches.put(WATCH)
    await store.watches.put(OTHER_CHANNEL)
    assert await store.watches.remove("C1", PARTNER.id) is True
    assert await store.watches.remove("C1", PARTNER.id) is False
    assert await store.watches.all() == [OTHER_CHANNEL]


async def test_trouble_is_true_when_it_begins_and_when_it_ends(store: Store) -> None:
    await store.watches.put(WATCH)
    assert await store.watches.trouble("C1", None) is False
    assert await store.watches.trouble("C1", "archived") is True
    assert await store.watches.trouble("C1", "removed") is False
    assert [watch.trouble for watch in await store.watches.all()] == ["removed"]
    assert await store.watches.trouble("C1", None) is True
    assert await store.watches.all() == [WATCH]


async def test_trouble_is_set_for_every_watch_of_the_channel_and_no_other(store: Store) -> None:
    for watch in (WATCH, OTHER_GROUP, OTHER_CHANNEL):
        await store.watches.put(watch)
    assert await store.watches.trouble("C1", "archived") is True
    assert [watch.trouble for watch in await store.watches.all()] == ["archived", "archived", None]


async def test_trouble_of_an_unwatched_channel_is_false(store: Store) -> None:
    assert await store.watches.trouble("C1", "archived") is False


async def test_feed_state_is_empty_at_first(store: Store) -> None:
    assert await store.feeds.get() == FeedState()


@pytest.mark.parametrize("state", [FEED, FeedState()])
async def test_feed_state_is_stored(store: Store, state: FeedState) -> None:
    await store.feeds.put(replace(FEED, trouble="older"))
    await store.feeds.put(state)
    assert await store.feeds.get() == state


async def test_names_are_stored(store: Store) -> None:
    await store.people.remember({1: "Ann", 2: "Jan"})
    await store.people.remember({2: "Jan Visser", 3: "Zoë"})
    await store.people.remember({})
    assert await store.people.names([1, 2, 4]) == {1: "Ann", 2: "Jan Visser"}
    assert await store.people.names([]) == {}


async def test_more_names_than_a_statement_has_parameters_are_stored(store: Store) -> None:
    names = {number: f"Person {number}" for number in range(5_000)}
    await store.people.remember(names)
    assert await store.people.names(list(names)) == names


async def test_group_members_are_the_last_stored_ones(store: Store) -> None:
    assert list(await store.members.get(PARTNER)) == []
    await store.members.put(PARTNER, [SANNE, TOM])
    await store.members.put(OTHER_GROUP.group, [])
    assert list(await store.members.get(PARTNER)) == [SANNE, TOM]
    await store.members.put(PARTNER, [TOM])
    assert list(await store.members.get(PARTNER)) == [TOM]
    assert list(await store.members.get(OTHER_GROUP.group)) == []
