"""Fills the stores of one desk with at least one row in each table. Add a row here for each new table."""

from dataclasses import replace

from desk.model.new_tickets import CreationState
from storage.store import Store
from tests.storage.examples import (
    ASSIGNMENT,
    ATTEMPT,
    CARD,
    FEED,
    GAP,
    HOLD,
    LINK,
    NEW_TICKET,
    NEWS,
    NOW,
    PARTNER,
    PROPOSAL,
    SANNE,
    SENT,
    SUBMISSION,
    TICKET,
    TOKENS,
    WATCH,
)


async def fill(store: Store) -> None:
    await store.links.put(LINK)
    await store.tokens.put(SANNE.id, TOKENS)
    await store.sign_ins.add(ATTEMPT)
    await store.watches.put(WATCH)
    await store.tickets.put(TICKET)
    await store.assignments.add(ASSIGNMENT)
    await store.posts.intend(NEWS, "run-1", NOW)
    await store.posts.intend(CARD, "run-1", NOW)
    await store.posts.done(CARD.key, "C1", "1.000001", 0)
    await store.assignments.change(ASSIGNMENT)
    await store.submissions.add(SENT)
    await store.submissions.add(SUBMISSION)
    await store.people.remember({SANNE.id: SANNE.name})
    await store.feeds.put(FEED)
    await store.members.put(PARTNER, [SANNE])
    await store.holds.take(HOLD)
    await store.proposals.add(PROPOSAL)
    await store.posts.intend(replace(NEWS, key="asked", proposal=PROPOSAL.id), "run-1", NOW)
    await store.posts.done("asked", "C1", "1.000003", 0)
    left = replace(NEWS, key="left", to="U9", assignment=None)
    await store.posts.intend(left, "run-1", NOW)
    await store.posts.trouble(left, "the person has left this workspace.", given_up_at=NOW)
    await store.new_tickets.add(NEW_TICKET)
    await store.new_tickets.add(replace(NEW_TICKET, id="n2", state=CreationState.ACCEPTED, queued_at=None))
    await store.gaps.add(GAP)
    await store.preferences.put("words", ["blame"])
    await store.pokes.add(["heard"], NOW, NOW)
