"""What an answer tells of Zendesk's limits, in every spelling that was seen."""

import httpx
import pytest

from zendesk.api.calls import Call
from zendesk.api.limits import ACCOUNT, Window, is_about_endpoint, is_about_one_ticket, windows

NOTE = Call("PUT", "/api/v2/tickets/{ticket}", "adding this note", {"ticket": 1}, about_ticket=True, lands_once=True)
LIST = Call("GET", "/api/v2/tickets", "reading tickets")


def told(**headers: str) -> list[Window]:
    return windows(httpx.Response(200, headers={name.replace("_", "-"): value for name, value in headers.items()}))


@pytest.mark.parametrize(
    ("headers", "window"),
    [
        ({"X_Rate_Limit": "700", "X_Rate_Limit_Remaining": "140"}, Window(ACCOUNT, 700, 140, 60)),
        (
            {"ratelimit_limit": "700", "ratelimit_remaining": "3", "ratelimit_reset": "41"},
            Window(ACCOUNT, 700, 3, 41),
        ),
        (
            {"RATE_LIMIT_LIMIT": "700", "Rate_Limit_Remaining": "3", "rate_limit_reset": "41"},
            Window(ACCOUNT, 700, 3, 41),
        ),
        (
            {"zendesk_ratelimit_tickets_index": "total=100; remaining=99; resets=41"},
            Window("tickets-index", 100, 99, 41),
        ),
        (
            {"Zendesk_Rate_Limit_Tickets_Update": "Total=20;remaining=19 ; resets=59"},
            Window("tickets-update", 20, 19, 59),
        ),
        ({"zendesk_ratelimit_search": "remaining=1; total=4"}, Window("search", 4, 1, 60)),
        ({"zendesk_ratelimit_search": "total=4; remaining=1; resets=86400"}, Window("search", 4, 1, 600)),
    ],
)
def test_a_limit_is_read_in_each_spelling(headers: dict[str, str], window: Window) -> None:
    assert told(**headers) == [window]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X_Rate_Limit": "700"},
        {"X_Rate_Limit": "0", "X_Rate_Limit_Remaining": "0"},
        {"X_Rate_Limit": "many", "X_Rate_Limit_Remaining": "few"},
        {"X_Rate_Limit": "-700", "X_Rate_Limit_Remaining": "-1"},
        {"X_Rate_Limit": "9" * 400, "X_Rate_Limit_Remaining": "1"},
        {"zendesk_ratelimit_search": "total=; remaining=x"},
        {"zendesk_ratelimit_search": f"total={'9' * 400}; remaining=1"},
        {"zendesk_ratelimit_": "total=4; remaining=1"},
        {f"zendesk_ratelimit_{'x' * 80}": "total=4; remaining=1"},
    ],
)
def test_what_is_no_limit_is_passed_over(headers: dict[str, str]) -> None:
    assert told(**headers) == []


def test_of_two_words_about_the_account_the_lower_one_counts() -> None:
    spelled = {"X_Rate_Limit": "700", "X_Rate_Limit_Remaining": "9"}
    assert told(**spelled, ratelimit_limit="700", ratelimit_remaining="8", ratelimit_reset="5") == [
        Window(ACCOUNT, 700, 8, 5)
    ]
    assert told(X_Rate_Limit="700", X_Rate_Limit_Remaining="900")[0].share == 1


def test_whose_limit_a_refusal_is_about() -> None:
    account, spent = Window(ACCOUNT, 700, 300, 60), Window(ACCOUNT, 700, 0, 60)
    updates, no_updates = Window("tickets-update", 100, 50, 60), Window("tickets-update", 100, 0, 60)
    assert is_about_one_ticket(NOTE, [account, updates])
    assert not is_about_one_ticket(LIST, [account, updates])
    assert not is_about_one_ticket(NOTE, [account, no_updates])
    assert not is_about_one_ticket(NOTE, [account])
    assert is_about_endpoint([account, no_updates])
    assert not is_about_endpoint([spent, updates])
    assert not is_about_endpoint([])
