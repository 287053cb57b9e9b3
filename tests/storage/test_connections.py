"""Links, tokens and sign-ins are stored; tokens and verifiers are sealed."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography.fernet import Fernet

from desk.errors import KeyMissing, StorageUnusable
from storage.sealing import Sealer
from storage.store import Store, open_store
from tests.fakes import FakeClock
from tests.storage.conftest import KEY, Backend, SqliteFile
from tests.storage.examples import ATTEMPT, DESK, HOUR, LINK, SANNE, TOKENS, TOM


async def test_link_is_found_by_user_and_by_agent(store: Store) -> None:
    await store.links.put(LINK)
    assert await store.links.get("U1") == LINK
    assert await store.links.of_agent(SANNE.id) == LINK
    assert await store.links.all() == [LINK]


async def test_a_new_desk_has_no_links(store: Store) -> None:
    assert await store.links.get("U1") is None
    assert await store.links.of_agent(SANNE.id) is None
    assert await store.links.all() == []


async def test_user_who_links_another_agent_loses_the_first_link(store: Store) -> None:
    await store.links.put(LINK)
    second = replace(LINK, agent=TOM, lapsed=True)
    await store.links.put(second)
    assert await store.links.all() == [second]
    assert await store.links.of_agent(SANNE.id) is None


async def test_agent_linked_by_another_user_loses_the_first_link(store: Store) -> None:
    await store.links.put(LINK)
    second = replace(LINK, user="U2")
    await store.links.put(second)
    assert await store.links.all() == [second]


async def test_link_of_one_linked_user_and_another_linked_agent_replaces_both_links(store: Store) -> None:
    await store.links.put(LINK)
    await store.links.put(replace(LINK, user="U2", agent=TOM))
    crossing = replace(LINK, user="U1", agent=TOM)
    await store.links.put(crossing)
    assert await store.links.all() == [crossing]


async def test_many_links_at_once_leave_one_for_each_agent(store: Store) -> None:
    await asyncio.gather(*(store.links.put(replace(LINK, user=f"U{number}")) for number in range(30)))
    assert len(await store.links.all()) == 1


async def test_removed_link_is_gone(store: Store) -> None:
    await store.links.put(LINK)
    await store.links.remove("U1")
    await store.links.remove("U1")
    assert await store.links.get("U1") is None


async def test_tokens_come_back_as_they_were(store: Store) -> None:
    bare = replace(TOKENS, refresh=None, access_expires_at=None, refresh_expires_at=ATTEMPT.expires_at)
    await store.tokens.put(SANNE.id, TOKENS)
    await store.tokens.put(TOM.id, bare)
    assert await store.tokens.get(SANNE.id) == TOKENS
    assert await store.tokens.get(TOM.id) == bare


async def test_newer_tokens_replace_older_ones(store: Store) -> None:
    await store.tokens.put(SANNE.id, TOKENS)
    await store.tokens.put(SANNE.id, replace(TOKENS, access="second", refresh="third"))
    tokens = await store.tokens.get(SANNE.id)
    assert tokens is not None
    assert (tokens.access, tokens.refresh) == ("second", "third")


async def test_removed_tokens_are_gone(store: Store) -> None:
    await store.tokens.put(SANNE.id, TOKENS)
    await store.tokens.remove(SANNE.id)
    assert await store.tokens.get(SANNE.id) is None


async def test_secrets_are_sealed_on_disk(backend: SqliteFile, store: Store) -> None:
    await store.tokens.put(SANNE.id, TOKENS)
    await store.sign_ins.add(ATTEMPT)
    kept = b"".join(file.read_bytes() for file in backend.path.parent.iterdir())
    assert b"hash" in kept
    for secret in ("access-of-sanne", "refresh-of-sanne", "verifier-of-sanne"):
        assert secret.encode() not in kept


async def test_tokens_sealed_with_a_missing_key_raise(backend: Backend, store: Store, clock: FakeClock) -> None:
    await store.tokens.put(SANNE.id, TOKENS)
    other_key = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
    stranger = open_store(backend.sqlite, DESK, Sealer([other_key]), clock)
    with pytest.raises(StorageUnusable, match="sealed with a key that is not in SECRET_KEYS"):
        await stranger.tokens.get(SANNE.id)


async def test_sign_in_is_handed_out_once(store: Store) -> None:
    await store.sign_ins.add(ATTEMPT)
    assert await store.sign_ins.take("hash") == ATTEMPT
    assert await store.sign_ins.take("hash") is None


async def test_unknown_sign_in_is_not_handed_out(store: Store) -> None:
    assert await store.sign_ins.take("another") is None


async def test_reading_a_sign_in_does_not_use_it(store: Store) -> None:
    await store.sign_ins.add(ATTEMPT)
    assert await store.sign_ins.get("hash") == ATTEMPT
    assert await store.sign_ins.get("another") is None
    assert await store.sign_ins.take("hash") == ATTEMPT
    assert await store.sign_ins.get("hash") is None


async def test_of_many_concurrent_takes_of_one_sign_in_one_gets_it(store: Store) -> None:
    await store.sign_ins.add(ATTEMPT)
    taken = await asyncio.gather(*(store.sign_ins.take("hash") for _ in range(20)))
    assert [attempt for attempt in taken if attempt] == [ATTEMPT]


async def test_expired_sign_in_is_not_handed_out(store: Store, clock: FakeClock) -> None:
    await store.sign_ins.add(ATTEMPT)
    clock.advance(HOUR)
    assert await store.sign_ins.take("hash") is None


async def test_sign_in_can_be_taken_until_it_expires(store: Store, clock: FakeClock) -> None:
    await store.sign_ins.add(ATTEMPT)
    clock.advance(HOUR - timedelta(microseconds=1))
    assert await store.sign_ins.take("hash") == ATTEMPT


async def test_expired_sign_ins_are_deleted(store: Store, clock: FakeClock) -> None:
    await store.sign_ins.add(ATTEMPT)
    clock.advance(2 * HOUR)
    await store.sign_ins.add(replace(ATTEMPT, state_hash="later", expires_at=clock() + HOUR))
    clock.advance(-2 * HOUR)
    assert await store.sign_ins.take("hash") is None
    assert await store.sign_ins.take("later") is not None


async def test_a_rewritten_pair_is_sealed_with_the_first_key_and_opens_without_the_old_one(
    backend: Backend, clock: FakeClock
) -> None:
    new = Fernet.generate_key().decode()

    def with_keys(*keys: str) -> Store:
        return open_store(backend.sqlite, DESK, Sealer(keys), clock)

    await with_keys(KEY).tokens.put(SANNE.id, TOKENS)
    await with_keys(KEY).tokens.put(TOM.id, TOKENS)
    both = with_keys(new, KEY)
    assert await both.tokens.get(SANNE.id) == TOKENS
    assert await both.tokens.keys_used() == {SANNE.id: 1, TOM.id: 1}
    await both.tokens.put(SANNE.id, TOKENS)
    assert await both.tokens.keys_used() == {SANNE.id: 0, TOM.id: 1}
    alone = with_keys(new)
    assert await alone.tokens.get(SANNE.id) == TOKENS
    assert await alone.tokens.keys_used() == {SANNE.id: 0, TOM.id: None}
    with pytest.raises(KeyMissing):
        await alone.tokens.get(TOM.id)
