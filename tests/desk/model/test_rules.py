"""The rules about a single act, what an assignment is, text, and the circuit breaker."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.delivery.breaker import BACKOFF, Breaker
from desk.errors import Refusal, TicketClosed, TicketNotYours, WouldGoPublic
from desk.model.analysis import Analysis, Cause, ChatFile
from desk.model.assignments import latest_assignment
from desk.model.people import Agent, Licence, TokenPair
from desk.model.rich_text import NOTHING, Block, RichText, Span, plain_text
from desk.model.rules import check_may_note, check_may_see, rights, sets_open
from desk.model.submissions import SubmissionState
from desk.model.tickets import Audit, Change, Comment, Status, Ticket
from tests.desk.office import BE, NL, SANNE, TOM, VENDOR, VISSER
from tests.fakes import FakeClock
from tests.storage.strategies import analyses, rich_texts

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
OPEN = Ticket(1, "Subject", Status.OPEN, None, NL.id, None, 31, NOW, NOW, NOW)


def test_r1_ticket_of_ones_group_may_be_seen_and_no_other() -> None:
    check_may_see(SANNE, OPEN)
    for group_id in (BE.id, None):
        with pytest.raises(TicketNotYours):
            check_may_see(SANNE, replace(OPEN, group_id=group_id))


def test_r3_only_a_full_agent_sets_open_and_only_what_is_not_open() -> None:
    assert [status for status in Status if sets_open(TOM, replace(OPEN, status=status))] == [
        status for status in Status if status is not Status.OPEN
    ]
    assert not any(sets_open(SANNE, replace(OPEN, status=status)) for status in Status)


def test_r12_light_requester_outside_the_group_is_refused_with_the_reason() -> None:
    with pytest.raises(WouldGoPublic):
        check_may_note(SANNE, replace(OPEN, requester_id=SANNE.id, group_id=BE.id))


@pytest.mark.parametrize(
    ("agent", "ticket"),
    [
        (SANNE, replace(OPEN, requester_id=SANNE.id)),
        (TOM, replace(OPEN, requester_id=TOM.id)),
        (SANNE, replace(OPEN, status=Status.SOLVED)),
    ],
    ids=["light requester in the group", "full requester", "solved"],
)
def test_note_is_allowed_where_nothing_speaks_against_it(agent, ticket) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    check_may_note(agent, ticket)


def test_full_requester_outside_the_group_sees_no_ticket() -> None:
    with pytest.raises(TicketNotYours):
        check_may_note(TOM, replace(OPEN, requester_id=TOM.id, group_id=BE.id))


def test_closed_ticket_takes_no_note() -> None:
    with pytest.raises(TicketClosed):
        check_may_note(TOM, replace(OPEN, status=Status.CLOSED))


def test_lost_licence_is_the_reason_that_is_given() -> None:
    with pytest.raises(Refusal, match="not an active agent any more"):
        check_may_note(replace(TOM, licence=Licence.NONE, groups=()), OPEN)


FULL_AGENTS_ALONE = {
    "set a ticket Open",
    "hand a ticket back to the vendor",
    "record the time spent",
    "release what somebody else took",
}


def refused(agent: Agent) -> dict[str, str]:
    return {right.deed: right.why_not for right in rights(agent) if not right.allowed}


def test_rights_name_everything_to_everybody() -> None:
    deeds = [[right.deed for right in rights(agent)] for agent in (TOM, SANNE, replace(SANNE, licence=Licence.NONE))]
    assert deeds[0] == deeds[1] == deeds[2]
    assert set(deeds[0]) > FULL_AGENTS_ALONE


def test_r2_nobody_may_answer_the_customer_from_here() -> None:
    assert "in Zendesk" in refused(TOM)["answer the customer"]
    assert set(refused(TOM)) == {"answer the customer"}


def test_r3_r5_r7_what_takes_a_full_agent_is_refused_to_a_light_one_with_what_to_do_instead() -> None:
    assert set(refused(SANNE)) == FULL_AGENTS_ALONE | {"answer the customer"}
    assert "You can ask for it" in refused(SANNE)["hand a ticket back to the vendor"]
    assert all(refused(SANNE).values())


def test_whoever_lost_the_licence_may_do_nothing() -> None:
    left = replace(TOM, licence=Licence.NONE)
    assert set(refused(left).values()) == {
        "your Zendesk user is not an active agent. Ask your partner admin about your licence."
    }


def audit(number: int, *changes: Change, by: int = VISSER.id, note: str | None = None, public: bool = False) -> Audit:
    comment = Comment(by, note, note, public) if note else None
    return Audit(number, 1, NOW + timedelta(minutes=number), by, comment, changes)


def moved(before: int | None, after: int | None) -> Change:
    return Change("group_id", str(before) if before else None, str(after) if after else None)


def test_newest_entry_into_the_group_is_the_assignment() -> None:
    audits = [
        audit(1, moved(None, VENDOR.id)),
        audit(2, moved(VENDOR.id, NL.id), note="Please look."),
        audit(3, moved(NL.id, VENDOR.id), by=TOM.id),
        audit(4, Change("status", "open", "pending"), moved(VENDOR.id, NL.id)),
        audit(5, note="And hurry.", by=VISSER.id),
    ]
    assignment = latest_assignment(audits, NL.id, frozenset({TOM.id}))
    assert assignment
    assert (assignment.key.audit_id, assignment.from_group_id, assignment.asked) == (4, VENDOR.id, "And hurry.")
    assert latest_assignment(audits, BE.id, frozenset()) is None
    assert latest_assignment([], NL.id, frozenset()) is None


def test_entry_by_a_rule_in_the_same_audit_tells_the_group_it_came_from_last() -> None:
    assignment = latest_assignment([audit(1, moved(None, VENDOR.id), moved(VENDOR.id, NL.id))], NL.id, frozenset())
    assert assignment
    assert assignment.from_group_id == VENDOR.id


def test_system_assigns_in_nobodys_name() -> None:
    assignment = latest_assignment([audit(1, moved(None, NL.id), by=-1)], NL.id, frozenset())
    assert assignment
    assert (assignment.assigned_by, assignment.from_group_id) == (None, None)


def test_what_is_asked_is_neither_public_nor_ours() -> None:
    audits = [
        audit(1, moved(None, NL.id), note="The question."),
        audit(2, note="To the customer.", public=True),
        audit(3, note="Ours.", by=TOM.id),
        replace(audit(4, note="Our analysis."), submission="s1"),
        audit(5),
    ]
    assignment = latest_assignment(audits, NL.id, frozenset({TOM.id}))
    assert assignment
    assert assignment.asked == "The question."


def test_plain_text_keeps_what_was_typed_without_its_formatting() -> None:
    text = RichText(
        (
            Block("paragraph", (Span("See "), Span("here", bold=True, link="https://x.example/1"))),
            Block("bullet", (Span("one"),)),
            Block("number", (Span("two"),), level=1),
            Block("quote", (Span("said\nso"),)),
            Block("code", (Span("{{x}}\n\n  y"),)),
            Block("paragraph", (Span("a@b.example", link="mailto:a@b.example"), Span(" ok"))),
        )
    )
    assert text.plain == (
        "See here (https://x.example/1)\n• one\n    1. two\n> said\n> so\n{{x}}\n\n  y\na@b.example ok"
    )


@pytest.mark.parametrize("kind", ["paragraph", "quote", "code", "bullet", "number"])
def test_formatting_without_text_is_blank(kind) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    assert RichText((Block(kind, (Span(" \n"),)),)).is_blank
    assert not RichText((Block(kind, (Span("."),)),)).is_blank


def test_nothing_is_blank_and_typed_text_is_kept() -> None:
    assert NOTHING.is_blank
    assert plain_text("") == NOTHING
    assert plain_text("a\n\nb").plain == "a\n\nb"


def test_mentioned_people_get_their_names_where_they_are_known() -> None:
    text = RichText((Block("paragraph", (Span("@U1", mention="U1"), Span("@U2", mention="U2"))),))
    assert text.mentions == {"U1", "U2"}
    assert text.naming({"U1": "Ann"}).plain == "@Ann@U2"


@given(rich_texts, st.dictionaries(st.text(), st.text()))
def test_naming_changes_nothing_but_mentions(text: RichText, names: dict[str, str]) -> None:
    named = text.naming(names)
    assert named.mentions == text.mentions
    if not text.mentions:
        assert named == text


@given(analyses, st.dictionaries(st.text(), st.text()))
def test_analysis_says_the_same_whatever_people_are_called(analysis: Analysis, names: dict[str, str]) -> None:
    named = replace(analysis, findings=analysis.findings.naming(names), advice=analysis.advice.naming(names))
    assert analysis.says_the_same(named)
    assert not analysis.says_the_same(replace(analysis, findings=plain_text(f"{analysis.findings.plain}!")))


def test_analysis_gives_everything_back() -> None:
    analysis = Analysis(
        plain_text("Found."), Cause.DATA, plain_text("Mend."), (ChatFile("F", "a.log", "text/plain", 1, "https://f"),)
    )
    assert analysis.plain == "Found.\n\nCause: Data\n\nAdvice or next step:\nMend.\n\nFiles: a.log"


def test_states_that_end_and_states_that_may_have_landed() -> None:
    assert [state.value for state in SubmissionState if state.is_final] == ["sent", "refused"]
    assert [state.value for state in SubmissionState if state.may_have_landed] == ["sending", "unknown"]


def test_tokens_never_show() -> None:
    assert repr(TokenPair("secret", "secret", None, None)) == "TokenPair(…)"


def test_breaker_waits_longer_with_every_failure_and_lets_one_ask_for_all() -> None:
    clock = FakeClock()
    breaker = Breaker(clock.stopwatch)
    assert breaker.wait() == 0
    for seconds in (*BACKOFF, BACKOFF[-1]):
        assert breaker.trip(None) == seconds
        assert breaker.wait() == seconds
        clock.advance(seconds)
        assert breaker.wait() == 0
        assert breaker.wait() > 0
    breaker.close()
    assert breaker.wait() == breaker.wait() == 0
    assert breaker.trip(None) == BACKOFF[0]


def test_breaker_holds_to_what_zendesk_asked_whatever_fails_meanwhile() -> None:
    breaker = Breaker(FakeClock().stopwatch)
    assert breaker.trip(90) == 90
    assert breaker.trip(None) == BACKOFF[1]
    assert breaker.wait() == 90


def test_breaker_does_not_stay_open_because_the_clock_was_put_back() -> None:
    clock = FakeClock()
    breaker = Breaker(clock.stopwatch)
    breaker.trip(90)
    clock.advance(-3600)
    assert breaker.wait() == 90
    clock.advance(90)
    assert breaker.wait() == 0
