"""Rights: limits of light agents, permitted assignments, and visible tickets."""

from collections.abc import AsyncIterator

import pytest

from sandbox.zendesk.ticket_input import PROPERTIES
from tests.sandbox.zendesk_scene import Answer, Scene, changes_in, opened_scene


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    async with opened_scene() as opened:
        yield opened


async def _assignable(scene: Scene, user: str = "tom") -> list[str]:
    groups = (await scene.get("groups/assignable", getattr(scene, user))).body["groups"]
    return [group["name"] for group in groups]


async def _hand_back(scene: Scene, ticket: int) -> Answer:
    return await scene.put(
        scene.world.tickets[ticket],
        scene.tom,
        comment={"html_body": "<p>It is the mapping</p>", "public": False},
        status="open",
        group_id=scene.vendor.id,
        assignee_id=scene.visser.id,
        custom_fields=[
            {"id": scene.world.total_time_field.id, "value": 5400},
            {"id": scene.world.last_time_field.id, "value": 900},
        ],
    )


@pytest.mark.parametrize("field", sorted(PROPERTIES))
async def test_a_light_agent_s_property_change_is_refused_together_with_the_note(scene: Scene, field: str) -> None:
    ticket = scene.ticket()
    before = ticket.updated_at, len(ticket.audits)
    answer = await scene.put(ticket, scene.sanne, comment={"body": "x", "public": False}, **{field: None})
    assert (answer.status, answer.body["error"]["title"]) == (403, "Forbidden")
    assert (ticket.updated_at, len(ticket.audits)) == before


async def test_a_light_agent_may_set_properties_but_not_status_of_tickets_they_requested(scene: Scene) -> None:
    own = scene.people.create_ticket("mine", "d", scene.sanne, group=scene.partner)
    time = [{"id": scene.world.total_time_field.id, "value": 60}]
    assert (await scene.put(own, scene.sanne, priority="high", custom_fields=time)).status == 200
    assert (await scene.put(own, scene.sanne, status="open")).status == 403
    status = scene.world.account_fields.default_status("open")
    assert (await scene.put(own, scene.sanne, custom_status_id=status.id)).status == 403
    assert (await scene.put(own, scene.sanne, group_id=scene.vendor.id)).status == 403


async def test_a_ticket_that_was_handed_back_is_no_longer_visible(scene: Scene) -> None:
    ticket = scene.ticket()
    scene.people.set_status(ticket, scene.visser, "pending")
    answer = await _hand_back(scene, ticket.id)
    assert set(changes_in(answer.body["audit"])) == {
        "status",
        "group_id",
        "assignee_id",
        str(scene.world.total_time_field.id),
        str(scene.world.last_time_field.id),
    }
    for path in ("", "/audits", "/comments"):
        for person in (scene.tom, scene.sanne):
            assert (await scene.get(f"tickets/{ticket.id}{path}", person)).status == 404


async def test_the_right_to_hand_back_is_given_and_taken_away(scene: Scene) -> None:
    ticket = scene.ticket()
    assert await _assignable(scene) == ["Support", "Partner-NL"]
    scene.people.forbid_any_group(scene.tom)
    assert await _assignable(scene) == ["Partner-NL"]
    nobody = await scene.get(f"groups/{scene.vendor.id}/memberships/assignable", scene.tom)
    assert nobody.body["group_memberships"] == []
    refused = await _hand_back(scene, ticket.id)
    assert (refused.status, len(ticket.audits), ticket.group_id) == (403, 2, scene.partner.id)
    assert (await scene.put(ticket, scene.tom, assignee_id=scene.visser.id)).status == 403
    assert (await scene.put(ticket, scene.visser, group_id=scene.vendor.id)).status == 200
    scene.people.assign(ticket, scene.visser, scene.partner)
    scene.people.allow_any_group(scene.tom)
    assert (await _hand_back(scene, ticket.id)).status == 200


async def test_an_account_may_forbid_assigning_to_other_groups(scene: Scene) -> None:
    scene.world.assign_to_any_group = False
    assert await _assignable(scene) == ["Partner-NL"]
    assert (await _hand_back(scene, scene.ticket().id)).status == 403


async def test_light_agents_have_no_assignable_groups(scene: Scene) -> None:
    assert await _assignable(scene, "sanne") == []
    memberships = await scene.get(f"groups/{scene.partner.id}/memberships/assignable", scene.sanne)
    assert memberships.body["group_memberships"] == []


async def test_only_active_full_agents_can_be_assigned(scene: Scene) -> None:
    ticket, people = scene.ticket(), scene.people
    demoted, former = people.add_agent("Was Full", scene.vendor), people.add_agent("Was Agent", scene.vendor)
    gone = people.add_agent("Gone", scene.vendor)
    people.suspend(scene.visser)
    people.make_light(demoted)
    people.make_customer(former)
    people.deactivate(gone)
    for person in (scene.sanne, scene.customer, scene.visser, demoted, former, gone):
        answer = await scene.put(ticket, scene.tom, assignee_id=person.id, group_id=scene.vendor.id)
        assert (answer.status, list(answer.body["details"])) == (422, ["assignee"])
    rows = (await scene.get(f"groups/{scene.vendor.id}/memberships/assignable", scene.tom)).body["group_memberships"]
    assert [row["user_id"] for row in rows] == [scene.admin.id]
    people.reinstate(scene.visser)
    people.make_full(demoted)
    for person in (scene.visser, demoted):
        assert (await scene.put(ticket, scene.visser, assignee_id=person.id)).status == 200


async def test_an_agent_moved_to_another_group_is_not_a_member_of_the_first(scene: Scene) -> None:
    other = scene.world.add_group("Second line")
    scene.people.move_to_group(scene.visser, other)
    answer = await scene.put(scene.ticket(), scene.tom, group_id=scene.vendor.id, assignee_id=scene.visser.id)
    assert (answer.status, list(answer.body["details"])) == (422, ["assignee"])


async def test_a_follower_sees_the_ticket_in_every_group(scene: Scene) -> None:
    ticket = scene.people.create_ticket("theirs", "d", scene.customer, group=scene.vendor)
    scene.people.add_follower(ticket, scene.visser, scene.tom)
    listed = (await scene.get("tickets", scene.tom)).body["tickets"]
    assert [(row["id"], row["follower_ids"]) for row in listed] == [(ticket.id, [scene.tom.id])]
    assert (await scene.get("tickets", scene.sanne)).body["tickets"] == []


async def test_only_members_and_admins_see_tickets_of_a_private_group(scene: Scene) -> None:
    secret = scene.world.add_group("Payroll", private=True)
    ticket = scene.people.create_ticket("hush", "d", scene.customer, group=secret)
    told = {user.name: (await scene.get(f"tickets/{ticket.id}", user)).status for user in (scene.visser, scene.admin)}
    assert told == {"J. Visser": 404, "A. Admin": 200}
    scene.people.add_to_group(scene.visser, secret)
    assert (await scene.get(f"tickets/{ticket.id}", scene.visser)).status == 200
    assert (await scene.get(f"groups/{secret.id}", scene.visser)).body["group"]["is_public"] is False
