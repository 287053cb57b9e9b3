"""What comes back in a button or a dialog is believed only if we could have written it."""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from desk.model.assignments import AssignmentKey
from handlers.views.messages import ticket, waiting
from handlers.views.modals import analysis_modal, check, hand_back_modal, new_ticket_modal, proposals
from handlers.views.modals import watch_modal as watch
from handlers.views.parts import buttons
from handlers.views.parts.errors import Unreadable
from handlers.views.parts.roundtrip import assignment, number, written_assignment
from tests.handlers.views.examples import FORM, NEW_FORM, sent_back

Reader = Callable[[dict[str, Any]], object]

TRANSFER = {"group": 7, "agent": 9, "name": "Joris"}
DIALOGS: dict[str, tuple[Reader, dict[str, Any]]] = {
    "analysis": (analysis_modal.submitted, {"v": 1, "submission": "s", "ticket": 5, "audit": 6, "to": TRANSFER}),
    "hand back": (hand_back_modal.submitted, {"v": 1, "submission": "s", "ticket": 5, "audit": 6, "to": TRANSFER}),
    "new ticket": (
        new_ticket_modal.submitted,
        {"v": 1, "new": "n", "ticket": 5, "requester": 8, "organization": None},
    ),
    "proposal": (proposals.asked, {"v": 1, "proposal": "p", "ticket": 5, "audit": 6}),
    "not yet": (proposals.not_yet, {"proposal": "p"}),
    "watch": (watch.watched, {"v": 1, "channel": "C0DESK"}),
    "what it remembers": (check.seen, {"seen": "2026-11-20T09:12:00+00:00", "shown": "abc"}),
}
MAY_BE_MISSING = {
    "audit": {"analysis"},
    "to": {"analysis"},
    "seen": {"what it remembers"},
    "shown": {"what it remembers"},
}
WRONG: tuple[Any, ...] = (
    "x" * 101,
    -1,
    0,
    2**63,
    10**30,
    1.5,
    [],
    {},
    [1],
    "x",
    "",
    {"group": "7"},
    {**TRANSFER, "group": 0},
)


INPUTS = ("findings", "last_note", "description", "why", "reason", "groups")


def carrying(written: str, inputs: Sequence[str] = INPUTS) -> dict[str, Any]:
    """A dialog that could be any of them by what it shows."""
    blocks = [{"type": "input", "block_id": name} for name in inputs]
    return {"callback_id": "c", "blocks": blocks, "state": {"values": {}}, "private_metadata": written}


def spoiled() -> Iterator[tuple[str, str, Any]]:
    for name, (_, ids) in DIALOGS.items():
        for key, value in ids.items():
            if name not in MAY_BE_MISSING.get(key, ()):
                yield name, key, ...
            for wrong in WRONG:
                fits = isinstance(value, str) and isinstance(wrong, str) and key not in {"channel", "seen"}
                if not (fits and (key == "shown" or 0 < len(wrong) <= 100)):
                    yield name, key, wrong


@pytest.mark.parametrize("name", DIALOGS)
def test_what_we_wrote_is_read(name: str) -> None:
    read, ids = DIALOGS[name]
    assert read(carrying(json.dumps(ids)))


@pytest.mark.parametrize(("name", "key", "wrong"), list(spoiled()))
def test_a_missing_or_impossible_part_is_not_guessed_at(name: str, key: str, wrong: Any) -> None:
    read, ids = DIALOGS[name]
    changed = {each: value for each, value in ids.items() if each != key} if wrong is ... else ids | {key: wrong}
    with pytest.raises(Unreadable):
        read(carrying(json.dumps(changed)))


@pytest.mark.parametrize("name", [name for name in DIALOGS if name != "what it remembers"])
def test_a_dialog_without_its_own_input_is_another_one(name: str) -> None:
    read, ids = DIALOGS[name]
    found = []
    for without in INPUTS:
        try:
            read(carrying(json.dumps(ids), [each for each in INPUTS if each != without]))
        except Unreadable:
            found.append(without)
    assert len(found) == 1


@pytest.mark.parametrize("name", [name for name in DIALOGS if name != "what it remembers"])
@pytest.mark.parametrize("written", ["", "{", "[]", "null", "5", '"x"', "NaN", "[" * 500, '{"v": 1' + "1" * 2000 + "}"])
def test_what_is_no_json_object_of_ours_is_not_read(name: str, written: str) -> None:
    with pytest.raises(Unreadable):
        DIALOGS[name][0](carrying(written))


@pytest.mark.parametrize(
    "value",
    ["5", "5:", ":6", "5:6:7", "5:x", "-5:6", "5:6 ", "5:0", "\u0665:\u0666", "1e3:6", f"5:{'9' * 30}", "", None, 5],
)
def test_a_button_with_an_impossible_value_is_not_guessed_at(value: object) -> None:
    with pytest.raises(Unreadable):
        buttons.pressed_assignment({"value": value})


@pytest.mark.parametrize("value", ["5:6", "x", "-5", "0", "05", "\u0665", "1e3", "9" * 30, "9" * 5000, "", None, 5])
@pytest.mark.parametrize("press", [ticket.pressed_ticket, watch.pressed_backlog])
def test_a_button_with_an_impossible_number_is_not_guessed_at(press: Reader, value: object) -> None:
    with pytest.raises(Unreadable):
        press({"value": value})


@pytest.mark.parametrize("press", [proposals.pressed_proposal, waiting.pressed_waiting, watch.pressed_offer])
@pytest.mark.parametrize("action", [{}, {"value": None}, {"value": ""}])
def test_a_button_that_lost_its_value_is_not_guessed_at(press: Reader, action: dict[str, Any]) -> None:
    with pytest.raises(Unreadable):
        press(action)


@pytest.mark.parametrize("value", ["note", "note:", ":5", "wish:5", "NOTE:5"])
def test_work_of_no_kind_of_ours_is_not_guessed_at(value: str) -> None:
    with pytest.raises(Unreadable):
        waiting.pressed_waiting({"value": value})


@pytest.mark.parametrize("action", [{}, {"selected_option": None}, {"selected_option": {"value": "info"}}])
def test_a_menu_without_its_choice_is_not_guessed_at(action: dict[str, Any]) -> None:
    with pytest.raises(Unreadable):
        buttons.pressed_more(action)


def test_a_choice_that_no_menu_offers_is_not_guessed_at() -> None:
    for view, block in ((analysis_modal.form(FORM), "cause"), (new_ticket_modal.form(NEW_FORM), "kind")):
        forged = sent_back(view, {block: {"selected_option": {"value": "PWNED"}}})
        read: Reader = analysis_modal.submitted if block == "cause" else new_ticket_modal.submitted
        with pytest.raises(Unreadable):
            read(forged)
    for value in ("x:9:Joris", "7:x:Joris", ":9:Joris", ""):
        view = carrying(json.dumps(DIALOGS["hand back"][1])) | {"blocks": [{"type": "input", "block_id": "to"}]}
        chosen = {"to": {"to": {"selected_option": {"value": value}}}}
        with pytest.raises(Unreadable):
            hand_back_modal.submitted(view | {"state": {"values": chosen}})


def test_an_assignment_is_read_as_it_was_written() -> None:
    key = AssignmentKey(48213, 99)
    assert assignment(written_assignment(key)) == key
    assert number("48213") == 48213
