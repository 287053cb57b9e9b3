"""Choosing the groups that a channel watches, and what is said about it."""

from dataclasses import replace

import pytest

from desk.model.people import Group
from handlers.views.modals.watch_modal import (
    SHOW_BACKLOG,
    START_FROM_NOW,
    WatchChoice,
    backlog,
    backlog_done,
    invite_me,
    pressed_backlog,
    unwatched,
    watch_modal,
    watched,
    watching,
)
from tests.blockkit import check_message, check_view
from tests.handlers.views.examples import PARTNER_NL, WATCH, pressed, seen, sent_back

PARTNER_BE = Group(78, "Partner-BE")


@pytest.mark.parametrize("number", [2, 10, 11, 100])
def test_the_choice_is_read_back(number: int) -> None:
    groups = [Group(each, f"Group {each}") for each in range(number)]
    watches = [replace(WATCH, group=groups[1])]
    view = watch_modal("C0DESK", groups, "ISPnext", watches)
    check_view(view)
    assert watched(sent_back(view, {})) == WatchChoice("C0DESK", (1,), shows_excerpt=True)


def test_nothing_is_quoted_unless_somebody_allows_it() -> None:
    view = watch_modal("C0DESK", [PARTNER_NL, PARTNER_BE], "ISPnext", [])
    assert watched(sent_back(view, {})) == WatchChoice("C0DESK", (), shows_excerpt=False)
    assert "The card may quote what ISPnext asked" in seen(view)


def test_the_only_group_is_chosen_already() -> None:
    view = watch_modal("C0DESK", [PARTNER_NL], "ISPnext", [])
    assert watched(sent_back(view, {})).group_ids == (77,)


def test_somebody_without_groups_cannot_watch() -> None:
    view = watch_modal("C0DESK", [], "ISPnext", [])
    check_view(view)
    assert "submit" not in view
    assert "You are in no group at ISPnext" in seen(view)


def test_more_groups_than_slack_lists_are_admitted() -> None:
    view = watch_modal("C0DESK", [Group(each, str(each)) for each in range(130)], "ISPnext", [])
    check_view(view)
    assert "The first 100 of your 130 groups." in seen(view)


def test_the_channel_hears_what_it_watches() -> None:
    assert "<#C0DESK> now gets a card for every ticket assigned to *Partner-NL* and *Partner-BE*." in seen(
        watching([PARTNER_NL, PARTNER_BE], "C0DESK")
    )
    assert "<#C0DESK> gets no more cards of *Partner-NL*." in seen(unwatched([PARTNER_NL], "C0DESK"))
    assert "No group is watched in <#C0DESK>." in seen(unwatched([], "C0DESK"))


def test_a_bot_outside_the_channel_asks_to_be_invited() -> None:
    asked = invite_me("U0BOT")
    check_message(asked)
    assert "Type `/invite` <@U0BOT>" in seen(asked)


@pytest.mark.parametrize("button", [SHOW_BACKLOG, START_FROM_NOW])
def test_the_pressed_button_tells_its_group(button: str) -> None:
    offer = backlog(12, PARTNER_NL)
    check_message(offer)
    assert "12 unsolved tickets are with *Partner-NL* already." in seen(offer)
    assert pressed_backlog(pressed(offer, button)) == 77


def test_one_ticket_is_not_tickets() -> None:
    assert "1 unsolved ticket is with" in seen(backlog(1, PARTNER_NL))


def test_the_answer_to_the_offer_is_confirmed() -> None:
    assert seen(backlog_done(PARTNER_NL, 12)) == "*Partner-NL*: 12 cards on the way."
    assert seen(backlog_done(PARTNER_NL, None)) == "*Partner-NL*: cards begin with the next assignment."
