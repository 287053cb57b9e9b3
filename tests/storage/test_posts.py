"""A post has one intent and one place, and cards that show an old revision are found."""

import asyncio
from dataclasses import replace

from desk.model.assignments import AssignmentKey
from desk.model.posts import PostRecord
from storage.store import Store
from tests.storage.examples import ASSIGNMENT, CARD, HOUR, KEY, NEWS, NOW

INTENT = PostRecord(CARD.key, "C1", KEY, NOW, "run-1")


async def test_intent_is_stored_before_the_post(store: Store) -> None:
    await store.posts.intend(CARD, "run-1", NOW)
    assert await store.posts.get(CARD.key) == INTENT


async def test_later_try_renews_the_intent(store: Store) -> None:
    await store.posts.intend(CARD, "run-1", NOW)
    await store.posts.trouble(CARD, "archived")
    await store.posts.intend(CARD, "run-2", NOW + HOUR)
    renewed = replace(INTENT, executor="run-2", intended_at=NOW + HOUR, trouble="archived", post=CARD)
    assert await store.posts.get(CARD.key) == renewed


async def test_many_intents_with_one_key_are_one_post(store: Store) -> None:
    await asyncio.gather(*(store.posts.intend(CARD, "run-1", NOW) for _ in range(20)))
    assert await store.posts.waiting(NOW) == [INTENT]


async def test_post_that_is_done_stays_done(store: Store) -> None:
    await store.posts.intend(CARD, "run-1", NOW)
    await store.posts.trouble(CARD, "archived")
    await store.posts.done(CARD.key, "C1", "1.000001", 3)
    await store.posts.intend(CARD, "run-2", NOW + HOUR)
    assert await store.posts.get(CARD.key) == replace(INTENT, channel="C1", ts="1.000001", shown_revision=3)


async def test_post_to_a_person_has_no_assignment(store: Store) -> None:
    await store.posts.intend(replace(NEWS, to="U1", assignment=None), "run-1", NOW)
    assert await store.posts.get(NEWS.key) == PostRecord(NEWS.key, "U1", None, NOW, "run-1")


async def test_unknown_post_is_none(store: Store) -> None:
    assert await store.posts.get("card:1") is None


async def test_intended_and_not_posted_ones_wait_oldest_first(store: Store) -> None:
    await store.posts.intend(CARD, "run-1", NOW)
    await store.posts.intend(NEWS, "run-1", NOW - HOUR)
    await store.posts.intend(replace(CARD, key="card:2"), "run-1", NOW)
    await store.posts.done("card:2", "C1", "1.000001", 0)
    await store.posts.trouble(CARD, "archived")
    assert await store.posts.waiting(NOW) == [
        PostRecord(NEWS.key, "C1", KEY, NOW - HOUR, "run-1"),
        replace(INTENT, trouble="archived", post=CARD),
    ]


async def test_a_given_up_post_is_listed_for_a_while_and_stays_given_up_until_it_is_posted(store: Store) -> None:
    await store.posts.intend(CARD, "run-1", NOW)
    await store.posts.trouble(CARD, "archived", given_up_at=NOW)
    await store.posts.trouble(CARD, "away")
    given_up = replace(INTENT, trouble="away", post=CARD, given_up_at=NOW)
    assert await store.posts.waiting(NOW) == [given_up]
    assert await store.posts.waiting(NOW + HOUR) == []
    await store.posts.done(CARD.key, "C1", "1.000001", 3)
    await store.posts.trouble(CARD, "too late", given_up_at=NOW)
    assert await store.posts.get(CARD.key) == replace(INTENT, channel="C1", ts="1.000001", shown_revision=3)


async def test_dropped_posts_are_deleted_unless_they_are_posted(store: Store) -> None:
    await store.posts.intend(CARD, "run-1", NOW)
    await store.posts.intend(NEWS, "run-1", NOW)
    await store.posts.done(NEWS.key, "C1", "1.000001", None)
    for post in (CARD, NEWS):
        await store.posts.drop(post.key)
    assert await store.posts.get(CARD.key) is None
    assert await store.posts.get(NEWS.key)


async def test_only_given_up_and_never_posted_ones_are_deleted(store: Store) -> None:
    posted = replace(CARD, key="card:2")
    for post in (CARD, NEWS, posted):
        await store.posts.intend(post, "run-1", NOW)
    for post in (NEWS, posted):
        await store.posts.trouble(post, "archived", given_up_at=NOW)
    await store.posts.done(posted.key, "C1", "1.000001", 0)
    assert await store.posts.forget_given_up(NOW) == 0
    assert await store.posts.forget_given_up(NOW + HOUR) == 1
    assert [await store.posts.get(post.key) is not None for post in (CARD, NEWS, posted)] == [True, False, True]


async def test_cards_of_an_assignment_are_found_in_all_channels_posted_or_not(store: Store) -> None:
    elsewhere = replace(CARD, key="card:48213:9001:C2", to="C2")
    other = replace(CARD, key="card:48213:9005:C1", assignment=AssignmentKey(48213, 9005))
    waiting = replace(CARD, key="card:48213:9001:C3", to="C3")
    for post in (CARD, elsewhere, other, waiting, NEWS):
        await store.posts.intend(post, "run-1", NOW)
    for post in (CARD, elsewhere, other, NEWS):
        await store.posts.done(post.key, post.to, "1.000001", None if post is NEWS else 0)
    assert [(record.key, record.ts) for record in await store.posts.cards_of(KEY)] == [
        (CARD.key, "1.000001"),
        (elsewhere.key, "1.000001"),
        (waiting.key, None),
    ]


async def test_card_is_stale_until_it_shows_the_newest_revision(store: Store) -> None:
    await store.assignments.add(ASSIGNMENT)
    await store.posts.intend(CARD, "run-1", NOW)
    await store.posts.done(CARD.key, "C1", "1.000001", 0)
    assert await store.posts.stale_cards() == []
    await store.assignments.change(ASSIGNMENT)
    assert [record.key for record in await store.posts.stale_cards()] == [CARD.key]
    await store.posts.done(CARD.key, "C1", "1.000001", 1)
    assert await store.posts.stale_cards() == []


async def test_only_posted_cards_become_stale(store: Store) -> None:
    await store.assignments.add(ASSIGNMENT)
    await store.assignments.change(ASSIGNMENT)
    await store.posts.intend(CARD, "run-1", NOW)
    await store.posts.intend(NEWS, "run-1", NOW)
    await store.posts.done(NEWS.key, "C1", "1.000001", None)
    assert await store.posts.stale_cards() == []
