"""Compares the imitated Zendesk with Zendesk's OpenAPI document, in the folder that `CONTRACTS_DIR` names."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from sandbox.zendesk.endpoints import ENDPOINTS
from tests.sandbox.zendesk_scene import Scene, opened_scene
from tests.zendesk.test_contract import CONTRACTS, StringLoader

pytestmark = pytest.mark.skipif(not CONTRACTS, reason="CONTRACTS_DIR does not name the folder with zendesk-oas.yaml")

# seen in answers of live accounts, but not in the document
_SEEN_ELSEWHERE = {"fields"}
# on the vendor's pages, but the document has only the operation's first path
_FIRST_PATHS = {
    "/groups/{}/users": "/users",
    "/groups/{}/memberships": "/group_memberships",
    "/groups/{}/memberships/assignable": "/group_memberships/assignable",
    "/users/{}/group_memberships": "/group_memberships",
    "/users/{}/groups": "/groups",
    "/oauth/tokens/current": "/oauth/tokens/{}",
}


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.load(Path(CONTRACTS or "", "zendesk-oas.yaml").read_text(), StringLoader)  # noqa: S506 - derived from SafeLoader
    return loaded


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    async with opened_scene() as opened:
        yield opened


def properties(document: dict[str, Any], name: str) -> dict[str, Any]:
    """The properties of this schema, with those of the schemas it includes."""
    schema = document["components"]["schemas"][name]
    parts = [schema, *schema.get("allOf", [])]
    return {key: value for part in parts for key, value in part.get("properties", {}).items()}


def faults(document: dict[str, Any], name: str, row: dict[str, Any]) -> list[str]:
    """The differences from the document; null is always allowed, because the document rarely says where it is."""
    known = properties(document, name)
    shown = {key: value for key, value in row.items() if value is not None and key not in _SEEN_ELSEWHERE}
    for field in shown.get("custom_fields", []):
        field["value"] = field["value"] or ""
    schema = {"properties": known, "additionalProperties": False, "components": document["components"]}
    return [f"{list(each.path)}: {each.message}" for each in Draft202012Validator(schema).iter_errors(shown)]


@pytest.mark.parametrize(
    ("path", "listed", "schema"),
    [
        ("tickets", "tickets", "TicketObject"),
        ("tickets/{ticket}/audits", "audits", "TicketAuditObject"),
        ("tickets/{ticket}/comments", "comments", "TicketCommentObject"),
        ("groups/{group}/users", "users", "UserForAdmin"),
        ("groups", "groups", "GroupObject"),
        ("groups/{group}/memberships", "group_memberships", "GroupMembershipObject"),
        ("tickets?include=organizations", "organizations", "OrganizationObject"),
        ("ticket_fields", "ticket_fields", "TicketFieldObject"),
        ("ticket_forms", "ticket_forms", "TicketFormObject"),
        ("custom_statuses", "custom_statuses", "CustomStatusObject"),
    ],
)
async def test_every_shown_field_is_documented(
    scene: Scene, document: dict[str, Any], path: str, listed: str, schema: str
) -> None:
    scene.people.join_organization(scene.customer, "Acme BV")
    ticket = scene.ticket()
    scene.people.set_status(ticket, scene.visser, scene.people.add_status("open", "With the partner"))
    scene.people.record_time(ticket, scene.visser, 60, note="Looked")
    scene.people.trigger_change(ticket, status="pending")
    rows = (await scene.get(path.format(ticket=ticket.id, group=scene.partner.id), scene.tom)).body[listed]
    assert rows
    assert [fault for row in rows for fault in faults(document, schema, row)] == []


def test_every_served_endpoint_is_documented(document: dict[str, Any]) -> None:
    documented = {
        (method.upper(), re.sub(r"\{.*?\}", "{}", path.removeprefix("/api/v2")))
        for path, operations in document["paths"].items()
        for method in operations
    }
    served = [(each.method, re.sub(r"\{.*?\}", "{}", each.path)) for each in ENDPOINTS if "/api/v2/" in each.path]
    paths = [(method, path.removeprefix("/api/v2")) for method, path in served]
    assert [(method, path) for method, path in paths if (method, _FIRST_PATHS.get(path, path)) not in documented] == []
