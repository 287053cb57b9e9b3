"""Creating tickets: at most one for each idempotency key."""

from collections.abc import AsyncIterator

import pytest

from sandbox.zendesk.records import User
from tests.sandbox.zendesk_scene import Answer, Scene, comment_in, opened_scene


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    async with opened_scene() as opened:
        yield opened


async def _create(scene: Scene, key: str | None = None, by: User | None = None, /, **wanted: object) -> Answer:
    headers = {"Idempotency-Key": key} if key else {}
    return await scene.ask("POST", "/api/v2/tickets", by or scene.tom, headers=headers, json={"ticket": wanted})


PRIVATE = {"html_body": "<p>x</p>", "public": False}


async def test_a_ticket_is_created_with_its_first_audit(scene: Scene) -> None:
    answer = await _create(
        scene,
        subject="Change: longer exports",
        comment={"html_body": "<p>For #{{ticket.id}}</p>", "public": False},
        requester_id=scene.customer.id,
        type="task",
        tags=["change"],
        metadata={"submission": "1"},
        custom_fields=[{"id": scene.world.total_time_field.id, "value": 60}],
        colour="red",
    )
    assert answer.status == 201
    row, audit = answer.body["ticket"], answer.body["audit"]
    assert (row["subject"], row["requester_id"], row["submitter_id"]) == (
        "Change: longer exports",
        scene.customer.id,
        scene.tom.id,
    )
    assert comment_in(audit)["public"] is False
    assert comment_in(audit)["plain_body"] == f"For #{row['id']}"
    assert audit["metadata"]["custom"] == {"submission": "1"}
    assert "ticket.colour" in answer.headers["x-zendesk-api-warn"]


async def test_a_new_ticket_needs_a_comment(scene: Scene) -> None:
    answer = await _create(scene, subject="Nothing to say")
    assert (answer.status, list(answer.body["details"])) == (422, ["base"])
    assert scene.world.tickets == {}


async def test_the_same_key_gets_the_same_answer_for_two_hours(scene: Scene) -> None:
    first = await _create(scene, "sub-1", comment={"body": "x"})
    again = await _create(scene, "sub-1", comment={"body": "x"})
    assert (first.headers["x-idempotency-lookup"], again.headers["x-idempotency-lookup"]) == ("miss", "hit")
    assert first.body == again.body
    scene.clock.advance(7200)
    later = await _create(scene, "sub-1", comment={"body": "x"})
    assert later.headers["x-idempotency-lookup"] == "miss"
    assert len(scene.world.tickets) == 2


async def test_a_key_with_another_body_is_refused(scene: Scene) -> None:
    await _create(scene, "sub-1", comment={"body": "x"})
    other = await _create(scene, "sub-1", comment={"body": "y"})
    assert (other.status, other.body["error"]) == (400, "IdempotentRequestError")
    assert (await _create(scene, "k" * 256, comment={"body": "y"})).status == 400


async def test_a_requester_may_be_described(scene: Scene) -> None:
    known = await _create(scene, comment={"body": "x"}, requester={"email": "CLEO@acme.example"})
    assert known.body["ticket"]["requester_id"] == scene.customer.id
    fresh = await _create(scene, comment={"body": "x"}, requester={"name": "Dirk", "email": "dirk@acme.example"})
    assert scene.world.users[fresh.body["ticket"]["requester_id"]].name == "Dirk"
    assert (await _create(scene, comment={"body": "x"}, requester={"name": "Dirk"})).status == 422


async def test_only_a_closed_ticket_is_followed_up(scene: Scene) -> None:
    source = scene.ticket()
    early = await _create(scene, comment={"body": "x"}, via_followup_source_id=source.id)
    assert early.status == 422
    scene.people.touch(source)
    scene.people.set_status(source, scene.visser, "closed")
    answer = await _create(scene, comment={"body": "x"}, via_followup_source_id=source.id)
    assert answer.body["ticket"]["tags"] == list(source.tags)
    assert source.followup_ids == (answer.body["ticket"]["id"],)


async def test_customers_cannot_create_tickets_by_this_api(scene: Scene) -> None:
    answer = await scene.ask("POST", "/api/v2/tickets", scene.customer, json={"ticket": {"comment": {"body": "x"}}})
    assert answer.status == 403


async def test_a_refused_ticket_does_not_use_up_its_key(scene: Scene) -> None:
    assert (await _create(scene, "sub-1", subject="Nothing to say")).status == 422
    again = await _create(scene, "sub-1", comment=PRIVATE)
    assert (again.status, again.headers["x-idempotency-lookup"]) == (201, "miss")


async def test_a_ticket_that_begins_with_a_note_stays_private_by_default(scene: Scene) -> None:
    created = await _create(scene, comment=PRIVATE, requester_id=scene.customer.id, group_id=scene.partner.id)
    assert created.body["ticket"]["is_public"] is False
    ticket = scene.world.tickets[created.body["ticket"]["id"]]
    later = await scene.put(ticket, scene.tom, comment={"body": "no word about who may read it"})
    assert comment_in(later.body["audit"])["public"] is False
    assert scene.world.mails == []


async def test_a_ticket_created_without_public_is_public_and_mailed(scene: Scene) -> None:
    created = await _create(scene, comment={"body": "x"}, requester_id=scene.customer.id)
    assert comment_in(created.body["audit"])["public"] is True
    assert [mail.to for mail in scene.world.mails] == [scene.customer.email]


async def test_a_created_ticket_keeps_all_its_fields(scene: Scene) -> None:
    created = await _create(
        scene,
        comment=PRIVATE,
        requester_id=scene.customer.id,
        group_id=scene.partner.id,
        external_id="sub-1",
        type="task",
        priority="low",
        tags=["Change Request"],
        metadata={"partnerdesk": {"submission": "sub-1"}},
    )
    number = created.body["ticket"]["id"]
    found = (await scene.get("tickets?external_id=sub-1", scene.sanne)).body["tickets"]
    assert [(row["id"], row["type"], row["priority"], row["tags"], row["status"]) for row in found] == [
        (number, "task", "low", ["change_request"], "new")
    ]
    (audit,) = (await scene.get(f"tickets/{number}/audits", scene.sanne)).body["audits"]
    assert audit["metadata"]["custom"] == {"partnerdesk": {"submission": "sub-1"}}


async def test_a_partner_does_not_see_a_ticket_without_a_group(scene: Scene) -> None:
    created = await _create(scene, comment=PRIVATE, requester_id=scene.customer.id, external_id="sub-1")
    assert created.body["ticket"]["group_id"] is None
    path = f"tickets/{created.body['ticket']['id']}"
    assert [(await scene.get(path, person)).status for person in (scene.tom, scene.sanne, scene.visser)] == [
        404,
        404,
        200,
    ]
    assert (await scene.get("tickets?external_id=sub-1", scene.tom)).body["tickets"] == []


async def test_a_new_ticket_goes_to_other_groups_only_with_the_right(scene: Scene) -> None:
    wanted = {"comment": PRIVATE, "requester_id": scene.customer.id}
    assert (await _create(scene, group_id=scene.vendor.id, **wanted)).status == 201
    scene.people.forbid_any_group(scene.tom)
    assert (await _create(scene, group_id=scene.vendor.id, **wanted)).status == 403
    assert (await _create(scene, assignee_id=scene.visser.id, **wanted)).status == 403
    assert (await _create(scene, group_id=scene.partner.id, **wanted)).status == 201
    assert len(scene.world.tickets) == 2


async def test_a_light_agent_creates_a_private_ticket_with_properties(scene: Scene) -> None:
    wanted = {"requester_id": scene.customer.id, "group_id": scene.partner.id, "priority": "high", "tags": ["change"]}
    created = await _create(scene, None, scene.sanne, comment={"body": "x", "public": True}, **wanted)
    assert created.status == 201
    assert (created.body["ticket"]["priority"], created.body["ticket"]["is_public"]) == ("high", False)
    elsewhere = await _create(scene, None, scene.sanne, comment=PRIVATE, group_id=scene.vendor.id)
    assert elsewhere.status == 403


async def test_a_light_agent_who_creates_a_ticket_outside_their_group_writes_publicly(scene: Scene) -> None:
    """Without a requester the light agent is the requester; without a group they are not in its group (rule R12)."""
    trapped = await _create(scene, None, scene.sanne, comment=PRIVATE)
    assert comment_in(trapped.body["audit"])["public"] is True
    for wanted in ({"group_id": scene.partner.id}, {"requester_id": scene.customer.id}):
        safe = await _create(scene, None, scene.sanne, comment=PRIVATE, **wanted)
        assert comment_in(safe.body["audit"])["public"] is False


async def test_the_organization_is_one_of_the_requesters(scene: Scene) -> None:
    acme = scene.people.join_organization(scene.customer, "Acme BV")
    second = scene.people.join_organization(scene.customer, "Acme Logistics")
    globex = scene.world.organization("Globex")
    own = await _create(scene, comment=PRIVATE, requester_id=scene.customer.id)
    assert own.body["ticket"]["organization_id"] == acme.id
    chosen = await _create(scene, comment=PRIVATE, requester_id=scene.customer.id, organization_id=second.id)
    assert chosen.body["ticket"]["organization_id"] == second.id
    for wanted in ({"requester_id": scene.customer.id, "organization_id": globex.id}, {"organization_id": acme.id}):
        refused = await _create(scene, comment=PRIVATE, **wanted)
        assert (refused.status, list(refused.body["details"])) == (422, ["organization"])
    ticket = scene.world.tickets[own.body["ticket"]["id"]]
    await scene.put(ticket, scene.visser, requester_id=scene.visser.id)
    assert ticket.organization_id is None


async def test_a_deactivated_user_cannot_be_the_requester(scene: Scene) -> None:
    scene.people.deactivate(scene.customer)
    refused = await _create(scene, comment=PRIVATE, requester_id=scene.customer.id)
    assert (refused.status, list(refused.body["details"])) == (422, ["requester"])
