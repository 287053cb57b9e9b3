"""Promises about what the partner chose for itself."""

from storage.store import Store


async def test_nothing_is_chosen_at_first(store: Store) -> None:
    assert await store.preferences.get("words") is None


async def test_the_last_choice_counts_even_when_it_is_nothing(store: Store) -> None:
    await store.preferences.put("words", ["blame", "Ünïcode 🧾"])
    assert await store.preferences.get("words") == ("blame", "Ünïcode 🧾")
    await store.preferences.put("words", [])
    assert await store.preferences.get("words") == ()
    assert await store.preferences.get("hosts") is None
