"""The buttons for working on an assignment, wherever it is shown, and how they are read."""

from collections.abc import Mapping
from typing import Any

from desk.model.assignments import AssignmentKey
from desk.model.cards import Card
from handlers.views.parts import roundtrip
from handlers.views.parts.blocks import Block, actions, button, option, overflow

WRITE_ANALYSIS = "write_analysis"
TAKE = "take"
RELEASE = "release"
HAND_BACK = "hand_back"
SET_OPEN = "set_open"
MORE = "more"
OPEN_IN_ZENDESK = "open_in_zendesk"

MORE_INFO = "info"
NEW_TICKET = "new"


def work_buttons(shown: Card) -> Block:
    """All people see the same buttons; a person without the right to one is told who has it."""
    value = roundtrip.written_assignment(shown.assignment.key)
    row = [
        button("Release", RELEASE, value=value) if shown.hold else button("Take it", TAKE, value=value),
        button("Write analysis", WRITE_ANALYSIS, value=value, primary=True),
        hand_back(shown.assignment.key),
    ]
    if needs_open(shown):
        row.append(button("Set Open", SET_OPEN, value=value))
    more = overflow(
        MORE,
        option("More info", f"{MORE_INFO}:{value}"),
        option("New ticket (Change/Maintenance)", f"{NEW_TICKET}:{value}"),
    )
    return actions(*row, open_in_zendesk(shown.url), more)


def row_buttons(key: AssignmentKey, url: str | None, *, held: bool) -> Block:
    """The same for a row of a list, where there is less room."""
    value = roundtrip.written_assignment(key)
    row = [
        button("Release", RELEASE, value=value) if held else button("Take it", TAKE, value=value),
        button("Write analysis", WRITE_ANALYSIS, value=value),
    ]
    return actions(*row, *([open_in_zendesk(url)] if url else []))


def needs_open(shown: Card) -> bool:
    """R3: it is not Open. Of a solved ticket, only if a light agent's note was meant to leave it Open."""
    if shown.ticket.status.is_closed or shown.ticket.status.is_open:
        return False
    return not shown.ticket.status.is_done or any(note.left_status for note in shown.notes)


def hand_back(key: AssignmentKey, *, primary: bool = False) -> Block:
    return button("Hand back", HAND_BACK, value=roundtrip.written_assignment(key), primary=primary)


def open_in_zendesk(url: str) -> Block:
    return button("Open in Zendesk", OPEN_IN_ZENDESK, url=url)


def set_open(key: AssignmentKey) -> Block:
    return button("Set Open", SET_OPEN, value=roundtrip.written_assignment(key))


def pressed_assignment(action: Mapping[str, Any]) -> AssignmentKey:
    """The assignment of the pressed button."""
    return roundtrip.assignment(action.get("value"))


def pressed_more(action: Mapping[str, Any]) -> tuple[str, AssignmentKey]:
    """The choice from the menu, and its assignment."""
    choice, _, written = roundtrip.text((action.get("selected_option") or {}).get("value")).partition(":")
    return choice, roundtrip.assignment(written)
