"""Lists and single tickets: visibility, sorting and paging."""

import re
from collections.abc import AsyncIterator

import pytest

from sandbox.zendesk.endpoints import ENDPOINTS, Endpoint
from tests.sandbox.zendesk_scene import Scene, opened_scene


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    async with opened_scene() as opened:
        yield opened


async def test_a_partner_sees_only_own_tickets(scene: Scene) -> None:
    ours = scene.ticket("ours")
    theirs = scene.people.create_ticket("theirs", "secret", scene.customer, group=scene.vendor)
    for person in (scene.tom, scene.sanne):
        listed = (await scene.get("tickets", person)).body["tickets"]
        assert [row["id"] for row in listed] == [ours.id]
        many = await scene.get(f"tickets/show_many?ids={ours.id},{theirs.id}", person)
        assert [row["id"] for row in many.body["tickets"]] == [ours.id]
        for path in ("", "/audits", "/comments"):
            refused = await scene.get(f"tickets/{theirs.id}{path}", person)
            assert (refused.status, refused.body) == (404, {"error": "RecordNotFound", "description": "Not found"})
    everything = (await scene.get("tickets", scene.visser)).body["tickets"]
    assert len(everything) == 2


async def test_an_agent_also_sees_tickets_they_requested(scene: Scene) -> None:
    own = scene.people.create_ticket("my own", "please", scene.sanne, group=scene.vendor)
    assert (await scene.get(f"tickets/{own.id}", scene.sanne)).status == 200
    assert (await scene.get(f"tickets/{own.id}", scene.tom)).status == 404


async def test_customers_cannot_list_tickets(scene: Scene) -> None:
    assert (await scene.get("tickets", scene.customer)).status == 403


async def test_the_newest_change_comes_first_and_pages_follow_the_cursor(scene: Scene) -> None:
    tickets = [scene.ticket(f"number {number}") for number in range(5)]
    path, seen = "tickets?sort=-updated_at&page[size]=2", []
    while path:
        page = (await scene.get(path, scene.tom)).body
        seen += [row["id"] for row in page["tickets"]]
        following = page["links"]["next"]
        assert page["meta"]["has_more"] == (following is not None)
        path = following.partition("/api/v2/")[2] if following else ""
    assert seen == [ticket.id for ticket in reversed(tickets)]


async def test_a_changed_ticket_moves_to_the_front(scene: Scene) -> None:
    first, _ = scene.ticket("first"), scene.ticket("second")
    scene.people.touch(first)
    page = await scene.get("tickets?sort=-updated_at&page[size]=1", scene.tom)
    assert page.body["tickets"][0]["id"] == first.id


async def test_mixing_the_paging_styles_ignores_the_sort(scene: Scene) -> None:
    tickets = [scene.ticket(), scene.ticket()]
    page = await scene.get("tickets?sort_by=updated_at&sort_order=desc&page[size]=10", scene.tom)
    assert page.status == 200
    assert [row["id"] for row in page.body["tickets"]] == [ticket.id for ticket in tickets]


@pytest.mark.parametrize("query", ["sort=priority&page[size]=1", "page[size]=0", "page[size]=101", "page[after]=x"])
async def test_wrong_cursor_parameters_are_named(scene: Scene, query: str) -> None:
    answer = await scene.get(f"tickets?{query}", scene.tom)
    assert answer.status == 400
    assert answer.body["errors"][0]["code"] == "InvalidPaginationParameter"


async def test_offset_paging_counts_and_ends_at_ten_thousand_rows(scene: Scene) -> None:
    for _ in range(3):
        scene.ticket()
    first = (await scene.get("tickets?per_page=2", scene.tom)).body
    assert (first["count"], len(first["tickets"]), first["previous_page"]) == (3, 2, None)
    second = (await scene.get(first["next_page"].partition("/api/v2/")[2], scene.tom)).body
    assert (len(second["tickets"]), second["next_page"]) == (1, None)
    deep = await scene.get("tickets?per_page=100&page=101", scene.tom)
    assert (deep.status, deep.body["errors"][0]["code"]) == (400, "InvalidPaginationDepth")


async def test_users_groups_and_organizations_are_included_on_request(scene: Scene) -> None:
    ticket = scene.people.create_ticket("s", "d", scene.customer, organization="Acme BV", group=scene.partner)
    for path, include in (("tickets?", "users,groups"), (f"tickets/{ticket.id}?", "users,groups,organizations")):
        body = (await scene.get(f"{path}include={include}", scene.tom)).body
        assert [user["name"] for user in body["users"]] == ["Cleo"]
        assert [group["name"] for group in body["groups"]] == ["Partner-NL"]
    assert body["organizations"][0]["name"] == "Acme BV"


async def test_archived_tickets_leave_the_lists(scene: Scene) -> None:
    ticket = scene.ticket()
    scene.people.archive(ticket)
    assert (await scene.get("tickets", scene.tom)).body["tickets"] == []


async def test_visible_tickets_are_found_by_their_external_id(scene: Scene) -> None:
    scene.ticket()
    ours = [scene.ticket(), scene.ticket()]
    for ticket in ours:
        await scene.put(ticket, scene.tom, external_id="sub 1&2")
    scene.people.create_ticket("theirs", "d", scene.customer, group=scene.vendor, external_id="sub 1&2")
    first = (await scene.get("tickets?external_id=sub%201%262&page[size]=1", scene.tom)).body
    assert [row["id"] for row in first["tickets"]] == [ours[0].id]
    assert first["tickets"][0]["external_id"] == "sub 1&2"
    rest = (await scene.get(first["links"]["next"].partition("/api/v2/")[2], scene.tom)).body
    assert ([row["id"] for row in rest["tickets"]], rest["meta"]["has_more"]) == ([ours[1].id], False)
    assert (await scene.get("tickets?external_id=sub", scene.tom)).body["tickets"] == []


async def test_comments_are_counted_on_request(scene: Scene) -> None:
    ticket = scene.ticket()
    for path in (f"tickets/{ticket.id}?", f"tickets/show_many?ids={ticket.id}&", "tickets?"):
        plain, counted = [
            (await scene.get(f"{path}include={include}", scene.tom)).body for include in ("users", "comment_count")
        ]
        row = counted.get("ticket") or counted["tickets"][0]
        assert row["comment_count"] == 2
        assert "comment_count" not in (plain.get("ticket") or plain["tickets"][0])


async def test_show_many_takes_a_hundred(scene: Scene) -> None:
    many = ",".join(str(number) for number in range(101))
    assert (await scene.get(f"tickets/show_many?ids={many}", scene.tom)).status == 400
    assert (await scene.get("tickets/show_many", scene.tom)).status == 400


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: endpoint.name)
async def test_every_listed_endpoint_is_served(scene: Scene, endpoint: Endpoint) -> None:
    path = re.sub(r"\{\w+\}", "1", endpoint.path)
    answer = await scene.ask(endpoint.method, path, scene.tom, json={})
    assert "InvalidEndpoint" not in answer.text


async def test_customers_cannot_read_a_ticket(scene: Scene) -> None:
    ticket = scene.ticket()
    assert (await scene.get(f"tickets/{ticket.id}", scene.customer)).status == 404


@pytest.mark.parametrize("query", ["per_page=0", "page=x"])
async def test_wrong_offsets_are_named(scene: Scene, query: str) -> None:
    answer = await scene.get(f"tickets?{query}", scene.tom)
    assert (answer.status, answer.body["errors"][0]["code"]) == (400, "InvalidPaginationParameter")


async def test_an_unknown_path_answers_invalid_endpoint(scene: Scene) -> None:
    for method, path in (("GET", "/api/v2/nonsense"), ("DELETE", "/api/v2/tickets/1")):
        answer = await scene.ask(method, path, scene.tom)
        assert (answer.status, answer.body["error"]) == (404, "InvalidEndpoint")
        assert answer.headers["x-request-id"]


async def test_a_ticket_shows_its_times_in_whole_seconds(scene: Scene) -> None:
    ticket = scene.ticket()
    row = (await scene.get(f"tickets/{ticket.id}.json", scene.tom)).body["ticket"]
    assert row["created_at"] == "2026-11-18T11:06:40Z"
    assert row["updated_at"] == "2026-11-18T11:07:40Z"
    assert (row["status"], row["group_id"], row["assignee_id"]) == ("open", scene.partner.id, scene.tom.id)
    assert {field["id"] for field in row["custom_fields"]} == {
        scene.world.total_time_field.id,
        scene.world.last_time_field.id,
    }
