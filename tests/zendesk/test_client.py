"""Reading tickets, histories and people."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from desk.errors import ConnectionLapsed, Rejected, TicketNotYours, ZendeskAway
from desk.model.people import Agent, Group, Licence
from desk.model.tickets import Status
from desk.ports.tickets import TicketSystem
from tests.zendesk.kit import (
    NAMES,
    NOW,
    SERVER_TIME,
    TOM,
    ScriptedZendesk,
    answer,
    audit_json,
    desk_at,
    note_event,
    page,
    ticket_json,
)

ME = "GET /api/v2/users/me"
MY_GROUPS = f"GET /api/v2/users/{TOM}/groups"
LIST = "GET /api/v2/tickets"
SHOW_MANY = "GET /api/v2/tickets/show_many"
USERS = "GET /api/v2/users/show_many"
AUDITS = "GET /api/v2/tickets/35436/audits"
SEARCH = "GET /api/v2/search"

FULL_AGENT = {"id": TOM, "name": "Tom", "email": "tom@partner.example", "role": "agent", "role_type": 0, "active": True}


def params(request: httpx.Request) -> dict[str, str]:
    return dict(request.url.params)


async def test_the_client_is_a_ticket_system() -> None:
    async with desk_at(ScriptedZendesk()) as desk:
        system: TicketSystem = desk.tickets
        assert system is desk.tickets


async def test_an_agent_is_known_with_licence_and_groups() -> None:
    zendesk = ScriptedZendesk()
    zendesk.on(ME, answer({"user": FULL_AGENT}))
    zendesk.on(MY_GROUPS, page({"groups": [{"id": 222, "name": "Partner-NL"}]}, "c"), page({"groups": []}))
    async with desk_at(zendesk) as desk:
        agent = await desk.tickets.whoami(TOM)
    assert agent == Agent(TOM, "Tom", "tom@partner.example", Licence.FULL, (Group(222, "Partner-NL"),))


@pytest.mark.parametrize("user", [{"id": None, "name": "Anonymous user"}, {"id": 7, "name": "Else"}, None, "?"])
async def test_whoever_is_not_the_connected_agent_has_no_connection(user: Any) -> None:
    zendesk = ScriptedZendesk()
    zendesk.on(ME, answer({"user": user}))
    async with desk_at(zendesk) as desk:
        with pytest.raises(ConnectionLapsed):
            await desk.tickets.whoami(TOM)


@pytest.mark.parametrize(
    ("fields", "licence"),
    [
        ({"role": "agent", "role_type": 0}, Licence.FULL),
        ({"role": "agent", "role_type": None}, Licence.FULL),
        ({"role": "agent", "role_type": 1}, Licence.LIGHT),
        ({"role": "agent", "role_type": 0, "only_private_comments": True}, Licence.LIGHT),
        ({"role": "admin", "role_type": 4}, Licence.FULL),
        ({"role": "agent", "suspended": True}, Licence.NONE),
        ({"role": "admin", "active": False}, Licence.NONE),
        ({"role": "end-user"}, Licence.NONE),
        ({}, Licence.NONE),
    ],
)
async def test_licences_are_told_apart(fields: Mapping[str, Any], licence: Licence) -> None:
    zendesk = ScriptedZendesk()
    zendesk.on(ME, answer({"user": {"id": TOM, "name": "Tom", **fields}}))
    zendesk.on(MY_GROUPS, page({"groups": []}))
    async with desk_at(zendesk) as desk:
        assert (await desk.tickets.whoami(TOM)).licence is licence


async def test_members_are_the_active_agents_of_every_page() -> None:
    zendesk = ScriptedZendesk()
    gone = FULL_AGENT | {"id": 3, "active": False}
    light = FULL_AGENT | {"id": 4, "name": "Sanne", "role_type": 1}
    zendesk.on("GET /api/v2/groups/222/users", page({"users": [FULL_AGENT, gone]}, "c1"), page({"users": [light]}))
    async with desk_at(zendesk) as desk:
        members = await desk.tickets.members(TOM, 222)
    assert [(member.id, member.licence) for member in members] == [(TOM, Licence.FULL), (4, Licence.LIGHT)]
    assert params(zendesk.asked[0]) == {"page[size]": "100"}


async def test_a_group_that_may_not_be_read_is_refused_with_a_reason() -> None:
    zendesk = ScriptedZendesk()
    zendesk.on("GET /api/v2/groups/222/users", answer({"error": {"title": "Forbidden", "message": "No"}}, 403))
    async with desk_at(zendesk) as desk:
        with pytest.raises(Rejected, match="Zendesk does not allow reading its agents and groups"):
            await desk.tickets.members(TOM, 222)


async def test_users_are_known_with_their_licence_and_whoever_left_has_none() -> None:
    zendesk = ScriptedZendesk()
    zendesk.on(USERS, answer({"users": [FULL_AGENT, FULL_AGENT | {"id": 3, "active": False}]}))
    async with desk_at(zendesk) as desk:
        users = await desk.tickets.users(TOM, [TOM, 3, -1, 99])
    assert [(user.id, user.licence) for user in users] == [(TOM, Licence.FULL), (3, Licence.NONE)]
    assert params(zendesk.asked[0]) == {"ids": f"{TOM},3,99"}


async def test_where_a_ticket_may_go_is_asked_of_zendesk() -> None:
    zendesk = ScriptedZendesk()
    group = {"id": 11, "name": "ISPnext"}
    zendesk.on("GET /api/v2/groups/assignable", page({"groups": [group]}, "c1"), page({"groups": []}))
    zendesk.on("GET /api/v2/groups/11/memberships/assignable", page({"group_memberships": [{"user_id": 5001}]}))
    zendesk.on("GET /api/v2/groups/11", answer({"group": group}))
    zendesk.on("GET /api/v2/groups/12", answer({}))
    async with desk_at(zendesk) as desk:
        assert await desk.tickets.assignable_groups(TOM) == [Group(11, "ISPnext")]
        assert await desk.tickets.assignable_agents(TOM, 11) == {5001}
        assert await desk.tickets.group(TOM, 11) == Group(11, "ISPnext")
        with pytest.raises(ZendeskAway):
            await desk.tickets.group(TOM, 12)


async def test_names_are_asked_a_hundred_at_a_time_and_unknown_ones_are_absent() -> None:
    zendesk = ScriptedZendesk()
    zendesk.on(USERS, answer({"users": [{"id": 1, "name": "One"}]}), answer({"users": [{"id": 120, "name": "Last"}]}))
    async with desk_at(zendesk) as desk:
        names = await desk.tickets.names(TOM, [-1, 1, *range(1, 121)])
        assert await desk.tickets.names(TOM, [-1]) == {}
    assert names == {1: "One", 120: "Last"}
    assert [len(params(request)["ids"].split(",")) for request in zendesk.asked] == [100, 20]


async def test_a_ticket_is_read_with_its_names_and_zendesks_clock() -> None:
    zendesk = ScriptedZendesk()
    zendesk.on("GET /api/v2/tickets/35436", answer({"ticket": ticket_json()} | NAMES))
    async with desk_at(zendesk) as desk:
        ticket = await desk.tickets.ticket(TOM, 35436)
    assert (ticket.group, ticket.assignee, ticket.requester, ticket.organization) == (
        "Partner-NL",
        "Tom",
        "Cleo",
        "Acme BV",
    )
    assert (ticket.status, ticket.priority) == (Status.OPEN, "high")
    assert ticket.updated_at == datetime(2026, 11, 20, 8, 59, tzinfo=UTC)
    assert ticket.read_at == SERVER_TIME


async def test_without_a_date_our_own_clock_is_taken() -> None:
    zendesk = ScriptedZendesk()
    zendesk.on("GET /api/v2/tickets/35436", httpx.Response(200, json={"ticket": ticket_json(subject=None)}))
    async with desk_at(zendesk) as desk:
        ticket = await desk.tickets.ticket(TOM, 35436)
    assert (ticket.read_at, ticket.subject, ticket.group) == (NOW, "", None)


async def test_a_ticket_of_others_is_not_ours() -> None:
    zendesk = ScriptedZendesk()
    zendesk.on("GET /api/v2/tickets/35436", answer({"error": "RecordNotFound", "description": "Not found"}, 404))
    async with desk_at(zendesk) as desk:
        with pytest.raises(TicketNotYours):
            await desk.tickets.ticket(TOM, 35436)


async def test_a_ticket_that_cannot_be_read_is_not_guessed() -> None:
    zendesk = ScriptedZendesk()
    zendesk.on("GET /api/v2/tickets/35436", answer({"ticket": ticket_json(status="a status of tomorrow")}))
    async with desk_at(zendesk) as desk:
        with pytest.raises(ZendeskAway, match="cannot be read"):
            await desk.tickets.ticket(TOM, 35436)


async def test_the_feed_is_one_request_when_little_changed() -> None:
    zendesk = ScriptedZendesk()
    rows = [ticket_json(3, "2026-11-20T08:59:00Z"), ticket_json(2, "2026-11-20T08:00:00Z")]
    zendesk.on(LIST, page({"tickets": rows, **NAMES}, "c1"))
    async with desk_at(zendesk) as desk:
        changed = await desk.tickets.changed_since(TOM, datetime(2026, 11, 20, 8, 30, tzinfo=UTC))
    assert [ticket.id for ticket in changed] == [3]
    assert [params(request) for request in zendesk.asked] == [
        {"sort": "-updated_at", "include": "users,groups,organizations", "page[size]": "100"}
    ]


async def test_the_feed_pages_on_until_what_is_older() -> None:
    zendesk = ScriptedZendesk()
    at = "2026-11-20T08:59:00Z"
    zendesk.on(
        LIST,
        page({"tickets": [ticket_json(4, at), ticket_json(3, at)]}, "c1"),
        page({"tickets": [ticket_json(3, at), ticket_json(2, at)]}, "c2"),
        page({"tickets": [ticket_json(1, "2026-11-20T07:00:00Z")]}, "c3"),
    )
    async with desk_at(zendesk) as desk:
        changed = await desk.tickets.changed_since(TOM, datetime(2026, 11, 20, 8, 59, tzinfo=UTC))
    assert [ticket.id for ticket in changed] == [4, 3, 2]
    assert [params(request).get("page[after]") for request in zendesk.asked] == [None, "c1", "c2"]


async def test_the_feed_ends_where_the_tickets_end() -> None:
    zendesk = ScriptedZendesk()
    zendesk.on(LIST, page({"tickets": [ticket_json()]}))
    async with desk_at(zendesk) as desk:
        assert len(await desk.tickets.changed_since(TOM, NOW - timedelta(days=9))) == 1


async def test_one_row_that_cannot_be_read_does_not_stop_the_feed() -> None:
    zendesk = ScriptedZendesk()
    zendesk.on(LIST, page({"tickets": [ticket_json(1, status="?"), "?", ticket_json(2)]}))
    async with desk_at(zendesk) as desk:
        assert [ticket.id for ticket in await desk.tickets.changed_since(TOM, NOW - timedelta(days=9))] == [2]


async def test_many_tickets_are_read_a_hundred_at_a_time() -> None:
    zendesk = ScriptedZendesk()
    zendesk.on(SHOW_MANY, answer({"tickets": [ticket_json(1)]} | NAMES), answer({"tickets": [ticket_json(150)]}))
    async with desk_at(zendesk) as desk:
        tickets = await desk.tickets.tickets(TOM, range(1, 151))
        assert await desk.tickets.tickets(TOM, []) == []
    assert [ticket.id for ticket in tickets] == [1, 150]
    assert [len(params(request)["ids"].split(",")) for request in zendesk.asked] == [100, 50]
    assert params(zendesk.asked[0])["include"] == "users,groups,organizations"


async def test_search_finds_the_unsolved_tickets_of_a_group() -> None:
    zendesk = ScriptedZendesk()
    first = {
        "results": [{"id": 5, "result_type": "ticket"}, {"id": 9, "result_type": "user"}],
        "next_page": "https://x",
    }
    second = {"results": [{"id": 5, "result_type": "ticket"}, {"id": 6, "result_type": "ticket"}], "next_page": None}
    zendesk.on(SEARCH, answer(first), answer(second))
    async with desk_at(zendesk) as desk:
        assert await desk.tickets.unsolved_in(TOM, 222) == [5, 6]
    assert params(zendesk.asked[0]) == {
        "query": "type:ticket group:222 status<solved",
        "sort_by": "updated_at",
        "sort_order": "desc",
        "per_page": "100",
        "page": "1",
    }
    assert params(zendesk.asked[1])["page"] == "2"


async def test_search_stops_at_the_thousand_that_zendesk_gives() -> None:
    zendesk = ScriptedZendesk()
    zendesk.on(SEARCH, answer({"results": [{"id": 5, "result_type": "ticket"}], "next_page": "https://x"}))
    async with desk_at(zendesk) as desk:
        await desk.tickets.unsolved_in(TOM, 222)
    assert len(zendesk.asked) == 10


async def test_a_history_is_read_to_its_end_oldest_first() -> None:
    zendesk = ScriptedZendesk()
    entered = {"id": 2, "type": "Change", "field_name": "group_id", "previous_value": "111", "value": "222"}
    later = audit_json(902, entered, {"type": "Notification", "body": {"x": 1}}, created_at="2026-11-20T10:00:00Z")
    zendesk.on(AUDITS, page({"audits": [later]}, "c1"), page({"audits": [audit_json(901, note_event())]}))
    async with desk_at(zendesk) as desk:
        first, second = await desk.tickets.audits(TOM, 35436)
    assert (first.id, second.id) == (901, 902)
    assert first.comment is not None
    assert (first.comment.text, first.comment.public, first.comment.author_id) == ("Please check", False, 5001)
    (change,) = second.changes
    assert (change.field, change.before, change.after) == ("group_id", "111", "222")


async def test_a_file_is_uploaded_as_it_is() -> None:
    zendesk = ScriptedZendesk()
    zendesk.on("POST /api/v2/uploads", answer({"upload": {"token": "T1", "attachment": {"id": 1}}}, 201))
    async with desk_at(zendesk) as desk:
        assert (
            await desk.tickets.upload(TOM, "C:\\logs\\ü\x07 log.txt", "text/plain; charset=utf-8", b"\x00\xff") == "T1"
        )
        await desk.tickets.upload(TOM, "../", "text/html\r\nX-Evil: 1", b"")
    first, second = zendesk.asked
    assert params(first) == {"filename": "ü_ log.txt"}
    assert (first.content, first.headers["Content-Type"]) == (b"\x00\xff", "text/plain; charset=utf-8")
    assert params(second) == {"filename": "file"}
    assert second.headers["Content-Type"] == "application/octet-stream"


@pytest.mark.parametrize("trouble", [httpx.ReadTimeout("slow"), answer(status=500), answer({"upload": {}}, 201)])
async def test_an_upload_that_failed_may_be_made_again_and_is_not_by_itself(
    trouble: httpx.Response | Exception,
) -> None:
    zendesk = ScriptedZendesk()
    zendesk.on("POST /api/v2/uploads", trouble)
    async with desk_at(zendesk) as desk:
        with pytest.raises(ZendeskAway):
            await desk.tickets.upload(TOM, "a.txt", "text/plain", b"x")
    assert len(zendesk.asked) == 1
