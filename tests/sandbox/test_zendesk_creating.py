"""New tickets, once for each idempotency key."""

from collections.abc import AsyncIterator

import pytest

from tests.sandbox.zendesk_scene import Answer, Scene, comment_in, opened_scene


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    async with opened_scene() as opened:
        yield opened


async def _create(scene: Scene, key: str | None = None, **wanted: object) -> Answer:
    headers = {"Idempotency-Key": key} if key else {}
    return await scene.ask("POST", "/api/v2/tickets", scene.tom, headers=headers, json={"ticket": wanted})


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


async def test_a_new_ticket_needs_words(scene: Scene) -> None:
    answer = await _create(scene, subject="Nothing to say")
    assert (answer.status, list(answer.body["details"])) == (422, ["base"])
    assert scene.world.tickets == {}


async def test_the_same_key_answers_the_same_for_two_hours(scene: Scene) -> None:
    first = await _create(scene, "sub-1", comment={"body": "x"})
    again = await _create(scene, "sub-1", comment={"body": "x"})
    assert (first.headers["x-idempotency-lookup"], again.headers["x-idempotency-lookup"]) == ("miss", "hit")
    assert first.body == again.body
    scene.clock.advance(7200)
    later = await _create(scene, "sub-1", comment={"body": "x"})
    assert later.headers["x-idempotency-lookup"] == "miss"
    assert len(scene.world.tickets) == 2


async def test_a_key_is_not_for_two_bodies(scene: Scene) -> None:
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


async def test_customers_create_nothing_here(scene: Scene) -> None:
    answer = await scene.ask("POST", "/api/v2/tickets", scene.customer, json={"ticket": {"comment": {"body": "x"}}})
    assert answer.status == 403
