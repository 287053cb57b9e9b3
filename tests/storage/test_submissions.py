"""Submissions are stored unchanged, and those of one ticket keep their order."""

import asyncio
from dataclasses import fields, replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings

from desk.model.analysis import Analysis
from desk.model.assignments import AssignmentKey
from desk.model.rich_text import plain_text
from desk.model.submissions import Submission, SubmissionState
from storage.store import Store
from tests.storage.examples import HOUR, KEY, NOW, SENT, SUBMISSION
from tests.storage.strategies import submissions


@pytest.mark.parametrize("submission", [SUBMISSION, SENT])
async def test_submission_is_read_as_it_was_stored(store: Store, submission: Submission) -> None:
    await store.submissions.add(submission)
    assert await store.submissions.get(submission.id) == submission


def test_the_example_leaves_no_field_at_its_default() -> None:
    untouched = [field.name for field in fields(SENT) if getattr(SENT, field.name) == field.default]
    assert untouched == []


@given(submission=submissions)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # examples may share a store
async def test_any_submission_is_read_as_it_was_stored(store: Store, submission: Submission) -> None:
    await store.submissions.put(submission)  # examples may share an id
    if submission.queued_at:
        await store.submissions.queued(submission.id, submission.queued_at)
    kept = await store.submissions.get(submission.id)
    assert kept is not None
    assert replace(kept, queued_at=submission.queued_at) == submission


async def test_giving_up_counts_once_and_is_kept_by_later_changes(store: Store) -> None:
    await store.submissions.add(SUBMISSION)
    assert await store.submissions.give_up("s1", "U1")
    assert not await store.submissions.give_up("s1", "U2")
    await store.submissions.put(replace(SUBMISSION, state=SubmissionState.UNKNOWN))
    kept = await store.submissions.get("s1")
    assert kept is not None
    assert (kept.state, kept.given_up_by) == (SubmissionState.UNKNOWN, "U1")


async def test_a_finished_submission_is_not_given_up(store: Store) -> None:
    await store.submissions.add(replace(SENT, given_up_by=None))
    assert not await store.submissions.give_up(SENT.id, "U1")


async def test_text_of_a_hundred_thousand_characters_is_kept_whole(store: Store) -> None:
    long = "é\u2028 {{ 'quoted' }} \\ \"😀\"\r\n" * 5_000
    submission = replace(SUBMISSION, analysis=Analysis(plain_text(long[:100_000])), stored_text=long)
    await store.submissions.add(submission)
    assert await store.submissions.get("s1") == submission


async def test_text_with_half_a_character_is_stored(store: Store) -> None:
    await store.submissions.add(replace(SUBMISSION, analysis=Analysis(plain_text('before \udc00"\ud83d after'))))
    kept = await store.submissions.get("s1")
    assert kept is not None
    assert kept.analysis.findings.plain == 'before \ufffd"\ufffd after'


async def test_adding_a_known_submission_changes_nothing(store: Store) -> None:
    await store.submissions.add(SENT)
    await store.submissions.add(replace(SENT, state=SubmissionState.ACCEPTED, author_name="Somebody"))
    assert await store.submissions.get(SENT.id) == SENT


async def test_unknown_submission_is_none(store: Store) -> None:
    assert await store.submissions.get("s1") is None


async def test_internal_again_is_kept_by_later_changes(store: Store) -> None:
    public = replace(SENT, internal_again_at=None)
    await store.submissions.add(public)
    await store.submissions.internal_again(SENT.id, NOW)
    await store.submissions.put(public)
    kept = await store.submissions.get(SENT.id)
    assert kept
    assert (kept.internal_again_at, kept.went_public, kept.is_public) == (NOW, True, False)


async def test_a_changed_submission_is_stored(store: Store) -> None:
    await store.submissions.add(SUBMISSION)
    moved = replace(SENT, id="s1", queued_at=None, given_up_by=None, internal_again_at=None)
    await store.submissions.put(moved)
    assert await store.submissions.get("s1") == moved


async def test_queued_is_true_the_first_time_only(store: Store) -> None:
    await store.submissions.add(SUBMISSION)
    told = await asyncio.gather(*(store.submissions.queued("s1", SUBMISSION.accepted_at + HOUR) for _ in range(10)))
    assert sum(told) == 1
    assert not await store.submissions.queued("s1", SUBMISSION.accepted_at)
    assert await store.submissions.get("s1") == replace(SUBMISSION, queued_at=SUBMISSION.accepted_at + HOUR)


async def test_queued_is_kept_by_later_changes(store: Store) -> None:
    await store.submissions.add(SUBMISSION)
    await store.submissions.queued("s1", SUBMISSION.accepted_at)
    await store.submissions.put(replace(SUBMISSION, state=SubmissionState.SENDING))
    queued = replace(SUBMISSION, state=SubmissionState.SENDING, queued_at=SUBMISSION.accepted_at)
    assert await store.submissions.get("s1") == queued


async def test_unknown_submission_is_not_queued(store: Store) -> None:
    assert not await store.submissions.queued("s1", SUBMISSION.accepted_at)


async def test_sent_and_refused_are_finished(store: Store) -> None:
    everything = {state: replace(SUBMISSION, id=state.value, state=state) for state in SubmissionState}
    for submission in everything.values():
        await store.submissions.add(submission)
    unfinished = {submission.state for submission in await store.submissions.unfinished()}
    assert unfinished == {SubmissionState.ACCEPTED, SubmissionState.SENDING, SubmissionState.UNKNOWN}


async def test_unfinished_submissions_are_listed_oldest_first(store: Store) -> None:
    earlier = replace(SUBMISSION, id="s2", accepted_at=SUBMISSION.accepted_at - timedelta(microseconds=1))
    twin = replace(SUBMISSION, id="s0")
    for submission in (SUBMISSION, earlier, twin):
        await store.submissions.add(submission)
    assert await store.submissions.unfinished() == [earlier, twin, SUBMISSION]


async def test_submission_waits_for_an_earlier_one_of_its_ticket(store: Store) -> None:
    earlier = replace(SUBMISSION, id="s2", accepted_at=SUBMISSION.accepted_at - HOUR)
    await store.submissions.add(SUBMISSION)
    await store.submissions.add(earlier)
    assert await store.submissions.is_next(earlier)
    assert not await store.submissions.is_next(SUBMISSION)


@pytest.mark.parametrize("state", [SubmissionState.SENT, SubmissionState.REFUSED])
async def test_submission_is_next_when_the_earlier_one_is_finished(store: Store, state: SubmissionState) -> None:
    await store.submissions.add(SUBMISSION)
    await store.submissions.add(replace(SUBMISSION, id="s2", state=state, accepted_at=SUBMISSION.accepted_at - HOUR))
    assert await store.submissions.is_next(SUBMISSION)


async def test_submission_does_not_wait_for_another_ticket(store: Store) -> None:
    await store.submissions.add(SUBMISSION)
    await store.submissions.add(replace(SUBMISSION, id="s2", ticket_id=1, accepted_at=SUBMISSION.accepted_at - HOUR))
    assert await store.submissions.is_next(SUBMISSION)


async def test_of_submissions_accepted_at_one_moment_exactly_one_is_next(store: Store) -> None:
    twins = [replace(SUBMISSION, id=f"s{number}") for number in range(5)]
    await asyncio.gather(*(store.submissions.add(twin) for twin in twins))
    assert [await store.submissions.is_next(twin) for twin in twins] == [True, False, False, False, False]


async def test_submissions_of_an_assignment_are_listed_oldest_first(store: Store) -> None:
    latest = replace(SUBMISSION, id="s9", accepted_at=SUBMISSION.accepted_at + HOUR)
    again = replace(SUBMISSION, id="s8", assignment=AssignmentKey(SUBMISSION.ticket_id, 1))
    unasked = replace(SUBMISSION, id="s7", assignment=None)
    for submission in (latest, SUBMISSION, again, unasked, SENT):
        await store.submissions.add(submission)
    assert await store.submissions.of(KEY) == [SENT, SUBMISSION, latest]
