"""Every answer that is not a good one becomes one named error with a sentence for people."""

import json
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from desk.errors import (
    ConnectionLapsed,
    DeskError,
    OutcomeUnknown,
    Refusal,
    Rejected,
    TicketClosed,
    TicketMoved,
    TicketNotYours,
    ZendeskAway,
)
from zendesk.api.answers import answered_at, dropped_keys, problem, retry_after, value
from zendesk.api.calls import Call

READ = Call("GET", "/api/v2/tickets/{ticket}", "reading tickets", {"ticket": 1}, about_ticket=True)
LIST = Call("GET", "/api/v2/groups/{group}/users", "reading its agents", {"group": 2})
NOTE = Call("PUT", "/api/v2/tickets/{ticket}", "adding this note", {"ticket": 1}, about_ticket=True, lands_once=True)
UPLOAD = Call("POST", "/api/v2/uploads", "attaching files")

NO_ACCESS = {
    "error": {"title": "Forbidden", "message": "You do not have access to this page. Please contact the owner"}
}
NOT_FOUND = {"error": "RecordNotFound", "description": "Not found"}
NO_SCOPE = {"error": "Forbidden", "description": "You are missing the following required scopes: write"}
CLOSED = {
    "error": "RecordInvalid",
    "description": "Record validation errors",
    "details": {"status": [{"description": "Status: closed prevents ticket update"}]},
}
NOT_A_MEMBER = {
    "error": "RecordInvalid",
    "description": "Record validation errors",
    "details": {
        "assignee": [
            {"description": "Assignee: is invalid"},
            {"description": "Assignee: is not a member of the group"},
        ],
        "base": [{"description": "Assignee: is invalid", "error": "Blank"}],
        "odd": "nothing\x00 in\nhere",
        "odder": [{"ticket_field_id": 5}, 7],
    },
}
BAD_PAGE = {
    "errors": [{"code": "InvalidPaginationParameter", "title": "Bad page", "detail": "page[size] is too large"}]
}
CONFLICT = {"error": "UpdateConflict", "description": "Safe Update prevented the update due to outdated ticket data"}


def said(status: int, body: Any = None, headers: dict[str, str] | None = None) -> httpx.Response:
    return httpx.Response(status, json=body, headers=headers)


def page_of(status: int, text: str, kind: str = "text/html") -> httpx.Response:
    return httpx.Response(status, text=text, headers={"Content-Type": kind})


@pytest.mark.parametrize(
    ("response", "call", "error", "sentence"),
    [
        (said(401, {"error": "Couldn't authenticate you"}), READ, ConnectionLapsed, str(ConnectionLapsed())),
        (said(401, {"error": "invalid_token"}), NOTE, ConnectionLapsed, str(ConnectionLapsed())),
        (said(403, NO_ACCESS), READ, TicketNotYours, str(TicketNotYours())),
        (said(404, NOT_FOUND), NOTE, TicketNotYours, str(TicketNotYours())),
        (page_of(403, "<h1>no</h1>"), NOTE, TicketNotYours, str(TicketNotYours())),
        (
            said(403, NO_SCOPE),
            NOTE,
            Rejected,
            "Zendesk does not allow adding this note: You are missing the following required scopes: write.",
        ),
        (said(403, NO_ACCESS), LIST, Rejected, "Zendesk does not allow reading its agents."),
        (said(404, {"error": "InvalidEndpoint"}), LIST, Rejected, "Zendesk does not allow reading its agents."),
        (said(409, CONFLICT), NOTE, TicketMoved, str(TicketMoved())),
        (said(409, CONFLICT), UPLOAD, ZendeskAway, str(ZendeskAway())),
        (said(422, CLOSED), NOTE, TicketClosed, str(TicketClosed())),
        (
            said(422, NOT_A_MEMBER),
            NOTE,
            Rejected,
            (
                "Zendesk did not accept this: Assignee: is invalid; "
                "Assignee: is not a member of the group; nothing in here."
            ),
        ),
        (
            said(422, {"error": "RecordInvalid", "description": "Full."}),
            NOTE,
            Rejected,
            "Zendesk did not accept this: Full.",
        ),
        (said(422, {"error": {"message": 5}}), NOTE, Rejected, "Zendesk did not accept this."),
        (said(400, BAD_PAGE), LIST, Rejected, "Zendesk did not accept this: page[size] is too large."),
        (said(400, ["?"]), LIST, Rejected, "Zendesk did not accept this."),
        (said(400, {"errors": []}), LIST, Rejected, "Zendesk did not accept this."),
        (page_of(413, "too big"), UPLOAD, Rejected, "This is larger than Zendesk takes."),
        (
            page_of(429, "Number of allowed API requests per minute exceeded"),
            READ,
            ZendeskAway,
            "Zendesk asks us to slow down.",
        ),
        (page_of(503, "<html>secret</html>"), READ, ZendeskAway, "Zendesk reports an error of its own."),
        (page_of(500, "<html>secret</html>"), UPLOAD, ZendeskAway, "Zendesk reports an error of its own."),
        (page_of(502, "<html>secret</html>"), NOTE, OutcomeUnknown, str(OutcomeUnknown())),
        (said(408), NOTE, OutcomeUnknown, str(OutcomeUnknown())),
        (
            said(302, headers={"Location": "https://x.example"}),
            NOTE,
            ZendeskAway,
            "Zendesk answered with a redirect to another address, which is not followed.",
        ),
    ],
)
def test_each_refusal_has_its_name_and_sentence(
    response: httpx.Response, call: Call, error: type[DeskError], sentence: str
) -> None:
    trouble = problem(response, call)
    assert isinstance(trouble, error)
    assert str(trouble) == sentence


def test_a_ticket_that_is_not_ours_and_one_that_is_not_there_read_the_same() -> None:
    assert str(problem(said(403, NO_ACCESS), READ)) == str(problem(said(404, NOT_FOUND), READ))


def test_an_unknown_outcome_is_no_refusal() -> None:
    assert not isinstance(problem(said(500), NOTE), Refusal | ZendeskAway)


def test_a_long_reason_is_cut() -> None:
    assert len(str(problem(said(422, {"error": "RecordInvalid", "description": "x" * 5000}), NOTE))) < 350


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("17", 17.0), ("0.5", 0.5), ("", None), ("soon", None), ("nan", None), ("inf", None), ("-3", None)],
)
def test_how_long_zendesk_asks_us_to_wait(header: str, seconds: float | None) -> None:
    trouble = problem(said(429, headers={"Retry-After": header}), READ)
    assert isinstance(trouble, ZendeskAway)
    assert trouble.retry_after == seconds


def test_a_wait_may_be_given_as_a_date() -> None:
    headers = {"Retry-After": "Fri, 20 Nov 2026 09:01:00 GMT", "Date": "Fri, 20 Nov 2026 09:00:00 GMT"}
    assert retry_after(said(429, headers=headers)) == 60


def test_zendesks_own_clock_is_read_from_the_answer() -> None:
    otherwise = datetime(2020, 1, 1, tzinfo=UTC)
    assert answered_at(said(200, headers={"Date": "Fri, 20 Nov 2026 09:00:00 GMT"}), otherwise).hour == 9
    assert answered_at(said(200, headers={"Date": "Fri, 20 Nov 2026 09:00:00 -0000"}), otherwise).tzinfo == UTC
    assert answered_at(said(200, headers={"Date": "yesterday"}), otherwise) == otherwise
    assert answered_at(said(200), otherwise) == otherwise


@pytest.mark.parametrize("text", ["<html>fine</html>", "", '"text"', "[1]", "\xff"])
def test_a_good_answer_that_cannot_be_read_is_no_answer(text: str) -> None:
    with pytest.raises(ZendeskAway):
        value(httpx.Response(200, content=text.encode("latin-1")), READ)
    with pytest.raises(OutcomeUnknown):
        value(httpx.Response(200, content=text.encode("latin-1")), NOTE)


def test_an_answer_without_content_is_nothing() -> None:
    assert value(httpx.Response(204), Call("DELETE", "/x", "ending a connection")) is None


def test_keys_that_zendesk_dropped_are_told_without_their_values() -> None:
    warning = json.dumps({"unpermitted_keys": ["ticket.foo", "comment[bar]"]})
    response = said(200, {}, {"x-zendesk-api-warn": warning})
    assert dropped_keys(response) == ["unpermitted_keys", "ticket.foo", "comment[bar]"]
