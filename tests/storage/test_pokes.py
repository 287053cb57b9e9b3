"""Promises about what Zendesk's webhook told lately."""

from datetime import timedelta

from storage.store import Store
from tests.storage.conftest import Backend
from tests.storage.examples import NOW, OTHER_DESKS

KEPT = timedelta(minutes=10)


async def hears(store: Store, *marks: str, after: timedelta = timedelta()) -> bool:
    now = NOW + after
    return await store.pokes.add(marks, now, now - KEPT)


async def test_what_was_heard_is_no_news_even_after_a_restart(backend: Backend) -> None:
    assert await hears(backend.store(), "invocation:1", "signature:a")
    assert not await hears(backend.store(), "invocation:1", "signature:a")
    await backend.restart()
    assert not await hears(backend.store(), "invocation:1", "signature:a", after=KEPT)


async def test_one_known_mark_is_enough_and_the_other_is_remembered_too(store: Store) -> None:
    assert await hears(store, "invocation:1", "signature:a")
    assert not await hears(store, "invocation:2", "signature:a")
    assert not await hears(store, "invocation:2", "signature:b")
    assert await hears(store, "invocation:3", "signature:c")


async def test_what_is_older_is_forgotten(store: Store) -> None:
    assert await hears(store, "invocation:1")
    assert await hears(store, "invocation:1", after=KEPT + timedelta(seconds=1))


async def test_another_desk_hears_for_itself(backend: Backend) -> None:
    assert await hears(backend.store(), "invocation:1")
    for desk in OTHER_DESKS:
        assert await hears(backend.store(desk), "invocation:1")
