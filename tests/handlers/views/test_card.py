"""The card shows the current truth of an assignment, and only what can still be done."""

from dataclasses import replace

import pytest

from desk.model.assignments import AssignmentKey, Stage
from desk.model.submissions import SubmissionState
from desk.model.tickets import Status
from handlers.views.messages.card import card, card_metadata, post_key_of
from handlers.views.parts.buttons import OPEN_IN_ZENDESK, WRITE_ANALYSIS, pressed_assignment
from handlers.views.parts.mrkdwn import when
from tests.blockkit import check_message
from tests.handlers.views.examples import ASSIGNMENT, CARD, KEY, NINE, NOTE, TICKET, URL, buttons, noted, pressed, seen


def test_the_card_tells_what_whose_and_since_when() -> None:
    drawn = card(CARD)
    check_message(drawn)
    assert seen(drawn).split("\n")[:3] == [
        "#48213  Invoice export stops at 10,000 rows",
        f"ISPnext &gt; Partner-NL · High · Open · Acme BV · assigned by J. Visser, {when(NINE)}",
        'Asked of us: "Please check the mapping and tell us the cause."',
    ]
    assert drawn.text == "#48213 Invoice export stops at 10,000 rows: assigned to Partner-NL by J. Visser"


def test_what_is_not_known_is_left_out() -> None:
    bare = replace(TICKET, priority=None, organization=None, subject=" ")
    drawn = card(replace(CARD, ticket=bare, assigned_by=None, excerpt=None))
    check_message(drawn)
    assert seen(drawn).split("\n")[:2] == [
        "#48213  (no subject)",
        f"ISPnext &gt; Partner-NL · Open · assigned {when(NINE)}",
    ]
    assert "Asked of us" not in seen(drawn)


def test_a_card_offers_to_write_and_to_open() -> None:
    drawn = card(CARD)
    assert buttons(drawn) == ["Take it", "Write analysis", "Hand back", "Open in Zendesk"]
    assert pressed(drawn, OPEN_IN_ZENDESK)["url"] == URL


def test_the_pressed_button_tells_its_assignment() -> None:
    key = AssignmentKey(99, 12345678901234)
    drawn = card(replace(CARD, assignment=replace(ASSIGNMENT, key=key)))
    assert pressed_assignment(pressed(drawn, WRITE_ANALYSIS)) == key
    assert pressed_assignment(pressed(card(CARD), WRITE_ANALYSIS)) == KEY


@pytest.mark.parametrize("ticket_status", [Status.SOLVED, Status.OPEN])
def test_a_solved_ticket_can_only_be_opened_in_zendesk(ticket_status: Status) -> None:
    solved = replace(ASSIGNMENT, stage=Stage.SOLVED)
    drawn = card(replace(CARD, assignment=solved, ticket=replace(TICKET, status=ticket_status)))
    assert buttons(drawn) == ["Open in Zendesk"]
    assert "Solved in Zendesk." in seen(drawn)


def test_a_ticket_that_left_offers_nothing_and_says_how_old_it_is() -> None:
    """R1: it may be another partner's by now."""
    drawn = card(replace(CARD, assignment=replace(ASSIGNMENT, stage=Stage.LEFT)))
    check_message(drawn)
    assert buttons(drawn) == []
    assert URL not in str(drawn.blocks)
    assert f"Left our group. Shown as it was when we last read it, {when(NINE)}." in seen(drawn)


@pytest.mark.parametrize(
    ("state", "line"),
    [
        (SubmissionState.ACCEPTED, f"Analysis by <@U0SANNE> is queued since {when(NINE)}"),
        (SubmissionState.SENDING, "Analysis by <@U0SANNE> is on its way to Zendesk"),
        (SubmissionState.UNKNOWN, "Analysis by <@U0SANNE> was sent; Zendesk has not confirmed it yet, we are looking"),
        (SubmissionState.SENT, f"Analysis by <@U0SANNE> saved as internal note, {when(NINE)}"),
        (SubmissionState.REFUSED, "Analysis by <@U0SANNE> was refused; <@U0SANNE> has the reason and the text"),
    ],
)
def test_the_card_tells_how_far_an_analysis_got(state: SubmissionState, line: str) -> None:
    assert line in seen(card(noted(state=state))).split("\n")


def test_a_note_that_went_public_is_said_loudly() -> None:
    """R2."""
    drawn = card(noted(went_public=True))
    check_message(drawn)
    assert "*The customer can read the analysis by <@U0SANNE>.*" in seen(drawn)
    assert "saved as internal note" not in seen(drawn)


def test_a_public_note_is_not_pushed_out_by_later_ones() -> None:
    public = replace(NOTE, went_public=True, author="U0TOM")
    drawn = card(replace(CARD, notes=(public, *[NOTE] * 30)))
    check_message(drawn)
    assert "*The customer can read the analysis by <@U0TOM>.*" in seen(drawn)
    assert "21 earlier analyses are in the thread" in seen(drawn)


def test_a_post_is_known_again_by_its_key() -> None:
    found = {"ts": "1.2", "metadata": card_metadata("card:48213:901:C0DESK")}
    assert post_key_of(found) == "card:48213:901:C0DESK"


@pytest.mark.parametrize(
    "found",
    [
        {},
        {"metadata": None},
        {"metadata": {"event_type": "another_app", "event_payload": {"key": "x"}}},
        {"metadata": {"event_type": "partnerdesk_post", "event_payload": None}},
        {"metadata": {"event_type": "partnerdesk_post", "event_payload": {"key": 7}}},
    ],
)
def test_other_messages_have_no_key(found: dict[str, object]) -> None:
    assert post_key_of(found) is None
