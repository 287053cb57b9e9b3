"""New tickets are stored with all their fields, and the unfinished ones are found."""

from dataclasses import fields, replace
from datetime import timedelta

from desk.model.new_tickets import CreationState
from storage.store import Store
from tests.storage.examples import HOUR, KEY, NEW_TICKET, NOW

ACCEPTED = replace(NEW_TICKET, id="n2", state=CreationState.ACCEPTED, queued_at=None, given_up_by=None)


async def test_new_ticket_comes_back_as_it_was(store: Store) -> None:
    await store.new_tickets.add(NEW_TICKET)
    assert await store.new_tickets.get("n1") == NEW_TICKET


def test_the_example_leaves_no_field_at_its_default() -> None:
    assert [each.name for each in fields(NEW_TICKET) if getattr(NEW_TICKET, each.name) == each.default] == []


async def test_adding_a_known_new_ticket_changes_nothing(store: Store) -> None:
    await store.new_tickets.add(NEW_TICKET)
    await store.new_tickets.add(replace(NEW_TICKET, subject="Another"))
    assert await store.new_tickets.get("n1") == NEW_TICKET


async def test_unfinished_new_tickets_are_found(store: Store) -> None:
    await store.new_tickets.add(NEW_TICKET)
    await store.new_tickets.add(ACCEPTED)
    assert await store.new_tickets.unfinished() == [ACCEPTED]


async def test_queued_is_set_once_and_kept_by_later_changes(store: Store) -> None:
    await store.new_tickets.add(ACCEPTED)
    assert await store.new_tickets.queued("n2", NOW)
    assert not await store.new_tickets.queued("n2", NOW)
    await store.new_tickets.put(replace(ACCEPTED, state=CreationState.CREATED))
    kept = await store.new_tickets.get("n2")
    assert kept is not None
    assert (kept.state, kept.queued_at) == (CreationState.CREATED, NOW)


async def test_a_new_ticket_is_given_up_once_and_only_while_it_is_unfinished(store: Store) -> None:
    await store.new_tickets.add(ACCEPTED)
    await store.new_tickets.add(replace(NEW_TICKET, given_up_by=None))
    assert await store.new_tickets.give_up("n2", "U1")
    assert not await store.new_tickets.give_up("n2", "U2")
    assert not await store.new_tickets.give_up("n1", "U1")
    await store.new_tickets.put(replace(ACCEPTED, state=CreationState.CREATING))
    kept = await store.new_tickets.get("n2")
    assert kept is not None
    assert (kept.state, kept.given_up_by) == (CreationState.CREATING, "U1")


async def test_new_tickets_are_found_by_assignment_and_by_time(store: Store) -> None:
    later = replace(ACCEPTED, accepted_at=NOW + HOUR)
    await store.new_tickets.add(NEW_TICKET)
    await store.new_tickets.add(later)
    await store.new_tickets.add(replace(ACCEPTED, id="n3", assignment=None))
    assert await store.new_tickets.of(KEY) == [NEW_TICKET, later]
    assert await store.new_tickets.accepted_between(NOW + timedelta(seconds=1), NOW + 2 * HOUR) == [later]
