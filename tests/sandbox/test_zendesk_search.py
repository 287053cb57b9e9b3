"""Search: query terms, limits, and the lag of the index."""

from collections.abc import AsyncIterator

import pytest

from tests.sandbox.zendesk_scene import Scene, opened_scene


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    async with opened_scene() as opened:
        yield opened


async def _found(scene: Scene, query: str) -> list[int]:
    answer = await scene.ask("GET", "/api/v2/search", scene.visser, params={"query": query})
    assert answer.status == 200, answer.text
    return [row["id"] for row in answer.body["results"]]


async def test_the_index_lags_and_shows_old_rows(scene: Scene) -> None:
    ticket = scene.ticket()
    scene.people.set_status(ticket, scene.visser, "solved")
    stale = await scene.ask("GET", "/api/v2/search", scene.tom, params={"query": "type:ticket status<solved"})
    assert [(row["id"], row["status"]) for row in stale.body["results"]] == [(ticket.id, "open")]
    scene.clock.advance(30)
    assert await _found(scene, "status<solved") == []
    assert await _found(scene, "status:solved") == [ticket.id]


async def test_a_new_ticket_is_not_found_yet(scene: Scene) -> None:
    scene.people.create_ticket("s", "d", scene.customer)
    assert await _found(scene, "type:ticket") == []
    scene.world.search_lag = 0
    assert len(await _found(scene, "type:ticket")) == 1


async def test_a_ticket_that_just_left_the_group_is_still_found(scene: Scene) -> None:
    ticket = scene.ticket()
    scene.people.assign(ticket, scene.visser, scene.vendor)
    answer = await scene.ask("GET", "/api/v2/search", scene.tom, params={"query": f"group:{scene.partner.id}"})
    assert [row["id"] for row in answer.body["results"]] == [ticket.id]
    assert (await scene.get(f"tickets/{ticket.id}", scene.tom)).status == 404


@pytest.mark.parametrize(
    ("query", "hits"),
    [
        ("type:ticket", 1),
        ("type:user", 0),
        ("group:{group}", 1),
        ('group:"Partner-NL"', 1),
        ("group:none", 0),
        ("group_id:{group}", 0),
        ("status:open", 1),
        ("status>=solved", 0),
        ("-status:open", 0),
        ("assignee:none", 0),
        ("assignee:tom@partner.example", 1),
        ("assignee:me", 0),
        ("requester:Cleo", 1),
        ("tags:urgent", 0),
        ("-tags:urgent", 1),
        ("priority:none", 1),
        ("priority>low", 0),
        ("updated>2026-11-18T00:00:00Z", 1),
        ("updated>2026-11-19", 0),
        ("created:2026-11-18", 1),
        ("created<nonsense", 0),
        ("export", 1),
        ('"Export stops"', 1),
        ("import", 0),
    ],
)
async def test_the_terms_of_a_query(scene: Scene, query: str, hits: int) -> None:
    scene.ticket()
    assert len(await _found(scene, query.format(group=scene.partner.id))) == hits


async def test_results_are_sorted_paged_and_counted(scene: Scene) -> None:
    tickets = [scene.ticket(f"number {number}") for number in range(3)]
    path = "search?query=type:ticket&sort_by=created_at&sort_order=asc&per_page=2&include=tickets(users)"
    page = (await scene.get(path, scene.visser)).body
    assert [row["id"] for row in page["results"]] == [ticket.id for ticket in tickets[:2]]
    assert (page["count"], page["results"][0]["result_type"]) == (3, "ticket")
    assert {user["name"] for user in page["users"]} == {"Cleo", "Tom"}
    rest = (await scene.get(page["next_page"].partition("/api/v2/")[2], scene.visser)).body
    assert [row["id"] for row in rest["results"]] == [tickets[2].id]
    assert (await scene.get("search/count?query=type:ticket", scene.visser)).body == {"count": 3}


async def test_search_ends_at_a_thousand_results(scene: Scene) -> None:
    assert (await scene.get("search?query=x&page=10", scene.visser)).status == 200
    assert (await scene.get("search?query=x&page=11", scene.visser)).status == 422
    assert (await scene.get("search", scene.visser)).status == 422
    assert (await scene.get("search?query=x", scene.customer)).status == 403


async def test_priorities_groups_and_people_compare_by_name_or_number(scene: Scene) -> None:
    scene.people.create_ticket("s", "d", scene.customer, priority="high", assignee=scene.visser)
    scene.clock.advance(60)
    for query in ("priority>normal", "group:none", "assignee:me", f"assignee:{scene.visser.id}"):
        assert len(await _found(scene, query)) == 1, query
