"""The ticket update: changes, implied changes and refusals."""

from collections.abc import AsyncIterator

import pytest

from sandbox.zendesk.records import stamp
from tests.sandbox.zendesk_scene import Scene, changes_in, comment_in, opened_scene


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    async with opened_scene() as opened:
        yield opened


async def test_note_status_time_group_and_assignee_go_in_one_update(scene: Scene) -> None:
    ticket, total = scene.ticket(), scene.world.total_time_field.id
    scene.people.set_status(ticket, scene.visser, "pending")
    answer = await scene.put(
        ticket,
        scene.tom,
        comment={"html_body": "<p>It is the mapping</p>", "public": False},
        status="open",
        group_id=scene.vendor.id,
        assignee_id=scene.visser.id,
        custom_fields=[{"id": total, "value": 5400}],
        metadata={"notebot": {"submission": "0190", "v": 1}},
    )
    assert answer.status == 200
    audit = answer.body["audit"]
    assert audit["author_id"] == scene.tom.id
    assert audit["metadata"]["custom"] == {"notebot": {"submission": "0190", "v": 1}}
    assert comment_in(audit)["public"] is False
    assert changes_in(audit) == {
        "status": ("pending", "open"),
        "group_id": (str(scene.partner.id), str(scene.vendor.id)),
        "assignee_id": (str(scene.tom.id), str(scene.visser.id)),
        str(total): (None, "5400"),
    }
    assert {"id": total, "value": "5400"} in answer.body["ticket"]["custom_fields"]
    assert (await scene.get(f"tickets/{ticket.id}", scene.tom)).status == 404
    read_back = await scene.get(f"tickets/{ticket.id}/audits/{audit['id']}", scene.visser)
    assert read_back.body["audit"] == audit


async def test_a_stale_stamp_conflicts_and_writes_nothing(scene: Scene) -> None:
    ticket = scene.ticket()
    read = stamp(ticket.updated_at)
    wanted = {"comment": {"body": "once"}, "safe_update": True, "updated_stamp": read}
    first = await scene.put(ticket, scene.tom, **wanted)
    again = await scene.put(ticket, scene.tom, **wanted)
    assert (first.status, again.status) == (200, 409)
    assert again.body["error"] == "UpdateConflict"
    assert [comment.plain for comment in ticket.comments].count("once") == 1


async def test_safe_update_false_is_as_strict_as_true(scene: Scene) -> None:
    ticket = scene.ticket()
    stale = await scene.put(
        ticket, scene.tom, status="pending", safe_update=False, updated_stamp="2020-01-01T00:00:00Z"
    )
    missing = await scene.put(ticket, scene.tom, status="pending", safe_update=True)
    assert (stale.status, missing.status, ticket.status) == (409, 409, "open")


async def test_the_stamp_does_not_see_a_second_change_within_one_second(scene: Scene) -> None:
    ticket = scene.ticket()
    scene.people.touch(ticket)
    read = stamp(ticket.updated_at)
    scene.people.touch(ticket)
    assert (await scene.put(ticket, scene.tom, status="pending", safe_update=True, updated_stamp=read)).status == 200


async def test_the_same_values_again_leave_no_audit_and_keep_updated_at(scene: Scene) -> None:
    ticket = scene.ticket()
    before = ticket.updated_at, len(ticket.audits)
    answer = await scene.put(ticket, scene.tom, status="open", metadata={"a": 1})
    assert answer.status == 200
    assert "audit" not in answer.body
    assert (ticket.updated_at, len(ticket.audits)) == before


async def test_a_closed_ticket_refuses_updates(scene: Scene) -> None:
    ticket = scene.ticket()
    scene.people.set_status(ticket, scene.visser, "closed")
    answer = await scene.put(ticket, scene.tom, comment={"body": "late"})
    assert answer.status == 422
    assert answer.body["error"] == "RecordInvalid"
    assert answer.body["details"]["status"][0]["description"] == "Status: closed prevents ticket update"


async def test_an_assignee_alone_also_sets_the_group_and_opens_a_new_ticket(scene: Scene) -> None:
    ticket = scene.people.create_ticket("s", "d", scene.customer, group=scene.partner)
    answer = await scene.put(ticket, scene.tom, assignee_id=scene.visser.id)
    assert set(changes_in(answer.body["audit"])) == {"assignee_id", "group_id", "status"}
    assert (ticket.group_id, ticket.assignee_id, ticket.status) == (scene.vendor.id, scene.visser.id, "open")


async def test_a_group_alone_removes_an_assignee_who_is_not_in_it(scene: Scene) -> None:
    ticket = scene.ticket()
    await scene.put(ticket, scene.tom, group_id=scene.vendor.id)
    assert (ticket.group_id, ticket.assignee_id) == (scene.vendor.id, None)


async def test_group_and_assignee_must_match(scene: Scene) -> None:
    ticket = scene.ticket()
    answer = await scene.put(ticket, scene.tom, group_id=scene.partner.id, assignee_id=scene.visser.id)
    assert answer.status == 422
    told = [entry["description"] for entry in answer.body["details"]["assignee"]]
    assert told == ["Assignee: is invalid", "Assignee: is not a member of the group"]
    assert ticket.assignee_id == scene.tom.id


@pytest.mark.parametrize(
    ("wanted", "named"),
    [
        ({"status": "sleeping"}, "status"),
        ({"status": "new"}, "status"),
        ({"priority": "vast"}, "priority"),
        ({"priority": None}, "priority"),
        ({"group_id": 1}, "group"),
        ({"requester_id": 1}, "requester"),
        ({"organization_id": 1}, "organization"),
        ({"ticket_form_id": 1}, "ticket_form_id"),
        ({"custom_status_id": 1}, "custom_status_id"),
        ({"comment": {"body": "x", "author_id": 1}}, "author"),
        ({"comment": {"body": "x", "uploads": ["gone"]}}, "base"),
        ({"comment": {"body": "x"}, "metadata": {"much": "x" * 1024}}, "base"),
    ],
)
async def test_invalid_values_are_named(scene: Scene, wanted: dict[str, object], named: str) -> None:
    ticket = scene.ticket()
    answer = await scene.put(ticket, scene.tom, **wanted)
    assert (answer.status, list(answer.body["details"])) == (422, [named])
    assert len(ticket.audits) == 2


async def test_tags_replace_all_tags(scene: Scene) -> None:
    ticket = scene.ticket()
    await scene.put(ticket, scene.tom, tags=["b", "A b"])
    answer = await scene.put(ticket, scene.tom, tags=["c"])
    assert changes_in(answer.body["audit"])["tags"] == (["a_b", "b"], ["c"])


async def test_unknown_keys_are_dropped_with_a_warning(scene: Scene) -> None:
    ticket = scene.ticket()
    answer = await scene.put(ticket, scene.tom, colour="red", comment={"body": "x", "loud": True})
    assert answer.status == 200
    warning = answer.headers["x-zendesk-api-warn"]
    assert 'unpermitted_keys=>["ticket.colour", "ticket.comment.loud"]' in warning
    clean = await scene.put(ticket, scene.tom, comment={"body": "y"})
    assert "x-zendesk-api-warn" not in clean.headers


async def test_a_body_without_a_ticket_is_refused(scene: Scene) -> None:
    path = f"/api/v2/tickets/{scene.ticket().id}"
    assert (await scene.ask("PUT", path, scene.tom, data=b"{")).status == 400
    assert (await scene.ask("PUT", path, scene.tom, json={"comment": {}})).status == 400


async def test_an_agent_without_a_group_cannot_be_assigned(scene: Scene) -> None:
    ticket = scene.ticket()
    scene.people.remove_from_group(scene.visser, scene.vendor)
    assert (await scene.put(ticket, scene.admin, assignee_id=scene.visser.id)).status == 422


async def test_an_assignee_of_the_same_group_keeps_the_group(scene: Scene) -> None:
    ticket = scene.ticket()
    scene.people.add_to_group(scene.visser, scene.partner)
    answer = await scene.put(ticket, scene.tom, assignee_id=scene.visser.id)
    assert changes_in(answer.body["audit"]) == {"assignee_id": (str(scene.tom.id), str(scene.visser.id))}


async def test_every_property_can_be_changed_by_a_full_agent(scene: Scene) -> None:
    acme = scene.people.join_organization(scene.visser, "Acme BV")
    wanted = {
        "subject": "Import stops",
        "type": "problem",
        "priority": "urgent",
        "organization_id": acme.id,
        "requester_id": scene.visser.id,
        "external_id": "e-1",
        "ticket_form_id": scene.world.account_fields.forms[0].id,
    }
    row = (await scene.put(scene.ticket(), scene.tom, **wanted)).body["ticket"]
    assert {name: row[name] for name in wanted} == wanted
    cleared = await scene.put(scene.world.tickets[row["id"]], scene.tom, assignee_id=None, organization_id=None)
    assert (cleared.body["ticket"]["assignee_id"], cleared.body["ticket"]["organization_id"]) == (None, None)
