"""The preferences of the partner are stored by name."""

from storage.store import Store


async def test_a_preference_is_none_until_it_is_chosen(store: Store) -> None:
    assert await store.preferences.get("words") is None


async def test_the_last_choice_is_stored_also_when_it_is_empty(store: Store) -> None:
    await store.preferences.put("words", ["blame", "Ünïcode 🧾"])
    assert await store.preferences.get("words") == ("blame", "Ünïcode 🧾")
    await store.preferences.put("words", [])
    assert await store.preferences.get("words") == ()
    assert await store.preferences.get("hosts") is None
