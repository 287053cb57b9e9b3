"""What we send and read, against the vendor's OpenAPI document: `CONTRACTS_DIR` names its folder."""

import json
import os
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from desk.model.analysis import Analysis
from desk.model.new_tickets import TicketKind, first_comment
from desk.model.rich_text import plain_text
from desk.ports.tickets import Creation, Update
from tests.zendesk.kit import (
    NOW,
    TOM,
    ScriptedZendesk,
    answer,
    audit_json,
    desk_at,
    granted,
    note_event,
    page,
    ticket_json,
)
from zendesk.creation import Mark, creation_body
from zendesk.shapes import (
    AuditShape,
    FoundShape,
    GroupShape,
    NamedShape,
    TicketShape,
    TokenIdShape,
    TokenShape,
    UploadShape,
    UserShape,
    each,
)

CONTRACTS = os.environ.get("CONTRACTS_DIR")

COMMENT = first_comment(TicketKind.MAINTENANCE, 35436, plain_text("It stops"))
CREATION = Creation("n-1", TicketKind.MAINTENANCE, "Longer", COMMENT, requester_id=31, organization_id=7, group_id=11)

pytestmark = pytest.mark.skipif(not CONTRACTS, reason="CONTRACTS_DIR does not name the folder with zendesk-oas.yaml")

# on the vendor's pages, but the document only has the operation's first path
_OTHER_PATHS = {
    # https://developer.zendesk.com/api-reference/ticketing/users/users/#list-users
    "GET /api/v2/groups/{}/users": "GET /api/v2/users",
    # https://developer.zendesk.com/api-reference/ticketing/groups/groups/#list-groups
    "GET /api/v2/users/{}/groups": "GET /api/v2/groups",
}

# on the vendor's page on updating tickets, but not in the document
_OTHER_TICKET_KEYS = {"metadata"}


class StringLoader(yaml.SafeLoader):
    """Leaves dates and a bare `=` the strings they are."""


StringLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag.split(":")[-1] not in {"timestamp", "value"}]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.load(Path(CONTRACTS or "", "zendesk-oas.yaml").read_text(), StringLoader)  # noqa: S506 - derived from SafeLoader
    return loaded


def answering_everything() -> ScriptedZendesk:
    zendesk = ScriptedZendesk()
    zendesk.on("GET /api/v2/users/me", answer({"user": {"id": TOM, "name": "Tom", "role": "agent"}}))
    zendesk.on(f"GET /api/v2/users/{TOM}/groups", page({"groups": []}))
    zendesk.on("GET /api/v2/groups/222/users", page({"users": []}))
    zendesk.on("GET /api/v2/users/show_many", answer({"users": []}))
    zendesk.on("GET /api/v2/tickets", page({"tickets": []}))
    zendesk.on("GET /api/v2/tickets/35436", answer({"ticket": ticket_json()}))
    zendesk.on("GET /api/v2/tickets/show_many", answer({"tickets": []}))
    zendesk.on("GET /api/v2/search", answer({"results": []}))
    zendesk.on("GET /api/v2/tickets/35436/audits", page({"audits": []}))
    zendesk.on("PUT /api/v2/tickets/35436", answer({"ticket": ticket_json(), "audit": audit_json(1, note_event())}))
    made = answer({"ticket": ticket_json(50001), "audit": audit_json(2, note_event())}, 201)
    zendesk.on("POST /api/v2/tickets", made)
    zendesk.on("GET /api/v2/groups/assignable", page({"groups": []}))
    zendesk.on("POST /api/v2/uploads", answer({"upload": {"token": "T1"}}, 201))
    zendesk.on("DELETE /api/v2/oauth/tokens/current.json", httpx.Response(204))
    zendesk.on("GET /api/v2/oauth/tokens/current.json", answer({"token": {"id": 42}}))
    zendesk.on("DELETE /api/v2/oauth/tokens/42.json", httpx.Response(204))
    return zendesk


async def everything_we_ask() -> list[httpx.Request]:
    """Each method of both ports once, and the renewal of a token."""
    zendesk = answering_everything()
    async with desk_at(zendesk) as desk:
        tickets = desk.tickets
        zendesk.live = set()
        await tickets.whoami(TOM)
        await tickets.members(TOM, 222)
        await tickets.names(TOM, [1])
        await tickets.changed_since(TOM, NOW - timedelta(hours=1))
        await tickets.ticket(TOM, 35436)
        await tickets.tickets(TOM, [35436])
        await tickets.unsolved_in(TOM, 222)
        await tickets.audits(TOM, 35436)
        token = await tickets.upload(TOM, "a.txt", "text/plain", b"x")
        update = Update("s-1", Analysis(plain_text("It stops")), NOW, set_open=True, uploads=(token,))
        await tickets.update(TOM, 35436, update)
        await tickets.create_ticket(TOM, CREATION)
        await tickets.created_ticket(TOM, "n-1")
        await tickets.assignable_groups(TOM)
        zendesk.on("POST /oauth/tokens", answer(granted("access-2", "refresh-3"), 201))
        await desk.sign_in.redeem("code", "v" * 64)
        await desk.sign_in.revoke(TOM)
    return zendesk.asked


def documented(document: dict[str, Any], request: str) -> bool:
    method, path = request.split(" ")
    operations = [
        operations
        for template, operations in document["paths"].items()
        if re.fullmatch(re.sub(r"\\\{.*?\\\}", "[^/]+", re.escape(template)), path)
    ]
    return any(method.lower() in each_path for each_path in operations)


async def test_every_request_is_a_documented_one(document: dict[str, Any]) -> None:
    asked = {f"{request.method} {request.url.path.removesuffix('.json')}" for request in await everything_we_ask()}
    same_operation = {_OTHER_PATHS.get(re.sub(r"/\d+/", "/{}/", request), request) for request in asked}
    assert len(asked) == 17
    assert [request for request in sorted(same_operation) if not documented(document, request)] == []


async def test_a_note_has_only_documented_fields(document: dict[str, Any]) -> None:
    (put,) = [request for request in await everything_we_ask() if request.method == "PUT"]
    ticket = json.loads(put.content)["ticket"]
    schemas = document["components"]["schemas"]
    assert ticket.keys() <= schemas["TicketUpdateInput"]["properties"].keys() | _OTHER_TICKET_KEYS
    assert ticket["comment"].keys() <= schemas["TicketCommentObject"]["properties"].keys()


async def test_a_new_ticket_has_only_documented_fields(document: dict[str, Any]) -> None:
    (post,) = [
        each for each in await everything_we_ask() if each.url.path == "/api/v2/tickets" and each.method == "POST"
    ]
    schemas = document["components"]["schemas"]
    update, more = schemas["TicketUpdateInput"], schemas["TicketCreateInput"]["allOf"][1]
    known = update["properties"].keys() | more["properties"].keys() | _OTHER_TICKET_KEYS
    for mark in ("tag:x", "type:task", "form:1"):
        body = creation_body(CREATION, {TicketKind.MAINTENANCE: Mark.read(mark)})
        assert json.loads(body)["ticket"].keys() <= known
    ticket = json.loads(post.content)["ticket"]
    assert ticket.keys() <= known
    assert ticket["comment"].keys() <= schemas["TicketCommentObject"]["properties"].keys()


@pytest.mark.parametrize(
    ("example", "rows"),
    [
        ("ShowManyUsersResponseExample", ("users", NamedShape)),
        ("UsersResponseExample", ("users", UserShape)),
        ("GroupsResponseExample", ("groups", GroupShape)),
        ("TicketAuditsForTicketResponseExample", ("audits", AuditShape)),
        ("SearchResponseExample", ("results", FoundShape)),
    ],
)
def test_documented_lists_can_be_read(document: dict[str, Any], example: str, rows: tuple[str, type[Any]]) -> None:
    key, shape = rows
    listed = document["components"]["examples"][example]["value"][key]
    assert len(each(shape, listed)) == len(listed) > 0


def test_documented_records_can_be_read(document: dict[str, Any]) -> None:
    examples, schemas = document["components"]["examples"], document["components"]["schemas"]
    assert TicketShape.model_validate(schemas["TicketObject"]["example"]).id == 35436
    assert AuditShape.model_validate(schemas["TicketAuditObject"]["example"]).audit().comment
    assert UserShape.model_validate(examples["CurrentUserResponseExample"]["value"]["user"]).id == 35436
    assert UploadShape.model_validate(examples["AttachmentUploadResponseExample"]["value"]["upload"]).token
    assert TokenShape.model_validate(schemas["OAuthTokenForGrantTypesObject"]["example"]).expires_in == 86400
    assert TokenIdShape.model_validate(schemas["OauthTokenObject"]["example"]).id == 1


def test_a_documented_history_reads_as_one(document: dict[str, Any]) -> None:
    example = document["components"]["examples"]["TicketAuditsForTicketResponseExample"]["value"]["audits"]
    (audit,) = [shape.audit() for shape in each(AuditShape, example)]
    assert audit.comment is not None
    assert (audit.comment.text, audit.comment.public) == ("This is a new private comment", False)
    assert [(change.field, change.before, change.after) for change in audit.changes] == [
        ("status", "new", "open"),
        ("custom_status_id", "1", "123"),
    ]
