"""Users, groups, memberships, fields, forms and statuses."""

from collections.abc import AsyncIterator

import pytest

from sandbox.faults import Fault
from sandbox.zendesk.records import User
from tests.sandbox.zendesk_scene import Scene, opened_scene


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    async with opened_scene() as opened:
        yield opened


async def _me(scene: Scene, user: User) -> dict[str, object]:
    shown: dict[str, object] = (await scene.get("users/me", user)).body["user"]
    return shown


async def test_the_user_fields_show_the_licence(scene: Scene) -> None:
    told = ("role", "role_type", "only_private_comments", "restricted_agent", "ticket_restriction")
    shown = {user.licence: await _me(scene, user) for user in scene.world.users.values()}
    assert {licence: tuple(user[name] for name in told) for licence, user in shown.items()} == {
        "full": ("agent", 0, False, True, "groups"),
        "admin": ("admin", 4, False, False, None),
        "light": ("agent", 1, True, True, "groups"),
        "end-user": ("end-user", None, False, True, "requested"),
    }


async def test_without_custom_roles_the_role_type_is_null(scene: Scene) -> None:
    scene.world.has_custom_roles = False
    shown = [await _me(scene, user) for user in (scene.tom, scene.sanne)]
    told = ("role", "role_type", "custom_role_id", "only_private_comments")
    assert [tuple(user[name] for name in told) for user in shown] == [
        ("agent", None, None, False),
        ("agent", None, None, True),
    ]


async def test_a_user_has_one_organization_or_none(scene: Scene) -> None:
    acme = scene.people.join_organization(scene.customer, "Acme BV")
    many = await scene.get(f"users/show_many?ids={scene.customer.id},{scene.tom.id}", scene.sanne)
    assert [(user["organization_id"], user["role"]) for user in many.body["users"]] == [
        (acme.id, "end-user"),
        (None, "agent"),
    ]


async def test_a_changed_licence_shows_at_once(scene: Scene) -> None:
    scene.people.make_light(scene.visser)
    scene.people.make_customer(scene.tom)
    many = await scene.get(f"users/show_many?ids={scene.visser.id},{scene.tom.id}", scene.sanne)
    told = ("role", "role_type", "only_private_comments", "restricted_agent", "default_group_id")
    assert [tuple(user[name] for name in told) for user in many.body["users"]] == [
        ("agent", 1, True, False, scene.vendor.id),
        ("end-user", None, False, True, None),
    ]


async def test_users_me_can_include_the_groups(scene: Scene) -> None:
    body = (await scene.get("users/me.json?include=groups", scene.sanne)).body
    assert [group["name"] for group in body["groups"]] == ["Partner-NL"]
    assert body["user"]["default_group_id"] == scene.partner.id


async def test_agents_can_read_other_users(scene: Scene) -> None:
    assert (await scene.get(f"users/{scene.visser.id}", scene.sanne)).body["user"]["name"] == "J. Visser"
    many = await scene.get(f"users/show_many?ids={scene.tom.id},{scene.sanne.id},7", scene.sanne)
    assert [user["name"] for user in many.body["users"]] == ["Tom", "Sanne"]
    assert (await scene.get("users/7", scene.tom)).status == 404
    assert (await scene.get(f"users/{scene.tom.id}", scene.customer)).status == 403


async def test_a_group_lists_its_people_page_by_page(scene: Scene) -> None:
    page = (await scene.get(f"groups/{scene.partner.id}/users?page[size]=1", scene.sanne)).body
    assert [user["name"] for user in page["users"]] == ["Tom"]
    rest = (await scene.get(page["links"]["next"].partition("/api/v2/")[2], scene.sanne)).body
    assert [user["name"] for user in rest["users"]] == ["Sanne"]
    assert (await scene.get("groups/7/users", scene.tom)).status == 404


async def test_memberships_are_listed_by_user_and_by_group(scene: Scene) -> None:
    of_tom = (await scene.get(f"users/{scene.tom.id}/group_memberships", scene.tom)).body["group_memberships"]
    assert [(row["group_id"], row["default"]) for row in of_tom] == [(scene.partner.id, True)]
    groups = (await scene.get(f"users/{scene.tom.id}/groups", scene.tom)).body["groups"]
    assert [group["name"] for group in groups] == ["Partner-NL"]
    of_group = (await scene.get(f"groups/{scene.partner.id}/memberships?include=users", scene.tom)).body
    assert [user["name"] for user in of_group["users"]] == ["Tom", "Sanne"]


async def test_assignable_memberships_leave_out_light_agents(scene: Scene) -> None:
    path = f"groups/{scene.partner.id}/memberships/assignable"
    rows = (await scene.get(path, scene.tom)).body["group_memberships"]
    assert [row["user_id"] for row in rows] == [scene.tom.id]
    assert [group["name"] for group in (await scene.get("groups", scene.tom)).body["groups"]] == [
        "Support",
        "Partner-NL",
    ]
    assert (await scene.get(f"groups/{scene.vendor.id}", scene.tom)).body["group"]["name"] == "Support"


async def test_an_agent_who_leaves_a_group_no_longer_sees_its_tickets(scene: Scene) -> None:
    ticket = scene.ticket()
    scene.people.add_to_group(scene.tom, scene.vendor)
    scene.people.remove_from_group(scene.tom, scene.partner)
    assert (await _me(scene, scene.tom))["default_group_id"] == scene.vendor.id
    assert (await scene.get(f"tickets/{ticket.id}", scene.tom)).status == 404


async def test_suspended_users_get_403_and_deactivated_users_401(scene: Scene) -> None:
    token = scene.world.sign_in(scene.sanne)
    scene.people.suspend(scene.tom)
    assert (await scene.get("tickets", scene.tom)).status == 403
    assert (await scene.get(f"users/{scene.tom.id}", scene.sanne)).body["user"]["suspended"] is True
    scene.people.reinstate(scene.tom)
    assert (await scene.get("tickets", scene.tom)).status == 200
    scene.people.deactivate(scene.sanne)
    assert (await scene.ask("GET", "/api/v2/tickets", bearer=token.access)).status == 401
    shown = (await scene.get(f"users/{scene.sanne.id}", scene.visser)).body["user"]
    assert (shown["active"], shown["default_group_id"]) == (False, None)


async def test_faults_can_come_before_and_after_the_commit(scene: Scene) -> None:
    ticket = scene.ticket()
    scene.faults.add(Fault(where="PUT", status=503))
    assert (await scene.put(ticket, scene.tom, comment={"body": "lost"})).status == 503
    scene.faults.add(Fault(where="PUT", status=504, after_commit=True))
    assert (await scene.put(ticket, scene.tom, comment={"body": "landed"})).status == 504
    assert [comment.plain for comment in ticket.comments[2:]] == ["landed"]
    assert [request.status for request in scene.log] == [503, 504]
