"""The account's ticket fields, forms and statuses."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from sandbox.zendesk.records import Ticket
from tests.sandbox.zendesk_scene import Scene, changes_in, comment_in, opened_scene


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    async with opened_scene() as opened:
        yield opened


def _statuses(ticket: Ticket) -> tuple[str, int | None]:
    return ticket.status, ticket.custom_status_id


async def _times(scene: Scene, ticket: Ticket) -> list[Any]:
    row = (await scene.get(f"tickets/{ticket.id}", scene.tom)).body["ticket"]
    return [field["value"] for field in row["custom_fields"]]


# Statuses


async def test_custom_statuses_are_listed_beside_the_defaults(scene: Scene) -> None:
    busy = scene.people.add_status("open", "With the partner")
    shown = (await scene.get("custom_statuses", scene.sanne)).body["custom_statuses"]
    assert [(row["status_category"], row["agent_label"], row["default"]) for row in shown] == [
        ("new", "New", True),
        ("open", "Open", True),
        ("pending", "Pending", True),
        ("hold", "On-hold", True),
        ("solved", "Solved", True),
        ("open", "With the partner", False),
    ]
    scene.people.retire_status(busy)
    some = await scene.get("custom_statuses?status_categories=open,hold&active=true", scene.sanne)
    assert [row["agent_label"] for row in some.body["custom_statuses"]] == ["Open", "On-hold"]
    own = await scene.get("custom_statuses?default=false", scene.sanne)
    assert [row["id"] for row in own.body["custom_statuses"]] == [busy.id]


async def test_a_custom_status_shows_as_its_category(scene: Scene) -> None:
    ticket, busy = scene.ticket(), scene.people.add_status("open", "With the partner")
    audit = scene.people.set_status(ticket, scene.visser, busy)
    row = (await scene.get(f"tickets/{ticket.id}", scene.tom)).body["ticket"]
    assert (row["status"], row["custom_status_id"]) == ("open", busy.id)
    shown = (await scene.get(f"tickets/{ticket.id}/audits/{audit.id}", scene.tom)).body["audit"]
    default = scene.world.account_fields.default_status("open")
    assert changes_in(shown) == {"custom_status_id": (str(default.id), str(busy.id))}


async def test_sending_a_category_overwrites_the_custom_status(scene: Scene) -> None:
    ticket, busy = scene.ticket(), scene.people.add_status("open", "With the partner")
    scene.people.set_status(ticket, scene.visser, busy)
    answer = await scene.put(ticket, scene.tom, status="open", comment={"body": "x", "public": False})
    default = scene.world.account_fields.default_status("open")
    assert changes_in(answer.body["audit"]) == {"custom_status_id": (str(busy.id), str(default.id))}
    assert _statuses(ticket) == ("open", default.id)


async def test_a_note_alone_keeps_the_custom_status(scene: Scene) -> None:
    ticket, busy = scene.ticket(), scene.people.add_status("open", "With the partner")
    scene.people.set_status(ticket, scene.visser, busy)
    await scene.note(ticket, scene.tom, "x")
    assert _statuses(ticket) == ("open", busy.id)


async def test_another_category_changes_category_and_custom_status(scene: Scene) -> None:
    ticket, waits = scene.ticket(), scene.people.add_status("pending", "Waits for the customer")
    answer = await scene.put(ticket, scene.tom, custom_status_id=waits.id)
    default = scene.world.account_fields.default_status("open")
    assert changes_in(answer.body["audit"]) == {
        "status": ("open", "pending"),
        "custom_status_id": (str(default.id), str(waits.id)),
    }
    back = await scene.put(ticket, scene.tom, status="open")
    assert changes_in(back.body["audit"]) == {
        "status": ("pending", "open"),
        "custom_status_id": (str(waits.id), str(default.id)),
    }


async def test_without_custom_statuses_the_audits_show_categories_only(scene: Scene) -> None:
    ticket = scene.ticket()
    answer = await scene.put(ticket, scene.tom, status="pending")
    assert changes_in(answer.body["audit"]) == {"status": ("open", "pending")}
    assert _statuses(ticket) == ("pending", scene.world.account_fields.default_status("pending").id)


async def test_an_impossible_status_is_refused(scene: Scene) -> None:
    ticket, account_fields = scene.ticket(), scene.world.account_fields
    retired = scene.people.add_status("open", "Old")
    scene.people.retire_status(retired)
    for wanted in (
        {"custom_status_id": retired.id},
        {"custom_status_id": account_fields.default_status("pending").id, "status": "open"},
    ):
        answer = await scene.put(ticket, scene.tom, **wanted)
        assert (answer.status, list(answer.body["details"])) == (422, ["custom_status_id"])
    again_new = await scene.put(ticket, scene.tom, custom_status_id=account_fields.default_status("new").id)
    assert (again_new.status, list(again_new.body["details"])) == (422, ["status"])
    with pytest.raises(ValueError, match="category"):
        scene.people.add_status("closed", "Shut")


async def test_closing_keeps_the_status_it_was_solved_with(scene: Scene) -> None:
    ticket, fixed = scene.ticket(), scene.people.add_status("solved", "Fixed by the partner")
    scene.people.set_status(ticket, scene.visser, fixed)
    scene.people.set_status(ticket, scene.visser, "closed")
    assert _statuses(ticket) == ("closed", fixed.id)
    other = scene.ticket()
    scene.people.set_status(other, scene.visser, "closed")
    assert _statuses(other) == ("closed", scene.world.account_fields.default_status("solved").id)


async def test_a_new_ticket_may_have_a_custom_status(scene: Scene) -> None:
    busy = scene.people.add_status("open", "With the partner")
    wanted = {"comment": {"body": "x", "public": False}, "custom_status_id": busy.id}
    answer = await scene.ask("POST", "/api/v2/tickets", scene.tom, json={"ticket": wanted})
    assert (answer.body["ticket"]["status"], answer.body["ticket"]["custom_status_id"]) == ("open", busy.id)
    created = {event["field_name"]: event["value"] for event in answer.body["audit"]["events"] if "value" in event}
    assert created["custom_status_id"] == str(busy.id)


# Time fields


async def test_the_time_fields_are_found_by_their_titles(scene: Scene) -> None:
    total, last = scene.world.total_time_field, scene.world.last_time_field
    fields = (await scene.get("ticket_fields", scene.sanne)).body["ticket_fields"]
    by_title = {field["raw_title"]: (field["id"], field["type"]) for field in fields}
    assert by_title["Total time spent (sec)"] == (total.id, "integer")
    assert by_title["Time spent last update (sec)"] == (last.id, "integer")


async def test_a_translation_changes_the_title_and_a_renaming_the_raw_title(scene: Scene) -> None:
    total, last = scene.world.total_time_field, scene.world.last_time_field
    scene.people.rename_field(total, "Totaal bestede tijd (sec)")
    scene.people.rename_field(last, "Seconds", raw_title="Seconds")
    fields = (await scene.get("ticket_fields", scene.tom)).body["ticket_fields"]
    assert [(field["title"], field["raw_title"]) for field in fields if field["removable"]] == [
        ("Totaal bestede tijd (sec)", "Total time spent (sec)"),
        ("Seconds", "Seconds"),
    ]


async def test_time_is_written_with_the_note_and_an_equal_last_value_is_not_a_change(scene: Scene) -> None:
    ticket, total, last = scene.ticket(), scene.world.total_time_field.id, scene.world.last_time_field.id

    async def spend(so_far: int) -> dict[str, tuple[Any, Any]]:
        fields = [{"id": total, "value": so_far}, {"id": last, "value": 900}]
        answer = await scene.put(ticket, scene.tom, comment={"body": "x", "public": False}, custom_fields=fields)
        assert comment_in(answer.body["audit"])["public"] is False
        return changes_in(answer.body["audit"])

    assert await spend(900) == {str(total): (None, "900"), str(last): (None, "900")}
    assert await spend(1800) == {str(total): ("900", "1800")}
    assert await _times(scene, ticket) == ["1800", "900"]


async def test_time_recorded_in_zendesk_is_added_to_the_total(scene: Scene) -> None:
    ticket = scene.ticket()
    scene.people.record_time(ticket, scene.visser, 600)
    audit = scene.people.record_time(ticket, scene.visser, 300, note="Looked again")
    assert audit.comment
    assert await _times(scene, ticket) == ["900", "300"]
    scene.people.set_time_total(ticket, scene.visser, 7200)
    assert await _times(scene, ticket) == ["7200", "300"]


@pytest.mark.parametrize("value", ["an hour", 1.5, True, ""])
async def test_a_time_field_holds_whole_seconds(scene: Scene, value: object) -> None:
    ticket, field = scene.ticket(), scene.world.last_time_field
    refused = await scene.put(ticket, scene.tom, custom_fields=[{"id": field.id, "value": value}])
    (told,) = refused.body["details"]["base"]
    assert (refused.status, told["ticket_field_id"], field.title in told["description"]) == (422, field.id, True)
    await scene.put(ticket, scene.tom, custom_fields=[{"id": field.id, "value": 900}, {"id": 1, "value": "no field"}])
    assert ticket.custom_fields == {field.id: 900}


async def test_a_deleted_or_inactive_field_ignores_values(scene: Scene) -> None:
    ticket, total, last = scene.ticket(), scene.world.total_time_field, scene.world.last_time_field
    scene.people.retire_field(total)
    scene.people.delete_field(last)
    wanted = [{"id": total.id, "value": 1}, {"id": last.id, "value": 1}, "nonsense"]
    answer = await scene.put(ticket, scene.tom, custom_fields=wanted)
    assert (answer.status, "audit" in answer.body, answer.body["ticket"]["custom_fields"]) == (200, False, [])
    fields = (await scene.get("ticket_fields", scene.tom)).body["ticket_fields"]
    assert [(field["id"], field["active"]) for field in fields if field["removable"]] == [(total.id, False)]


# Forms


async def test_a_new_ticket_may_have_another_active_form(scene: Scene) -> None:
    change, old = scene.people.add_form("Change Request"), scene.people.add_form("Old")
    scene.people.retire_form(old)
    forms = (await scene.get("ticket_forms", scene.sanne)).body["ticket_forms"]
    assert [(form["name"], form["default"], form["active"]) for form in forms] == [
        ("Support request", True, True),
        ("Change Request", False, True),
        ("Old", False, False),
    ]
    active = (await scene.get("ticket_forms?active=true", scene.sanne)).body["ticket_forms"]
    assert [form["name"] for form in active] == ["Support request", "Change Request"]
    wanted = {"comment": {"body": "x"}, "ticket_form_id": change.id}
    created = await scene.ask("POST", "/api/v2/tickets", scene.tom, json={"ticket": wanted})
    assert created.body["ticket"]["ticket_form_id"] == change.id
    for form_id in (1, old.id):
        answer = await scene.ask(
            "POST", "/api/v2/tickets", scene.tom, json={"ticket": {**wanted, "ticket_form_id": form_id}}
        )
        assert (answer.status, list(answer.body["details"])) == (422, ["ticket_form_id"])
