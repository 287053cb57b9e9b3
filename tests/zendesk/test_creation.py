"""A new ticket: the request byte for byte, the key, what is read back, and what each answer means (R2, R9)."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import httpx
import pytest

from desk.errors import AskedOtherwise, ConnectionLapsed, DeskError, OutcomeUnknown, Rejected, SlowDown, ZendeskAway
from desk.model.analysis import Analysis
from desk.model.new_tickets import TicketKind, first_comment
from desk.model.people import Group
from desk.model.rich_text import plain_text
from desk.ports.tickets import Creation
from tests.zendesk.kit import TOM, ScriptedZendesk, answer, audit_json, desk_at, note_event, page, ticket_json
from zendesk.client import ZendeskTickets
from zendesk.creation import Mark, creation_body

POST = "POST /api/v2/tickets"
LIST = "GET /api/v2/tickets"
CREATION = Creation(
    "0190-new",
    TicketKind.CHANGE_REQUEST,
    "Longer exports é",
    first_comment(TicketKind.CHANGE_REQUEST, 48213, plain_text("Raise <it> to {{x}}.")),
    requester_id=31,
    organization_id=7,
    group_id=11,
)
HTML = "<p>Change Request from #48213</p><p>Raise &lt;it&gt; to <code>{{x}}</code>.</p>"
MARKED = {"system": {}, "custom": {"partnerdesk": {"submission": "0190-new", "v": 1}}}


def made(**changes: Any) -> httpx.Response:
    audit = audit_json(903, note_event(HTML), metadata=MARKED)
    return answer({"ticket": ticket_json(50001, group_id=11), "audit": audit} | changes, 201)


async def sent(creation: Creation) -> httpx.Request:
    zendesk = ScriptedZendesk()
    zendesk.on(POST, made())
    async with desk_at(zendesk) as desk:
        await desk.tickets.create_ticket(TOM, creation)
    (request,) = zendesk.asked
    return request


async def test_a_new_ticket_begins_with_an_internal_note_and_carries_our_id() -> None:
    request = await sent(CREATION)
    assert json.loads(request.content) == {
        "ticket": {
            "subject": "Longer exports é",
            "comment": {"html_body": HTML, "public": False},
            "external_id": "partnerdesk:0190-new",
            "metadata": {"partnerdesk": {"submission": "0190-new", "v": 1}},
            "requester_id": 31,
            "organization_id": 7,
            "group_id": 11,
            "tags": ["change_request"],
        }
    }
    assert request.headers["Idempotency-Key"] == "0190-new"
    assert request.headers["Authorization"] == "Bearer access-1"


async def test_the_same_creation_is_the_same_request_byte_for_byte() -> None:
    assert (await sent(CREATION)).content == (await sent(replace(CREATION))).content


async def test_what_there_is_not_is_not_sent() -> None:
    request = await sent(replace(CREATION, group_id=None, organization_id=None))
    assert json.loads(request.content)["ticket"].keys() & {"group_id", "organization_id"} == set()


@pytest.mark.parametrize(
    ("mark", "told"),
    [
        ("tag:maintenance", {"tags": ["maintenance"]}),
        ("type:task", {"type": "task"}),
        ("form:900001234569", {"ticket_form_id": 900001234569}),
    ],
)
def test_the_kind_is_told_as_the_vendor_wants_it(mark: str, told: Mapping[str, Any]) -> None:
    body = json.loads(creation_body(CREATION, {TicketKind.CHANGE_REQUEST: Mark.read(mark)}))
    kinds = {"tags", "type", "ticket_form_id", "status", "assignee_id"}
    assert {key: value for key, value in body["ticket"].items() if key in kinds} == told


def test_a_kind_that_is_told_by_nothing_known_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="field"):
        Mark.read("field:1")


async def test_what_zendesk_made_is_given_back() -> None:
    zendesk = ScriptedZendesk()
    zendesk.on(POST, made())
    async with desk_at(zendesk) as desk:
        written = await desk.tickets.create_ticket(TOM, CREATION)
        assert written.audit.comment
        assert desk.tickets.holds_whole(written.audit.comment, CREATION.comment)
    assert (written.ticket.id, written.audit.submission, written.audit.comment.public) == (50001, "0190-new", False)


REUSED = {"error": "IdempotentRequestError", "description": "Request parameters do not match"}
NO_ORGANIZATION = {"error": "RecordInvalid", "details": {"organization": [{"description": "Organization: is invalid"}]}}


@pytest.mark.parametrize(
    ("said", "error", "words"),
    [
        (answer(REUSED, 400), AskedOtherwise, "error in this bot"),
        (answer(NO_ORGANIZATION, 422), Rejected, "Organization: is invalid"),
        (answer({"error": {"title": "Forbidden", "message": "…"}}, 403), Rejected, "does not allow creating tickets"),
        (answer({"error": "RecordNotFound"}, 404), Rejected, "creating tickets"),
        (answer({"error": "Conflict"}, 409), ZendeskAway, "."),
        (answer(status=429, headers={"Retry-After": "30"}), SlowDown, "slow down"),
        (answer(status=500), OutcomeUnknown, "."),
        (httpx.Response(502, text="<html>bad gateway</html>"), OutcomeUnknown, "."),
        (httpx.ReadTimeout("slow"), OutcomeUnknown, "."),
        (httpx.RemoteProtocolError("closed"), OutcomeUnknown, "."),
        (httpx.ConnectError("down"), ZendeskAway, "."),
        (httpx.Response(201, text="<html>fine</html>"), OutcomeUnknown, "."),
        (made(audit=None), OutcomeUnknown, "."),
        (made(ticket=None), OutcomeUnknown, "."),
    ],
)
async def test_each_outcome_has_its_name_and_nothing_is_sent_again(
    said: httpx.Response | Exception, error: type[DeskError], words: str
) -> None:
    zendesk = ScriptedZendesk()
    zendesk.on(POST, said)
    async with desk_at(zendesk) as desk:
        with pytest.raises(error, match=words) as outcome:
            await desk.tickets.create_ticket(TOM, CREATION)
    assert type(outcome.value) is error
    assert len(zendesk.asked) == 1


async def test_a_refused_token_made_nothing_so_the_identical_request_is_sent_with_a_new_one() -> None:
    zendesk = ScriptedZendesk()
    zendesk.on(POST, made())
    async with desk_at(zendesk) as desk:
        zendesk.live = set()
        await desk.tickets.create_ticket(TOM, CREATION)
    first, second = zendesk.requests(POST)
    assert (first.content, first.headers["Idempotency-Key"]) == (second.content, second.headers["Idempotency-Key"])


async def test_a_lapsed_connection_makes_nothing() -> None:
    zendesk = ScriptedZendesk()
    async with desk_at(zendesk) as desk:
        zendesk.live, zendesk.refresh = set(), None
        with pytest.raises(ConnectionLapsed):
            await desk.tickets.create_ticket(TOM, CREATION)


async def test_a_ticket_is_found_by_our_id_and_known_by_our_mark() -> None:
    zendesk = ScriptedZendesk()
    zendesk.on(LIST, answer({"tickets": [ticket_json(7), ticket_json(50001)]}))
    zendesk.on("GET /api/v2/tickets/7/audits", page({"audits": [audit_json(1, note_event())]}))
    zendesk.on("GET /api/v2/tickets/50001/audits", page({"audits": [audit_json(903, note_event(), metadata=MARKED)]}))
    async with desk_at(zendesk) as desk:
        found = await desk.tickets.created_ticket(TOM, "0190-new")
    assert found
    assert (found.ticket.id, found.audit.id) == (50001, 903)
    assert zendesk.requests(LIST)[0].url.params["external_id"] == "partnerdesk:0190-new"


async def test_what_is_not_there_or_left_sight_is_not_found() -> None:
    zendesk = ScriptedZendesk()
    zendesk.on(LIST, answer({"tickets": []}), answer({"tickets": [ticket_json(50001)]}))
    zendesk.on("GET /api/v2/tickets/50001/audits", answer({"error": "RecordNotFound"}, 404))
    async with desk_at(zendesk) as desk:
        assert await desk.tickets.created_ticket(TOM, "0190-new") is None
        assert await desk.tickets.created_ticket(TOM, "0190-new") is None


async def test_the_groups_where_one_may_put_tickets_are_read_page_by_page() -> None:
    zendesk = ScriptedZendesk()
    pages = ({"groups": [{"id": 11, "name": "ISPnext"}]}, {"groups": [{"id": 77, "name": "Partner-NL"}]})
    zendesk.on("GET /api/v2/groups/assignable", page(pages[0], after="x"), page(pages[1]))
    async with desk_at(zendesk) as desk:
        assert await desk.tickets.assignable_groups(TOM) == [Group(11, "ISPnext"), Group(77, "Partner-NL")]


def test_nobody_can_ask_for_a_public_first_comment_or_a_status() -> None:
    asked = {field for field in Creation.__dataclass_fields__ if field != "id"}
    assert asked == {"kind", "subject", "comment", "requester_id", "organization_id", "group_id"}
    assert Analysis.__dataclass_fields__.keys().isdisjoint({"public", "status"})
    assert ZendeskTickets.create_ticket.__code__.co_varnames[:3] == ("self", "actor", "creation")
