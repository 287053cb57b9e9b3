"""What the check points at stands under its field, marked; what is new stands above; everything typed stays."""

from dataclasses import replace
from typing import Any

import pytest

from desk.actions.collisions import Changed, Collision, Event, Wrote
from desk.check.findings import Finding, FindingKind
from handlers.views.modals import analysis_modal, check
from handlers.views.modals.analysis_modal import ADVICE, FILES, FINDINGS
from handlers.views.parts.redraw import with_problem
from tests.blockkit import check_view
from tests.handlers.views.examples import FORM, NINE, TICKET, seen, sent_back
from tests.handlers.views.test_analysis_modal import TYPED

SECRET = Finding(FINDINGS, FindingKind.SECRET, "Welkom01!", "the password is ", " on the test system")
BLAME = Finding(ADVICE, FindingKind.BLAME, "stupid", "a ", " mapping")
MARKS = frozenset({"0123abcd", "4567ef89"})
WROTE = Wrote("J. Visser", NINE, "Never mind.", public=False)
NEWS = Collision((WROTE,), NINE, TICKET)


def submitted(**typed: Any) -> dict[str, Any]:
    return sent_back(analysis_modal.form(replace(FORM, seen=NINE)), TYPED | typed)


def ids(view: dict[str, Any]) -> list[str]:
    return [block.get("block_id", "") for block in view["blocks"]]


def test_what_is_found_stands_right_under_its_field_with_the_words_marked() -> None:
    view = check.asked_again(submitted(), (SECRET, BLAME), MARKS)
    check_view(view)
    at = ids(view).index
    assert ids(view)[at(FINDINGS) + 1] == "said:findings:0"
    assert ids(view)[at(ADVICE) + 1] == "said:advice:0"
    assert "…the password is `Welkom01!` on the test system…" in seen(view)
    assert "*Reads as blame:*\n• …a `stupid` mapping…" in seen(view)
    assert ids(view)[-1] == check.REASON


def test_everything_typed_stays_and_so_does_the_button() -> None:
    view = check.asked_again(submitted(), (SECRET,), MARKS, NEWS)
    sent = sent_back(view, {})
    assert analysis_modal.submitted(sent).analysis == replace(
        analysis_modal.submitted(submitted()).analysis, files=()
    )  # Slack keeps files by itself
    assert view["submit"]["text"] == "Save note"
    assert view["callback_id"] == "analysis"


def test_the_dialog_carries_no_word_that_was_pointed_at() -> None:
    view = check.asked_again(submitted(), (SECRET,), MARKS)
    assert "Welkom" not in view["private_metadata"]


@pytest.mark.parametrize(
    ("now", "known"),
    [(MARKS, True), ({"0123abcd"}, True), ({"0123abcd", "ffffffff"}, False), (frozenset(), True)],
)
def test_what_was_shown_already_is_known(now: frozenset[str], known: bool) -> None:  # noqa: FBT001
    view = sent_back(check.asked_again(submitted(), (SECRET,), MARKS), {})
    assert check.was_shown(view, frozenset(now)) is known


def test_without_a_place_for_the_reason_nothing_counts_as_shown() -> None:
    assert check.was_shown(submitted(), MARKS) is False
    assert check.was_shown(submitted(), frozenset()) is True


def test_very_many_marks_are_carried_as_one() -> None:
    marks = frozenset(f"{number:08x}" for number in range(5000))
    view = check.asked_again(submitted(), (SECRET,), marks)
    check_view(view)
    assert check.was_shown(sent_back(view, {}), marks)
    assert not check.was_shown(sent_back(view, {}), marks - {"00000001"} | {"x0000000"})


def test_a_reason_is_read_and_survives_another_round() -> None:
    first = sent_back(check.asked_again(submitted(), (SECRET,), MARKS), {check.REASON: {"value": " It is public. "}})
    assert check.reason(first) == "It is public."
    again = sent_back(check.asked_again(first, (SECRET, BLAME), MARKS), {})
    assert check.reason(again) == "It is public."
    assert ids(again).count(check.REASON) == 1
    kept = with_problem(again, "It took too long.")
    check_view(kept)
    assert check.reason(sent_back(kept, {})) == "It is public."
    assert "Welkom01!" in seen(kept)


def test_mended_text_leaves_nothing_of_what_was_said() -> None:
    first = sent_back(check.asked_again(submitted(), (SECRET, BLAME), MARKS), {})
    again = check.asked_again(first, (), frozenset(), NEWS)
    assert [each for each in ids(again) if each.startswith("said:")] == ["said:above:0", "said:above:1", "said:above:2"]


def test_many_of_a_kind_are_counted_and_the_same_word_is_shown_once() -> None:
    many = tuple(replace(SECRET, words=f"Welkom{number}!") for number in range(9)) * 2
    view = check.asked_again(submitted(), many, MARKS)
    check_view(view)
    assert seen(view).count("Welkom") == 5
    assert "… and 4 more" in seen(view)


def test_findings_in_file_names_stand_under_the_files() -> None:
    view = check.asked_again(submitted(), (replace(SECRET, field=FILES),), MARKS)
    assert ids(view)[ids(view).index(FILES) + 1] == "said:files:0"


def test_a_text_too_long_to_be_drawn_again_stays_where_it_was_typed() -> None:
    long = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "語" * 100_000}]}]}  # fmt: skip  # noqa: E501
    view = check.asked_again(submitted(findings={"rich_text_value": long}), (SECRET,), MARKS)
    check_view(view)
    assert "語" not in str(view)
    assert FINDINGS in ids(view)


@pytest.mark.parametrize(
    ("event", "line"),
    [
        (WROTE, "*J. Visser* wrote at <!date^1763629920^{time}|09:12 UTC>: Never mind."),
        (replace(WROTE, public=True), "*J. Visser* wrote to the customer at"),
        (Changed("J. Visser", NINE, "status", "pending"), "*J. Visser* set the status to Pending at"),
        (Changed("J. Visser", NINE, "status", "hold"), "set the status to On-hold"),
        (Changed("J. Visser", NINE, "assignee", "Tom"), "assigned it to Tom"),
        (Changed("J. Visser", NINE, "assignee", None), "left it without an assignee"),
        (Changed("J. Visser", NINE, "group", "Partner-BE"), "moved it to Partner-BE"),
        (Changed("J. Visser", NINE, "group", None), "left it without a group"),
        (Changed("J. Visser", NINE, "priority", "urgent"), "set the priority to Urgent"),
        (Changed("J. Visser", NINE, "subject", "Other"), "changed the subject to “Other”"),
    ],
)
def test_news_are_told_above_the_text(event: Event, line: str) -> None:
    view = check.asked_again(submitted(), (), frozenset(), Collision((event,), NINE, TICKET))
    check_view(view)
    shown = seen(view).replace("^1795165920^", "^1763629920^")
    assert line in shown
    assert "press “Save note” again to add yours all the same" in shown
    assert ids(view)[0] == "said:above:0"
    assert check.REASON not in ids(view)
    assert check.seen(view) == NINE


def test_of_many_news_the_newest_are_shown() -> None:
    events = tuple(replace(WROTE, text=f"Number {number}.") for number in range(8))
    shown = seen(check.asked_again(submitted(), (), frozenset(), Collision(events, NINE, TICKET)))
    assert "3 earlier changes can be seen in Zendesk." in shown
    assert "Number 7." in shown
    assert "Number 2." not in shown
