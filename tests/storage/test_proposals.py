"""One proposal of an assignment waits at a time, and one answer counts."""

import asyncio
from dataclasses import fields, replace

from desk.model.assignments import AssignmentKey
from desk.model.proposals import Proposal, ProposalState
from storage.store import Store
from tests.storage.examples import HOUR, KEY, NOW, PROPOSAL

WAITING = Proposal("p1", KEY, "U1", "Sanne", NOW)


async def test_proposal_is_read_as_it_was_stored(store: Store) -> None:
    assert await store.proposals.add(PROPOSAL)
    assert await store.proposals.get("p1") == PROPOSAL


def test_the_example_leaves_no_field_at_its_default() -> None:
    assert [each.name for each in fields(PROPOSAL) if getattr(PROPOSAL, each.name) == each.default] == []


async def test_only_one_waits_for_an_assignment(store: Store) -> None:
    assert await store.proposals.add(WAITING)
    assert not await store.proposals.add(replace(WAITING, id="p2"))
    assert await store.proposals.add(replace(WAITING, id="p3", assignment=AssignmentKey(1, 2)))
    assert await store.proposals.get("p2") is None


async def test_after_an_answer_the_next_proposal_may_wait(store: Store) -> None:
    await store.proposals.add(WAITING)
    await store.proposals.move(replace(WAITING, state=ProposalState.REFUSED), ProposalState.WAITING)
    second = replace(WAITING, id="p2", at=NOW + HOUR)
    assert await store.proposals.add(second)
    assert await store.proposals.newest([KEY]) == {KEY: second}


async def test_of_many_concurrent_answers_one_counts(store: Store) -> None:
    await store.proposals.add(WAITING)
    answers = [replace(WAITING, state=ProposalState.CONFIRMED, decided_by=f"U{number}") for number in range(20)]
    counted = await asyncio.gather(*(store.proposals.move(answer, ProposalState.WAITING) for answer in answers))
    assert counted.count(True) == 1
    kept = await store.proposals.get("p1")
    assert kept is not None
    assert kept.decided_by == f"U{counted.index(True)}"
    assert kept.revision == 1


async def test_an_answered_proposal_cannot_wait_again_while_another_waits(store: Store) -> None:
    await store.proposals.add(replace(WAITING, state=ProposalState.CONFIRMED))
    await store.proposals.add(replace(WAITING, id="p2"))
    assert not await store.proposals.move(WAITING, ProposalState.CONFIRMED)


async def test_each_reminder_is_counted_once(store: Store) -> None:
    await store.proposals.add(WAITING)
    first = await asyncio.gather(*(store.proposals.reminded("p1", 1) for _ in range(5)))
    assert first.count(True) == 1
    assert await store.proposals.reminded("p1", 2)
    assert not await store.proposals.reminded("p1", 2)


async def test_proposals_are_found_by_their_state(store: Store) -> None:
    await store.proposals.add(WAITING)
    await store.proposals.add(replace(PROPOSAL, id="p2", at=NOW - HOUR))
    assert [each.id for each in await store.proposals.in_state(ProposalState.WAITING)] == ["p1"]
    both = await store.proposals.in_state(ProposalState.WAITING, ProposalState.REFUSED)
    assert [each.id for each in both] == ["p2", "p1"]
