"""The Home tab: what is on which page, and what can be pressed there."""

from dataclasses import replace
from typing import Any

import pytest

from desk.model.assignments import AssignmentKey
from desk.model.budget import Budget
from desk.model.people import Licence
from desk.model.rules import rights
from desk.screens.home import Home, ProposalRow
from desk.screens.waiting_items import WaitingItem
from handlers.views.home import NEXT_PAGE, PREVIOUS_PAGE, ROWS, home, invited, page_of, pressed_page, trouble
from handlers.views.messages.waiting import GIVE_UP, RETRY, pressed_waiting
from handlers.views.modals.connect import invite
from handlers.views.parts.buttons import TAKE, WRITE_ANALYSIS, pressed_assignment
from handlers.views.parts.mrkdwn import when
from tests.blockkit import check_view
from tests.handlers.views.examples import HOLD, KEY, NINE, PROPOSAL, ROW, SANNE, SUBMISSION, URL, seen

NEAR = replace(ROW, budget=Budget(5400, 7200))
TOM = replace(SANNE, user="U0TOM", agent=replace(SANNE.agent, name="Tom de Boer", licence=Licence.FULL))
EMPTY = Home(SANNE, rights(SANNE.agent))


def pressable(view: dict[str, Any], action_id: str) -> list[dict[str, Any]]:
    rows = [block["elements"] for block in view["blocks"] if block["type"] == "actions"]
    return [element for row in rows for element in row if element["action_id"] == action_id]


def many(number: int) -> Home:
    rows = tuple(replace(ROW, key=AssignmentKey(KEY.ticket_id, each)) for each in range(number))
    return replace(EMPTY, unclaimed=rows)


def test_it_says_who_one_is_and_what_one_may() -> None:
    shown = home(EMPTY, "ISPnext")
    check_view(shown)
    for said in ("Sanne de Vries at ISPnext", "light agent · Partner-NL", "*You can*", "*You cannot*", "*0* yours"):
        assert said in seen(shown)
    assert "Nothing waits for you" in seen(shown)


def test_every_list_has_its_heading_and_its_rows_their_buttons() -> None:
    held = replace(ROW, hold=HOLD)
    shown = home(Home(TOM, (), (held,), (ROW,), (NEAR,), (ProposalRow(PROPOSAL, ROW),)), "ISPnext")
    check_view(shown)
    headings = [block["text"]["text"] for block in shown["blocks"] if block["type"] == "header"]
    assert headings[1:] == ["Mine", "Nobody works on these yet", "Near two hours", "Waiting for a full agent's yes"]
    assert [pressed_assignment(each) for each in pressable(shown, TAKE)] == [KEY, KEY]
    assert len(pressable(shown, WRITE_ANALYSIS)) == 3
    assert "*1:30 of 2:00*" in seen(shown)
    asked = f"<@U0SANNE> asked to hand it back, {when(NINE)}: “All is said.”"
    assert asked in seen(shown)


def test_what_waits_to_go_out_comes_first_with_its_buttons() -> None:
    shown = home(replace(EMPTY, mine=(ROW,), waiting=(WaitingItem(SUBMISSION, in_hand=True),)), "ISPnext")
    check_view(shown)
    headings = [block["text"]["text"] for block in shown["blocks"] if block["type"] == "header"]
    assert headings[1:] == ["Waiting to go out", "Mine"]
    assert "*1* not sent yet" in seen(shown)
    assert [pressed_waiting(each).id for each in pressable(shown, RETRY)] == [SUBMISSION.id]
    assert len(pressable(shown, GIVE_UP)) == 1


def test_hundreds_that_wait_are_paged_like_everything_else() -> None:
    waiting = tuple(WaitingItem(replace(SUBMISSION, id=f"s{each}"), in_hand=True) for each in range(200))
    pages = [home(replace(EMPTY, waiting=waiting), "ISPnext", page) for page in range(7)]
    for page in pages:
        check_view(page)
    values = [each["value"] for page in pages for each in pressable(page, RETRY)]
    assert len(set(values)) == len(values) == 200


def test_a_light_agent_sees_what_they_proposed_themselves() -> None:
    shown = home(replace(EMPTY, proposals=(ProposalRow(PROPOSAL, ROW),)), "ISPnext")
    assert "Your proposals" in seen(shown)
    assert "You asked to hand it back" in seen(shown)


def test_another_limit_than_two_hours_is_named() -> None:
    shown = home(replace(EMPTY, near=(replace(ROW, budget=Budget(3000, 3600)),)), "ISPnext")
    assert "Near 1:00" in seen(shown)


@pytest.mark.parametrize(
    ("page", "rows", "previous", "following"),
    [(0, ROWS, [], [1]), (1, ROWS, [0], [2]), (2, 10, [1], []), (9, 10, [1], []), (-3, ROWS, [], [1])],
)
def test_more_rows_than_a_page_holds_are_on_the_next(
    page: int, rows: int, previous: list[int], following: list[int]
) -> None:
    shown = home(many(2 * ROWS + 10), "ISPnext", page)
    check_view(shown)
    assert len(pressable(shown, TAKE)) == rows
    assert [pressed_page(each) for each in pressable(shown, PREVIOUS_PAGE)] == previous
    assert [pressed_page(each) for each in pressable(shown, NEXT_PAGE)] == following
    assert f"Page {min(max(page, 0), 2) + 1} of 3" in seen(shown)


def test_all_rows_are_on_some_page_once() -> None:
    pages = [home(many(2 * ROWS + 10), "ISPnext", page) for page in range(3)]
    values = [each["value"] for page in pages for each in pressable(page, TAKE)]
    assert len(values) == len(set(values)) == 2 * ROWS + 10


def test_a_page_knows_its_number_and_no_dialog_is_one() -> None:
    assert page_of(home(many(70), "ISPnext", 2)) == 2
    assert page_of({"type": "home"}) == 0
    assert page_of({"type": "modal", "private_metadata": "2"}) is None
    assert pressed_page({"value": "x"}) == 0


def test_whoever_is_not_connected_is_offered_to_and_told_what_comes_then() -> None:
    shown = invited(invite(URL, comes_back=False, wanted=None, vendor="ISPnext"))
    check_view(shown)
    assert pressable(shown, "sign_in")
    assert pressable(shown, "paste_address")
    assert "Your tickets appear here as soon as you are connected." in seen(shown)


def test_trouble_is_said_in_a_sentence() -> None:
    shown = trouble("The bot cannot read its database at the moment.")
    check_view(shown)
    assert "cannot read its database" in seen(shown)
