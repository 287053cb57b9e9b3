"""Two desks in one database see and change only their own rows; a restart finds all rows again."""

import re
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
    DESK,
    GAP,
    KEY,
    LINK,
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
from tests.storage.history import READ

DAY = timedelta(days=1)
TABLE = re.compile(r"^(?:select .*? from|insert into|update(?: or ignore)?|delete from) (?!sqlite_)(\w+)\b", re.DOTALL)
SCOPE = f"where team = '{DESK.team}' and account = '{DESK.account}' and ("
COLUMNS, VALUES = '"team", "account") values (', f"'{DESK.team}', '{DESK.account}') on conflict"


async def everything_in(store: Store) -> dict[str, object]:
    """The answers of every reading method of every store. `sign_ins.take` is left out, because it deletes the row."""
    census = await store.census.take()
    return {
        "census": [
            *(*census.assignments.values(), *census.submissions.values(), *census.new_tickets.values()),
            *(queue.length for queue in (census.notes_waiting, census.new_tickets_waiting, census.posts_waiting)),
            *(census.linked, census.lapsed),
        ],
        "links": [await store.links.get("U1"), await store.links.of_agent(SANNE.id), *await store.links.all()],
        "tokens": [await store.tokens.get(SANNE.id), *await store.tokens.keys_used()],
        "sign-ins": [await store.sign_ins.get("hash")],
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
        "holds": [
            *(await store.holds.current([KEY])).values(),
            *await store.holds.held(),
            *await store.holds.of(KEY),
        ],
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


async def change_everything(store: Store) -> None:
    """Calls every method that changes or deletes rows."""
    await store.links.put(replace(LINK, lapsed=True))
    await store.links.remove("U1")
    await store.tokens.remove(SANNE.id)
    await store.watches.trouble("C1", "archived")
    await store.watches.remove("C1", PARTNER.id)
    await store.assignments.change(ASSIGNMENT)
    await store.posts.trouble(NEWS, "archived")
    assert await store.posts.forget_given_up(NOW + DAY) == 1
    await store.posts.drop(NEWS.key)
    await store.posts.done(CARD.key, "C1", "2.000002", None)
    await store.submissions.put(replace(SUBMISSION, trouble="away"))
    await store.submissions.queued("s1", NOW)
    await store.submissions.internal_again("s1", NOW)
    await store.submissions.give_up("s1", "U1")
    await store.people.remember({SANNE.id: "Somebody"})
    await store.feeds.put(FeedState())
    await store.members.put(PARTNER, [])
    await store.holds.release(KEY, "U1", NOW)
    await store.proposals.move(replace(PROPOSAL, state=ProposalState.OVER), PROPOSAL.state)
    await store.proposals.reminded(PROPOSAL.id, PROPOSAL.reminders + 1)
    await store.new_tickets.put(replace(NEW_TICKET, subject="Another"))
    await store.new_tickets.queued("n2", NOW)
    await store.new_tickets.give_up("n2", "U1")
    await store.preferences.put("words", [])
    await store.gaps.add(replace(GAP, until=GAP.until + DAY))
    await store.pokes.add(["heard"], NOW + DAY, NOW + DAY)


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
    await change_everything(theirs)
    assert await theirs.sign_ins.take("hash") == ATTEMPT
    assert await everything_in(ours) == before
    assert await ours.sign_ins.take("hash") == ATTEMPT


async def test_every_statement_of_a_store_names_its_desk(backend: Backend) -> None:
    statements: list[str] = []
    await backend.sqlite.run(lambda db: db.conn.set_trace_callback(statements.append))
    await fill(backend.store())
    await everything_in(backend.store())
    await change_everything(backend.store())
    await backend.store().sign_ins.take("hash")
    await backend.sqlite.run(lambda db: db.conn.set_trace_callback(None))

    on_rows = [sql for sql in statements if TABLE.search(sql)]
    assert {match[1] for match in map(TABLE.search, on_rows) if match} == set(READ)
    assert [sql for sql in on_rows if SCOPE not in sql and not (COLUMNS in sql and VALUES in sql)] == []


async def test_submission_does_not_wait_for_one_of_another_desk(backend: Backend) -> None:
    await backend.store(OTHER_DESKS[0]).submissions.add(SUBMISSION)
    assert await backend.store().submissions.is_next(SUBMISSION)


async def test_everything_is_found_after_a_restart(backend: Backend) -> None:
    await fill(backend.store())
    before = await everything_in(backend.store())
    await backend.restart()
    assert await everything_in(backend.store()) == before
    assert await backend.store().sign_ins.take("hash") == ATTEMPT
