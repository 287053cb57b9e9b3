"""The one write there is: an internal note, made at most once, under its author's own token."""

import inspect
import json
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import httpx
import pytest

from desk.errors import (
    ConnectionLapsed,
    DeskError,
    OutcomeUnknown,
    Rejected,
    SlowDown,
    TicketClosed,
    TicketMoved,
    TicketNotYours,
    ZendeskAway,
)
from desk.model.analysis import Analysis
from desk.model.rich_text import plain_text
from desk.model.tickets import Comment
from desk.ports.tickets import Update
from tests.zendesk.kit import TOM, ScriptedZendesk, answer, audit_json, desk_at, note_event, ticket_json
from zendesk.client import ZendeskTickets

PUT = "PUT /api/v2/tickets/35436"
STAMP = datetime(2026, 11, 20, 9, 1, 2, 999999, tzinfo=UTC)
NOTE = Update("0190-sub", Analysis(plain_text("The mapping is wrong: é {{x}}")), STAMP, set_open=False)
MARKED = {"system": {}, "custom": {"partnerdesk": {"submission": "0190-sub", "v": 1}}}


def written() -> httpx.Response:
    html = "<p>The mapping is wrong: é <code>{{x}}</code></p>"
    return answer({"ticket": ticket_json(), "audit": audit_json(903, note_event(html), metadata=MARKED)})


async def sent(update: Update) -> httpx.Request:
    zendesk = ScriptedZendesk()
    zendesk.on(PUT, written())
    async with desk_at(zendesk) as desk:
        await desk.tickets.update(TOM, 35436, update)
    (request,) = zendesk.asked
    return request


async def test_a_note_is_one_internal_comment_with_its_mark_and_stamp() -> None:
    request = await sent(NOTE)
    assert json.loads(request.content) == {
        "ticket": {
            "comment": {"html_body": "<p>The mapping is wrong: é <code>{{x}}</code></p>", "public": False},
            "metadata": {"partnerdesk": {"submission": "0190-sub", "v": 1}},
            "safe_update": True,
            "updated_stamp": "2026-11-20T09:01:02Z",
        }
    }
    assert request.headers["Content-Type"] == "application/json"
    assert request.headers["Authorization"] == "Bearer access-1"


async def test_files_and_the_status_open_ride_along_when_asked() -> None:
    request = await sent(replace(NOTE, set_open=True, uploads=("T1", "T2")))
    ticket = json.loads(request.content)["ticket"]
    assert ticket["status"] == "open"
    assert ticket["comment"]["uploads"] == ["T1", "T2"]
    assert ticket["comment"]["public"] is False


async def test_the_same_update_is_the_same_request_byte_for_byte() -> None:
    elsewhere = replace(NOTE, stamp=STAMP.astimezone(timezone(timedelta(hours=5))))
    assert (await sent(NOTE)).content == (await sent(replace(NOTE))).content == (await sent(elsewhere)).content


def test_nobody_can_ask_for_a_public_note_or_another_status() -> None:
    asked_for = {"analysis", "set_open", "transfer", "time", "uploads"}
    assert {field.name for field in fields(Update)} == asked_for | {"submission_id", "stamp"}
    assert list(inspect.signature(ZendeskTickets.update).parameters) == ["self", "actor", "ticket_id", "update"]


async def test_what_zendesk_stored_is_given_back() -> None:
    zendesk = ScriptedZendesk()
    zendesk.on(PUT, written())
    async with desk_at(zendesk) as desk:
        note = await desk.tickets.update(TOM, 35436, NOTE)
    assert (note.ticket.id, note.audit.id, note.audit.submission) == (35436, 903, "0190-sub")
    assert note.audit.comment is not None
    assert (note.audit.comment.text, note.audit.comment.public) == ("The mapping is wrong: é {{x}}", False)


async def test_a_note_that_does_not_say_it_is_internal_counts_as_public() -> None:
    zendesk = ScriptedZendesk()
    event = {key: value for key, value in note_event().items() if key != "public"}
    zendesk.on(PUT, answer({"ticket": ticket_json(), "audit": audit_json(903, event)}))
    async with desk_at(zendesk) as desk:
        note = await desk.tickets.update(TOM, 35436, NOTE)
    assert note.audit.comment is not None
    assert note.audit.comment.public


CLOSED = {"error": "RecordInvalid", "details": {"status": [{"description": "Status: closed prevents ticket update"}]}}
BAD_GROUP = {"error": "RecordInvalid", "details": {"assignee": [{"description": "Assignee: is invalid"}]}}


@pytest.mark.parametrize(
    ("said", "error"),
    [
        (answer({"error": "UpdateConflict", "description": "…"}, 409), TicketMoved),
        (answer(status=429, headers={"Retry-After": "30"}), SlowDown),
        (answer(CLOSED, 422), TicketClosed),
        (answer(BAD_GROUP, 422), Rejected),
        (
            answer({"error": {"title": "Forbidden", "message": "You do not have access to this page"}}, 403),
            TicketNotYours,
        ),
        (answer({"error": "RecordNotFound"}, 404), TicketNotYours),
        (answer({"error": "Forbidden", "description": "Your role may not do this"}, 403), Rejected),
        (answer(status=500), OutcomeUnknown),
        (httpx.Response(502, text="<html>bad gateway</html>"), OutcomeUnknown),
        (answer(status=504, headers={"Retry-After": "5"}), OutcomeUnknown),
        (httpx.ReadTimeout("slow"), OutcomeUnknown),
        (httpx.WriteTimeout("slow"), OutcomeUnknown),
        (httpx.ReadError("reset"), OutcomeUnknown),
        (httpx.WriteError("reset"), OutcomeUnknown),
        (httpx.RemoteProtocolError("closed"), OutcomeUnknown),
        (httpx.DecodingError("garbled"), OutcomeUnknown),
        (httpx.ConnectError("down"), ZendeskAway),
        (httpx.ConnectTimeout("down"), ZendeskAway),
        (httpx.PoolTimeout("busy"), ZendeskAway),
        (httpx.Response(200, text="<html>fine</html>"), OutcomeUnknown),
        (answer({"ticket": ticket_json(), "audit": None}), OutcomeUnknown),
        (answer({"ticket": None, "audit": audit_json()}), OutcomeUnknown),
    ],
)
async def test_each_outcome_has_its_name_and_no_note_is_sent_again(
    said: httpx.Response | Exception, error: type[DeskError]
) -> None:
    zendesk = ScriptedZendesk()
    zendesk.on(PUT, said)
    async with desk_at(zendesk) as desk:
        with pytest.raises(error) as outcome:
            await desk.tickets.update(TOM, 35436, NOTE)
    assert type(outcome.value) is error
    assert len(zendesk.asked) == 1
    assert "mapping" not in str(outcome.value)


async def test_how_long_to_wait_is_carried() -> None:
    zendesk = ScriptedZendesk()
    zendesk.on(PUT, answer(status=429, headers={"Retry-After": "30"}))
    async with desk_at(zendesk) as desk:
        with pytest.raises(ZendeskAway) as away:
            await desk.tickets.update(TOM, 35436, NOTE)
    assert away.value.retry_after == 30


async def test_a_refused_token_wrote_nothing_so_the_identical_note_is_sent_with_a_new_one() -> None:
    zendesk = ScriptedZendesk()
    zendesk.on(PUT, written())
    async with desk_at(zendesk) as desk:
        zendesk.live = set()
        await desk.tickets.update(TOM, 35436, NOTE)
    first, second = zendesk.requests(PUT)
    assert first.content == second.content


async def test_a_lapsed_connection_writes_nothing() -> None:
    zendesk = ScriptedZendesk()
    async with desk_at(zendesk) as desk:
        zendesk.live, zendesk.refresh = set(), None
        with pytest.raises(ConnectionLapsed):
            await desk.tickets.update(TOM, 35436, NOTE)


async def test_a_long_analysis_tells_what_has_to_ride_along() -> None:
    whole: Any = "x" * 70_000
    async with desk_at(ScriptedZendesk()) as desk:
        assert desk.tickets.overflow(Analysis(plain_text(whole))) == whole
        assert desk.tickets.overflow(Analysis(plain_text("short"))) is None


@pytest.mark.parametrize(
    ("stored", "whole"),
    [
        ("The mapping\n\nis wrong: é {{x}}", True),
        ("The mapping is wrong: é", False),
        ("The mapping is wrong: é 48213", False),
        ("", False),
    ],
)
async def test_what_zendesk_stored_is_compared_with_what_was_typed(stored: str, *, whole: bool) -> None:
    async with desk_at(ScriptedZendesk()) as desk:
        assert desk.tickets.holds_whole(Comment(TOM, stored, "", public=False), NOTE.analysis) is whole
