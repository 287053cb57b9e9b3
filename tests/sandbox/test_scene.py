"""The people, groups and tickets that the demo and the end-to-end tests start with."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from sandbox.scene import Scene, set_scene
from sandbox.town import open_town
from sandbox.zendesk.world import Ticket, User


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    async with open_town() as town:
        yield set_scene(town)


async def _ask(scene: Scene, user: User, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    headers = {"Authorization": f"Bearer {scene.town.zendesk.sign_in(user).access}"}
    address = f"{scene.town.zendesk_url}/api/v2/{path}"
    async with aiohttp.ClientSession() as session, session.request(method, address, headers=headers, json=body) as got:
        return got.status, await got.json()


def _given_to_partner(scene: Scene) -> Ticket:
    ticket = scene.tickets[0]
    scene.town.vendor.assign(ticket, scene.joris, scene.partner_group, note="Please check the mapping.")
    return ticket


async def test_tom_can_hand_back_until_his_right_is_removed(scene: Scene) -> None:
    ticket = _given_to_partner(scene)
    wanted = {"ticket": {"group_id": scene.vendor_group.id, "assignee_id": scene.joris.id}}
    scene.town.vendor.forbid_any_group(scene.tom_agent)
    _, groups = await _ask(scene, scene.tom_agent, "GET", "groups/assignable")
    assert [group["name"] for group in groups["groups"]] == ["Partner-NL"]
    status, _ = await _ask(scene, scene.tom_agent, "PUT", f"tickets/{ticket.id}", wanted)
    assert status == 403
    scene.town.vendor.allow_any_group(scene.tom_agent)
    _, groups = await _ask(scene, scene.tom_agent, "GET", "groups/assignable")
    assert [group["name"] for group in groups["groups"]] == ["ISPnext Support", "Partner-NL", "Partner-BE"]
    status, _ = await _ask(scene, scene.tom_agent, "PUT", f"tickets/{ticket.id}", wanted)
    assert (status, ticket.group_id, ticket.assignee_id) == (200, scene.vendor_group.id, scene.joris.id)


async def test_every_ticket_has_time_fields_a_requester_and_their_organization(scene: Scene) -> None:
    ticket = _given_to_partner(scene)
    _, body = await _ask(scene, scene.sanne_agent, "GET", f"tickets/{ticket.id}?include=users,organizations")
    assert [field["value"] for field in body["ticket"]["custom_fields"]] == [None, None]
    assert [organization["name"] for organization in body["organizations"]] == ["Acme BV"]
    (requester,) = [user for user in body["users"] if user["id"] == body["ticket"]["requester_id"]]
    assert requester["organization_id"] == body["ticket"]["organization_id"]
    _, fields = await _ask(scene, scene.sanne_agent, "GET", "ticket_fields")
    assert [field["raw_title"] for field in fields["ticket_fields"] if field["removable"]] == [
        "Total time spent (sec)",
        "Time spent last update (sec)",
    ]
