"""The dialog loses nothing: what is typed arrives whole, survives every redraw and comes back when it is refused."""

import json
from dataclasses import replace
from typing import Any

import pytest

from desk.model.analysis import Analysis, Cause, ChatFile
from desk.model.rich_text import RichText, plain_text
from desk.model.tickets import Status
from handlers.views.modals import analysis_modal
from handlers.views.modals.analysis_modal import ADVICE, ANALYSIS_MODAL, CAUSE, FILES, FINDINGS, SubmittedAnalysis
from handlers.views.modals.time_inputs import NO_TIME
from handlers.views.parts.errors import Unreadable
from handlers.views.parts.redraw import with_problem
from handlers.views.parts.rich_text import to_slack
from tests.blockkit import check_view
from tests.handlers.views.examples import ANALYSIS, FORM, KEY, LOG, NINE, SUBMISSION, given_back, seen, sent_back

FILE = {
    "id": "F1",
    "name": "export.log",
    "mimetype": "text/plain",
    "size": 5172,
    "url_private": "https://files.example.com/page",
    "url_private_download": "https://files.example.com/export.log",
}
TYPED: dict[str, dict[str, Any]] = {
    FINDINGS: {"rich_text_value": to_slack(ANALYSIS.findings)},
    CAUSE: {"selected_option": {"text": {"type": "plain_text", "text": "Configuration"}, "value": "CONFIGURATION"}},
    ADVICE: {"value": "Raise it."},
    FILES: {"files": [FILE]},
}


def _submitted(analysis: Analysis) -> SubmittedAnalysis:
    return SubmittedAnalysis("0190-abc", 48213, KEY, analysis, NO_TIME)


def _inputs(view: dict[str, Any]) -> list[tuple[str, str]]:
    return [(each["block_id"], each["element"]["action_id"]) for each in view["blocks"] if each["type"] == "input"]


def test_typing_can_begin_before_the_ticket_is_read() -> None:
    early = analysis_modal.loading(replace(FORM, subject=None, status=None, asked=None, assignment=None))
    check_view(early)
    assert "Reading the ticket…" in seen(early)
    assert early["title"]["text"] == "Analysis #48213"


def test_what_was_typed_survives_the_redraw() -> None:
    """Slack keeps it as long as both ids stay."""
    early = analysis_modal.loading(replace(FORM, subject=None, status=None, asked=None))
    drawn = analysis_modal.form(FORM)
    again = with_problem(sent_back(drawn, TYPED), "It took too long.")
    assert _inputs(early) == _inputs(drawn) == _inputs(again)
    assert {view["callback_id"] for view in (early, drawn, again)} == {ANALYSIS_MODAL}


def test_the_form_says_what_was_asked() -> None:
    drawn = analysis_modal.form(FORM)
    check_view(drawn)
    assert "ISPnext asked:\nPlease check the mapping." in seen(drawn)


@pytest.mark.parametrize(
    ("light", "status", "line"),
    [
        (True, Status.OPEN, "Saved as INTERNAL NOTE, ticket stays OPEN. Write as if the customer reads it."),
        (False, Status.OPEN, "Saved as INTERNAL NOTE, ticket stays OPEN. Write as if the customer reads it."),
        (True, None, "Saved as INTERNAL NOTE, ticket stays OPEN. Write as if the customer reads it."),
        (
            True,
            Status.HOLD,
            "Saved as INTERNAL NOTE, the ticket's status stays On-hold: a full agent is asked to set it Open.",
        ),
        (
            False,
            Status.PENDING,
            "Saved as INTERNAL NOTE, ticket is set from Pending to OPEN. Write as if the customer reads it.",
        ),
    ],
)
def test_the_banner_says_what_saving_does(light: bool, status: Status | None, line: str) -> None:  # noqa: FBT001
    """R2, R3, R10."""
    assert line in seen(analysis_modal.form(replace(FORM, light=light, status=status)))


@pytest.mark.parametrize("assignment", [KEY, None])
def test_everything_typed_is_read_back(assignment: Any) -> None:
    view = sent_back(analysis_modal.form(replace(FORM, assignment=assignment)), TYPED)
    assert analysis_modal.submitted(view) == SubmittedAnalysis("0190-abc", 48213, assignment, ANALYSIS, NO_TIME)


def test_only_findings_are_needed() -> None:
    view = sent_back(analysis_modal.loading(FORM), {FINDINGS: TYPED[FINDINGS]})
    read = analysis_modal.submitted(view)
    assert read.analysis == Analysis(ANALYSIS.findings)
    assert analysis_modal.problems(read) == {}


def test_a_file_is_read_even_when_slack_says_little_of_it() -> None:
    view = sent_back(analysis_modal.form(FORM), {FILES: {"files": [{"id": "F2"}]}})
    assert analysis_modal.submitted(view).analysis.files == (ChatFile("F2", "F2", "application/octet-stream", 0, ""),)


@pytest.mark.parametrize("cause", Cause)
def test_every_cause_can_be_chosen_and_is_read_back(cause: Cause) -> None:
    view = sent_back(analysis_modal.form(FORM, replace(ANALYSIS, cause=cause)), {})
    assert analysis_modal.submitted(view).analysis.cause is cause


def test_a_draft_is_in_the_form_again() -> None:
    drawn = analysis_modal.form(FORM, ANALYSIS)
    check_view(drawn)
    assert analysis_modal.submitted(sent_back(drawn, {})).analysis == replace(ANALYSIS, files=())


def test_the_dialog_carries_ids_and_nothing_else() -> None:
    drawn = analysis_modal.form(FORM)
    ids = {"v": 1, "submission": "0190-abc", "ticket": 48213, "audit": 901}
    assert json.loads(drawn["private_metadata"]) == ids
    seen = analysis_modal.form(replace(FORM, seen=NINE))
    assert json.loads(seen["private_metadata"]) == ids | {"seen": "2026-11-20T09:12:00+00:00"}


def test_a_dialog_of_another_version_is_not_misread() -> None:
    view = sent_back(analysis_modal.form(FORM), TYPED)
    with pytest.raises(Unreadable):
        analysis_modal.submitted(view | {"private_metadata": view["private_metadata"].replace('"v": 1', '"v": 2')})


def test_text_of_any_length_a_person_can_type_is_accepted() -> None:
    assert analysis_modal.problems(_submitted(Analysis(plain_text("x" * 200_000)))) == {}


@pytest.mark.parametrize(
    ("analysis", "where", "says"),
    [
        (Analysis(RichText()), FINDINGS, "write what you found"),
        (Analysis(plain_text(" \n ")), FINDINGS, "write what you found"),
        (Analysis(plain_text("x" * 150_000), advice=plain_text("y" * 50_001)), FINDINGS, "200,001 characters"),
        (Analysis(plain_text("x"), files=(replace(LOG, size=50_000_001),)), FILES, "too large: export.log"),
    ],
)
def test_what_cannot_be_accepted_is_said_at_its_input(analysis: Analysis, where: str, says: str) -> None:
    found = analysis_modal.problems(_submitted(analysis))
    assert list(found) == [where]
    assert says in found[where]
    assert where in dict(_inputs(analysis_modal.form(FORM)))


def test_what_could_not_be_stored_in_time_stays_in_the_dialog() -> None:
    """R11."""
    view = sent_back(analysis_modal.form(FORM), TYPED)
    again = with_problem(view, "It took too long.")
    check_view(again)
    assert "It took too long" in seen(again)
    assert "Please check the mapping." in seen(again)
    kept = analysis_modal.submitted(sent_back(again, {}))
    assert kept == _submitted(replace(ANALYSIS, files=()))
    twice = with_problem(sent_back(again, {}), "Still not.")
    check_view(twice)
    assert seen(twice).count(":warning:") == 1


def test_a_text_too_long_to_be_drawn_again_stays_where_it_was_typed() -> None:
    """R11: Slack keeps what stands in an input whose ids stay."""
    view = sent_back(analysis_modal.form(FORM), {FINDINGS: {"rich_text_value": to_slack(plain_text("語" * 100_000))}})
    again = with_problem(view, "It took too long.")
    check_view(again)
    assert _inputs(again) == _inputs(view)


def test_while_it_is_saved_nothing_can_be_sent_twice() -> None:
    for view in (analysis_modal.saving(48213), analysis_modal.queued(replace(SUBMISSION, trouble="Zendesk is down."))):
        check_view(view)
        assert "submit" not in view
        assert "stored with us" in seen(view)
        assert "You will be told" in seen(view) or "you will be told" in seen(view)


def test_a_saved_note_is_shown_as_zendesk_stored_it() -> None:
    view = analysis_modal.saved(replace(SUBMISSION, stored_text="*exactly* <this>"))
    check_view(view)
    assert "Saved as internal note, still Open." in seen(view)
    assert "*exactly* <this>" in seen(view)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"sets_open": True}, "the ticket is now Open"),
        ({"left_status": "hold"}, "The ticket is still On-hold: a full agent has to set it Open"),
        ({"went_public": True}, "*The customer can read your analysis.*"),
        ({"altered": True}, "Zendesk stored something else"),
    ],
)
def test_what_became_of_the_ticket_is_said(changes: dict[str, Any], says: str) -> None:
    assert says in seen(analysis_modal.saved(replace(SUBMISSION, **changes)))


def test_a_long_note_is_shortened_and_says_so() -> None:
    view = analysis_modal.saved(replace(SUBMISSION, stored_text="語" * 40_000))
    check_view(view)
    assert "Shortened here by 10,000 characters; Zendesk has the whole note." in seen(view)


def test_a_refused_analysis_comes_back_whole() -> None:
    """R11: 200,000 characters fit."""
    text = "\n".join(f"line {number} of what I found, *as typed* <b>" for number in range(4400))
    refused = replace(SUBMISSION, analysis=Analysis(plain_text(text)), refusal="This ticket is closed in Zendesk.")
    view = analysis_modal.refused(refused)
    check_view(view)
    assert given_back(view["blocks"]) == text
    assert "This ticket is closed in Zendesk." in seen(view)


def test_what_no_dialog_can_hold_is_counted() -> None:
    refused = replace(SUBMISSION, analysis=Analysis(plain_text("語" * 150_000)))
    view = analysis_modal.refused(refused)
    check_view(view)
    assert "Slack cannot show the last 116,667 characters here." in seen(view)


def test_a_ticket_one_may_not_write_on_says_why() -> None:
    view = analysis_modal.unavailable(48213, "There is no such ticket in your groups.")
    check_view(view)
    assert seen(view).endswith("There is no such ticket in your groups.")
    assert "submit" not in view
    check_view(analysis_modal.unavailable(None, "x"))
