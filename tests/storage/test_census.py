"""The counts are of this desk only, name every state, and tell the oldest of each queue."""

from dataclasses import replace

from desk.model.assignments import Stage
from desk.model.counts import WaitingLine
from desk.model.new_tickets import CreationState
from desk.model.submissions import SubmissionState
from storage.store import Store
from tests.storage.conftest import Backend
from tests.storage.examples import ASSIGNMENT, CARD, DESK, HOUR, LINK, NEW_TICKET, NEWS, NOW, OTHER_DESKS, SUBMISSION


async def fill(store: Store) -> None:
    await store.assignments.add(ASSIGNMENT)
    for number, state in enumerate(("accepted", "unknown", "sent")):
        its = replace(SUBMISSION, id=f"s{number}", accepted_at=NOW + number * HOUR, state=SubmissionState(state))
        await store.submissions.add(its)
    await store.new_tickets.add(replace(NEW_TICKET, id="n1", state=CreationState.CREATED))
    await store.posts.intend(CARD, "first run", NOW + HOUR)
    await store.posts.intend(NEWS, "first run", NOW)
    await store.posts.done(NEWS.key, "C1", "1.1", None)
    await store.links.put(LINK)
    await store.links.put(replace(LINK, user="U2", agent=replace(LINK.agent, id=22), lapsed=True))


async def test_everything_is_counted_under_its_state(store: Store) -> None:
    await fill(store)
    census = await store.census.take()
    assert census.assignments == {Stage.WITH_US: 1, Stage.SOLVED: 0, Stage.LEFT: 0}
    there = {state.value: n for state, n in census.submissions.items()}
    assert there == {"accepted": 1, "sending": 0, "unknown": 1, "sent": 1, "refused": 0}
    assert census.new_tickets[CreationState.CREATED] == 1
    assert (census.linked, census.lapsed) == (2, 1)


async def test_each_queue_tells_its_oldest(store: Store) -> None:
    await fill(store)
    census = await store.census.take()
    assert census.notes_waiting == WaitingLine(2, NOW)
    assert census.new_tickets_waiting == WaitingLine(0, None)
    assert census.posts_waiting == WaitingLine(1, NOW + HOUR)


async def test_another_desk_is_not_counted(backend: Backend) -> None:
    await fill(backend.store(DESK))
    for desk in OTHER_DESKS:
        census = await backend.store(desk).census.take()
        assert sum(census.submissions.values()) == sum(census.assignments.values()) == census.linked == 0
        assert census.posts_waiting == WaitingLine(0, None)
