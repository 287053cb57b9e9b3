"""The last reading of a ticket and its assignments are stored."""

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta, timezone

import pytest

from desk.errors import StorageUnusable
from desk.model.assignments import AssignmentKey, Stage
from desk.model.tickets import Status
from storage.store import Store
from tests.storage.conftest import Backend
from tests.storage.examples import ASSIGNMENT, HOUR, KEY, TICKET


async def test_ticket_is_read_as_it_was_stored(store: Store) -> None:
    await store.tickets.put(TICKET)
    assert await store.tickets.get(TICKET.id) == TICKET
    assert await store.tickets.get(1) is None


async def test_later_reading_replaces_the_earlier(store: Store) -> None:
    await store.tickets.put(TICKET)
    later = replace(TICKET, status=Status.SOLVED, priority=None, group=None, assignee="Tom", assignee_id=22)
    await store.tickets.put(later)
    assert await store.tickets.get(TICKET.id) == later


async def test_writes_work_again_after_the_database_was_locked(backend: Backend, store: Store) -> None:
    await backend.sqlite.run(lambda db: db.execute("pragma busy_timeout = 10"))
    with closing(sqlite3.connect(backend.path, isolation_level=None)) as other:
        other.execute("begin immediate")
        with pytest.raises(StorageUnusable):
            await store.tickets.put(TICKET)
        other.execute("rollback")
    await store.tickets.put(TICKET)
    assert await store.tickets.get(TICKET.id) == TICKET


async def test_many_tickets_are_read_at_once(store: Store) -> None:
    tickets = {number: replace(TICKET, id=number) for number in range(1, 5)}
    for ticket in tickets.values():
        await store.tickets.put(ticket)
    assert await store.tickets.many([1, 2, 3, 4, 5, 5]) == tickets
    assert await store.tickets.many([]) == {}


async def test_more_tickets_than_a_statement_has_parameters_are_read_at_once(store: Store) -> None:
    await store.tickets.put(TICKET)
    assert await store.tickets.many(range(100_000)) == {TICKET.id: TICKET}


async def test_moments_of_any_time_zone_are_read_as_the_same_moment(store: Store) -> None:
    amsterdam = timezone(timedelta(hours=2))
    await store.tickets.put(replace(TICKET, updated_at=TICKET.updated_at.astimezone(amsterdam)))
    ticket = await store.tickets.get(TICKET.id)
    assert ticket == TICKET
    assert ticket.updated_at.utcoffset() == timedelta(0)


async def test_moment_without_time_zone_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="time zone"):
        await store.tickets.put(replace(TICKET, updated_at=TICKET.updated_at.replace(tzinfo=None)))


async def test_text_with_half_a_character_is_stored(store: Store) -> None:
    await store.tickets.put(replace(TICKET, subject="lost \ud83d half, two \ud83d\ude00 halves, nul \x00"))
    ticket = await store.tickets.get(TICKET.id)
    assert ticket is not None
    assert ticket.subject == "lost \ufffd half, two 😀 halves, nul \x00"


async def test_organizations_are_listed_once_with_their_newest_name(store: Store) -> None:
    acme = replace(TICKET, organization="Acme", organization_id=1)
    await store.tickets.put(acme)
    await store.tickets.put(replace(acme, id=2, organization="Acme BV", read_at=TICKET.read_at + HOUR))
    await store.tickets.put(replace(acme, id=3, organization="Globex", organization_id=2))
    await store.tickets.put(replace(acme, id=4, organization=None, organization_id=3))
    await store.tickets.put(replace(acme, id=5, organization="Nameless", organization_id=None))
    assert await store.tickets.organizations() == {1: "Acme BV", 2: "Globex"}


async def test_assignment_is_added_once(store: Store) -> None:
    assert await store.assignments.add(ASSIGNMENT) is True
    assert await store.assignments.add(replace(ASSIGNMENT, asked="something else")) is False
    assert await store.assignments.get(KEY) == ASSIGNMENT


async def test_of_many_concurrent_adds_of_one_assignment_one_is_true(store: Store) -> None:
    added = await asyncio.gather(*(store.assignments.add(ASSIGNMENT) for _ in range(20)))
    assert sum(added) == 1


async def test_same_ticket_assigned_again_is_a_new_assignment(store: Store) -> None:
    again = replace(ASSIGNMENT, key=AssignmentKey(TICKET.id, 8000), assigned_at=ASSIGNMENT.assigned_at + HOUR)
    assert await store.assignments.add(ASSIGNMENT)
    assert await store.assignments.add(again)
    assert await store.assignments.newest(TICKET.id) == again


async def test_of_two_assignments_at_one_moment_the_later_audit_is_newest(store: Store) -> None:
    later = replace(ASSIGNMENT, key=AssignmentKey(TICKET.id, 9005))
    await store.assignments.add(later)
    await store.assignments.add(ASSIGNMENT)
    assert await store.assignments.newest(TICKET.id) == later


async def test_ticket_never_assigned_has_no_newest_assignment(store: Store) -> None:
    assert await store.assignments.newest(TICKET.id) is None
    assert await store.assignments.get(KEY) is None


async def test_assignment_made_by_a_rule_has_no_assigner(store: Store) -> None:
    by_rule = replace(ASSIGNMENT, assigned_by=None, from_group_id=None, asked=None)
    await store.assignments.add(by_rule)
    assert await store.assignments.get(KEY) == by_rule


async def test_with_us_lists_only_that_stage_oldest_first(store: Store) -> None:
    earlier = replace(
        ASSIGNMENT, key=AssignmentKey(2, 2), assigned_at=ASSIGNMENT.assigned_at - timedelta(microseconds=1)
    )
    left = replace(ASSIGNMENT, key=AssignmentKey(3, 3), stage=Stage.LEFT)
    for assignment in (ASSIGNMENT, left, earlier):
        await store.assignments.add(assignment)
    assert await store.assignments.with_us() == [earlier, ASSIGNMENT]


async def test_change_makes_the_revision_one_greater(store: Store) -> None:
    await store.assignments.add(ASSIGNMENT)
    await store.assignments.change(replace(ASSIGNMENT, stage=Stage.SOLVED, asked="Anything new?"))
    assert await store.assignments.get(KEY) == replace(
        ASSIGNMENT, stage=Stage.SOLVED, asked="Anything new?", revision=1
    )


async def test_concurrent_changes_are_all_counted(store: Store) -> None:
    await store.assignments.add(ASSIGNMENT)
    await asyncio.gather(*(store.assignments.change(ASSIGNMENT) for _ in range(25)))
    changed = await store.assignments.get(KEY)
    assert changed is not None
    assert changed.revision == 25
