"""Promises about two desks in one database, and about what a restart finds."""

from dataclasses import replace
from datetime import timedelta

import pytest

from desk.model.people import DeskId
from desk.model.proposals import ProposalState
from desk.ports.memory import FeedState
from storage.store import Store
from tests.storage.conftest import Backend
from tests.storage.examples import (
    ASSIGNMENT,
    ATTEMPT,
    CARD,
    KEY,
    NEW_TICKET,
    NEWS,
    NOW,
    OTHER_DESKS,
    PARTNER,
    PROPOSAL,
    SANNE,
    SUBMISSION,
    TICKET,
)
from tests.storage.filling import fill

DAY = timedelta(days=1)


async def everything_in(store: Store) -> dict[str, object]:
    """What every question of every port is answered, but the one that uses a sign-in up."""
    return {
        "links": [await store.links.get("U1"), await store.links.of_agent(SANNE.id), *await store.links.all()],
        "tokens": [await store.tokens.get(SANNE.id)],
        "watches": [
            *await store.watches.all(),
            *await store.watches.of_channel("C1"),
            *await store.watches.of_group(PARTNER.id),
        ],
        "tickets": [await store.tickets.get(TICKET.id), *(await store.tickets.many([TICKET.id])).values()],
        "organizations": list((await store.tickets.organizations()).values()),
        "assignments": [
            await store.assignments.get(KEY),
            await store.assignments.newest(TICKET.id),
            *await store.assignments.with_us(),
        ],
        "posts": [
            await store.posts.get(CARD.key),
            *await store.posts.cards_of(KEY),
            *await store.posts.stale_cards(),
            *await store.posts.stale_proposals(),
            *await store.posts.waiting(NOW),
        ],
        "submissions": [
            await store.submissions.get("s1"),
            *await store.submissions.unfinished(),
            *await store.submissions.of(KEY),
            *await store.submissions.accepted_between(NOW - DAY, NOW + DAY),
        ],
        "people": list((await store.people.names([SANNE.id])).values()),
        "feeds": await store.feeds.get(),
        "members": list(await store.members.get(PARTNER)),
        "holds": [*(await store.holds.current([KEY])).values(), *await store.holds.of(KEY)],
        "proposals": [
            await store.proposals.get(PROPOSAL.id),
            *(await store.proposals.newest([KEY])).values(),
            *await store.proposals.in_state(*ProposalState),
        ],
        "new tickets": [
            await store.new_tickets.get(NEW_TICKET.id),
            *await store.new_tickets.unfinished(),
            *await store.new_tickets.of(KEY),
            *await store.new_tickets.accepted_between(NOW - DAY, NOW + DAY),
        ],
        "gaps": [await store.gaps.after(NOW)],
        "preferences": [*(await store.preferences.get("words") or ())],
    }


@pytest.mark.parametrize("other", OTHER_DESKS)
async def test_desks_in_one_database_never_see_each_other(backend: Backend, other: DeskId) -> None:
    await fill(backend.store())
    seen = await everything_in(backend.store(other))
    assert seen.pop("feeds") == FeedState()
    assert {port for port, answers in seen.items() if isinstance(answers, list) and any(answers)} == set()
    assert await backend.store(other).sign_ins.take("hash") is None


@pytest.mark.parametrize("other", OTHER_DESKS)
async def test_desks_in_one_database_never_change_each_other(backend: Backend, other: DeskId) -> None:
    ours, theirs = backend.store(), backend.store(other)
    await fill(ours)
    before = await everything_in(ours)
    await fill(theirs)
    assert await everything_in(theirs) == before
    await theirs.links.remove("U1")
    await theirs.tokens.remove(SANNE.id)
    await theirs.watches.trouble("C1", "archived")
    await theirs.watches.remove("C1", PARTNER.id)
    await theirs.assignments.change(ASSIGNMENT)
    await theirs.posts.trouble(NEWS, "archived")
    await theirs.posts.done(NEWS.key, "C1", "2.000002", None)
    await theirs.submissions.put(replace(SUBMISSION, trouble="away"))
    await theirs.submissions.queued("s1", NOW)
    await theirs.people.remember({SANNE.id: "Somebody"})
    await theirs.feeds.put(FeedState())
    await theirs.members.put(PARTNER, [])
    await theirs.holds.release(KEY, "U1", NOW)
    await theirs.proposals.move(replace(PROPOSAL, state=ProposalState.OVER), PROPOSAL.state)
    await theirs.proposals.reminded(PROPOSAL.id, PROPOSAL.reminders + 1)
    await theirs.new_tickets.put(replace(NEW_TICKET, subject="Another"))
    await theirs.new_tickets.queued("n2", NOW)
    await theirs.preferences.put("words", [])
    assert await theirs.sign_ins.take("hash") == ATTEMPT
    assert await everything_in(ours) == before
    assert await ours.sign_ins.take("hash") == ATTEMPT


async def test_earlier_submission_of_another_desk_is_not_waited_for(backend: Backend) -> None:
    await backend.store(OTHER_DESKS[0]).submissions.add(SUBMISSION)
    assert await backend.store().submissions.is_next(SUBMISSION)


async def test_restart_finds_everything(backend: Backend) -> None:
    await fill(backend.store())
    before = await everything_in(backend.store())
    await backend.restart()
    assert await everything_in(backend.store()) == before
    assert await backend.store().sign_ins.take("hash") == ATTEMPT
