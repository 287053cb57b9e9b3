"""The marks of recent webhook requests are stored, so that a repeated request is recognised."""

from datetime import timedelta

from storage.store import Store
from tests.storage.conftest import Backend
from tests.storage.examples import NOW, OTHER_DESKS

KEPT = timedelta(minutes=10)


async def hears(store: Store, *marks: str, after: timedelta = timedelta()) -> bool:
    now = NOW + after
    return await store.pokes.add(marks, now, now - KEPT)


async def test_a_known_request_is_recognised_also_after_a_restart(backend: Backend) -> None:
    assert await hears(backend.store(), "invocation:1", "signature:a")
    assert not await hears(backend.store(), "invocation:1", "signature:a")
    await backend.restart()
    assert not await hears(backend.store(), "invocation:1", "signature:a", after=KEPT)


async def test_one_known_mark_is_enough_and_the_other_is_stored_too(store: Store) -> None:
    assert await hears(store, "invocation:1", "signature:a")
    assert not await hears(store, "invocation:2", "signature:a")
    assert not await hears(store, "invocation:2", "signature:b")
    assert await hears(store, "invocation:3", "signature:c")


async def test_older_marks_are_deleted(store: Store) -> None:
    assert await hears(store, "invocation:1")
    assert await hears(store, "invocation:1", after=KEPT + timedelta(seconds=1))


async def test_another_desk_has_its_own_marks(backend: Backend) -> None:
    assert await hears(backend.store(), "invocation:1")
    for desk in OTHER_DESKS:
        assert await hears(backend.store(desk), "invocation:1")
