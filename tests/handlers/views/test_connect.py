"""Connecting: where to go, what to paste, and who one then is."""

from dataclasses import replace

import pytest

from desk.model.people import Group
from desk.model.rules import Right
from handlers.views.modals.connect import (
    PASTE_ADDRESS,
    PASTED,
    SIGN_IN,
    already_connected,
    connected,
    disconnected,
    invite,
    paste_modal,
    pasted_address,
)
from tests.blockkit import check_message, check_view
from tests.handlers.views.examples import SANNE, buttons, pressed, seen, sent_back

ADDRESS = "https://vendor.zendesk.example/oauth/authorizations/new?state=s&code_challenge=c"


def test_a_browser_that_comes_back_needs_no_pasting() -> None:
    offer = invite(ADDRESS, comes_back=True, wanted=None, vendor="ISPnext")
    check_message(offer)
    assert buttons(offer) == ["Sign in to ISPnext"]
    assert pressed(offer, SIGN_IN)["url"] == ADDRESS
    assert "127.0.0.1" not in seen(offer)


def test_a_browser_that_does_not_come_back_is_explained() -> None:
    offer = invite(ADDRESS, comes_back=False, wanted="note 48213", vendor="ISPnext")
    check_message(offer)
    assert buttons(offer) == ["Sign in to ISPnext", "Paste the address"]
    assert pressed(offer, PASTE_ADDRESS)
    assert "error page for 127.0.0.1:19780. That is expected." in seen(offer)
    assert "Then `/desk note 48213` is done at once." in seen(offer)


def test_the_pasted_address_is_read_back() -> None:
    view = paste_modal("ISPnext")
    check_view(view)
    address = "http://127.0.0.1:19780/zendesk/callback?code=c&state=s"
    assert pasted_address(sent_back(view, {PASTED: {"value": f" {address}\n"}})) == address
    assert pasted_address(sent_back(view, {})) == ""


def test_somebody_who_connects_learns_who_they_are_and_what_they_can_do() -> None:
    rights = (Right("write internal notes", allowed=True), Right("set Open", allowed=False, why_not="ask Tom."))
    welcome = connected(SANNE, rights, "ISPnext")
    check_message(welcome)
    can = "*You can*\n• write internal notes\n*You cannot*\n• set Open: ask Tom."
    for said in ("Sanne de Vries, light agent", "Partner-NL", can):
        assert said in seen(welcome)


def test_somebody_who_is_connected_is_told_as_whom() -> None:
    told = already_connected(SANNE, "ISPnext")
    check_message(told)
    assert "at ISPnext you are Sanne de Vries, light agent" in seen(told)


@pytest.mark.parametrize(("number", "shown"), [(0, "no group"), (2, "Group 0 and Group 1"), (25, "and 5 more")])
def test_groups_are_named_as_far_as_one_can_read_them(number: int, shown: str) -> None:
    groups = tuple(Group(each, f"Group {each}") for each in range(number))
    assert shown in seen(connected(replace(SANNE, agent=replace(SANNE.agent, groups=groups)), (), "ISPnext"))


def test_disconnecting_says_whether_zendesk_knows() -> None:
    assert "is withdrawn and forgotten here" in seen(disconnected("ISPnext", revoked=True))
    assert "Zendesk could not be told" in seen(disconnected("ISPnext", revoked=False))
