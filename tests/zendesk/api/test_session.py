"""Calls under an agent's own token: renewed once, one at a time, stored before use, and sent nowhere else."""

import asyncio
import json
from datetime import timedelta

import httpx
import pytest
from structlog.testing import capture_logs

from desk.errors import ConnectionLapsed, TicketNotYours, ZendeskAway
from desk.model.people import TokenPair
from tests.fakes import FakeTokens
from tests.zendesk.kit import DATE, NOW, TOM, URL, ScriptedZendesk, answer, desk_at, granted, page, pair, ticket_json

TICKET = "GET /api/v2/tickets/35436"
TOKENS = "POST /oauth/tokens"


def with_ticket() -> ScriptedZendesk:
    zendesk = ScriptedZendesk()
    zendesk.on(TICKET, answer({"ticket": ticket_json()}))
    return zendesk


async def test_an_agent_acts_with_their_own_token() -> None:
    async with desk_at(with_ticket()) as desk:
        await desk.tickets.ticket(TOM, 35436)
        assert [request.headers["Authorization"] for request in desk.zendesk.asked] == ["Bearer access-1"]


async def test_a_refused_token_is_renewed_once_and_the_call_made_again() -> None:
    async with desk_at(with_ticket()) as desk:
        desk.zendesk.live = set()
        await desk.tickets.ticket(TOM, 35436)
        assert [request.method for request in desk.zendesk.asked] == ["GET", "POST", "GET"]
        assert await desk.tokens.get(TOM) == TokenPair(
            "access-2", "refresh-2", NOW + timedelta(minutes=30), NOW + timedelta(days=30), NOW
        )


async def test_a_renewal_is_the_documented_request() -> None:
    async with desk_at(with_ticket()) as desk:
        desk.zendesk.live = set()
        await desk.tickets.ticket(TOM, 35436)
        (renewal,) = desk.zendesk.requests(TOKENS)
        assert json.loads(renewal.content) == {
            "grant_type": "refresh_token",
            "refresh_token": "refresh-1",
            "client_id": "partnerdesk",
        }
        assert "Authorization" not in renewal.headers


async def test_a_token_about_to_expire_is_renewed_beforehand() -> None:
    async with desk_at(with_ticket()) as desk:
        await desk.tokens.put(TOM, pair(lives=timedelta(seconds=60)))
        await desk.tickets.ticket(TOM, 35436)
        assert [request.method for request in desk.zendesk.asked] == ["POST", "GET"]


async def test_a_token_that_lives_longer_or_for_ever_is_left_alone() -> None:
    async with desk_at(with_ticket()) as desk:
        for tokens in (pair(lives=timedelta(seconds=61)), TokenPair("access-1", None, None, None)):
            await desk.tokens.put(TOM, tokens)
            await desk.tickets.ticket(TOM, 35436)
        assert desk.zendesk.renewals == 0


async def test_many_calls_at_once_renew_once() -> None:
    async with desk_at(with_ticket()) as desk:
        desk.zendesk.live = set()
        await asyncio.gather(*(desk.tickets.ticket(TOM, 35436) for _ in range(20)))
        assert desk.zendesk.renewals == 1


async def test_the_new_pair_is_stored_before_it_is_used() -> None:
    stored_when_used: list[bool] = []

    class Watching(ScriptedZendesk):
        async def __call__(self, request: httpx.Request) -> httpx.Response:
            if request.headers.get("Authorization") == "Bearer access-2":
                stored_when_used.append(bool(desk.tokens.stored))
            return await super().__call__(request)

    zendesk = Watching()
    zendesk.on(TICKET, answer({"ticket": ticket_json()}))
    async with desk_at(zendesk) as desk:
        zendesk.live = set()
        await desk.tickets.ticket(TOM, 35436)
    assert stored_when_used == [True]


async def test_a_caller_that_gives_up_does_not_lose_the_new_pair() -> None:
    renewing, answering = asyncio.Event(), asyncio.Event()

    class Slow(ScriptedZendesk):
        async def __call__(self, request: httpx.Request) -> httpx.Response:
            response = await super().__call__(request)
            if request.url.path == "/oauth/tokens":
                renewing.set()
                await answering.wait()
            return response

    async with desk_at(Slow()) as desk:
        desk.zendesk.live = set()
        asking = asyncio.create_task(desk.tickets.ticket(TOM, 35436))
        await renewing.wait()
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        desk.zendesk.on(TICKET, answer({"ticket": ticket_json()}))
        again = asyncio.create_task(desk.tickets.ticket(TOM, 35436))
        answering.set()
        await again
        assert desk.zendesk.renewals == 1
        assert [tokens.access for tokens in desk.tokens.stored] == ["access-2"]


async def test_a_caller_that_gives_up_leaves_no_unseen_failure() -> None:
    renewing, answering = asyncio.Event(), asyncio.Event()

    class Slow(ScriptedZendesk):
        async def __call__(self, request: httpx.Request) -> httpx.Response:
            if request.url.path == "/oauth/tokens":
                renewing.set()
                await answering.wait()
                self.refresh = None
            return await super().__call__(request)

    async with desk_at(Slow()) as desk:
        desk.zendesk.live = set()
        asking = asyncio.create_task(desk.tickets.ticket(TOM, 35436))
        await renewing.wait()
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        answering.set()
        with pytest.raises(ConnectionLapsed):
            await desk.tickets.ticket(TOM, 35436)


async def test_a_pair_renewed_by_somebody_else_meanwhile_is_used() -> None:
    class Elsewhere(FakeTokens):
        """The first look sees the old pair, every later one the new."""

        async def get(self, agent_id: int) -> TokenPair | None:
            seen = await super().get(agent_id)
            await self.put(agent_id, pair("access-9", "refresh-9"))
            return seen

    async with desk_at(with_ticket()) as desk:
        desk.zendesk.live = {"access-9"}
        desk.session._tokens = Elsewhere((TOM, pair()))  # noqa: SLF001
        await desk.tickets.ticket(TOM, 35436)
        assert desk.zendesk.renewals == 0


async def test_a_spent_refresh_token_ends_the_connection() -> None:
    async with desk_at(with_ticket()) as desk:
        desk.zendesk.live, desk.zendesk.refresh = set(), None
        with pytest.raises(ConnectionLapsed):
            await desk.tickets.ticket(TOM, 35436)


async def test_a_token_refused_again_after_its_renewal_ends_the_connection() -> None:
    async with desk_at(with_ticket()) as desk:
        desk.zendesk.live = set()
        desk.zendesk.on(TOKENS, answer(granted("dead", "refresh-2"), 201))
        with pytest.raises(ConnectionLapsed):
            await desk.tickets.ticket(TOM, 35436)
        assert len(desk.zendesk.asked) == 3


@pytest.mark.parametrize("tokens", [None, TokenPair("dead", None, None, None)])
async def test_without_a_token_to_use_or_renew_there_is_no_connection(tokens: TokenPair | None) -> None:
    async with desk_at(with_ticket()) as desk:
        await desk.tokens.remove(TOM)
        if tokens:
            await desk.tokens.put(TOM, tokens)
        with pytest.raises(ConnectionLapsed):
            await desk.tickets.ticket(TOM, 35436)


@pytest.mark.parametrize(
    "trouble",
    [
        httpx.ReadTimeout("slow"),
        httpx.ConnectError("down"),
        answer(status=503),
        answer(status=429),
        answer({"error": "invalid_client"}, 401),
        httpx.Response(403, text="<html>blocked</html>"),
        answer({"no": "token"}, 201),
    ],
)
async def test_a_renewal_that_fails_otherwise_keeps_the_connection(trouble: httpx.Response | Exception) -> None:
    async with desk_at(with_ticket()) as desk:
        desk.zendesk.live = set()
        desk.zendesk.on(TOKENS, trouble)
        with pytest.raises(ZendeskAway) as away:
            await desk.tickets.ticket(TOM, 35436)
        assert not isinstance(away.value, TicketNotYours)
        assert len(desk.zendesk.requests(TOKENS)) == 1
        assert desk.tokens.stored == []


@pytest.mark.parametrize(
    "trouble",
    [httpx.ReadTimeout("slow"), httpx.ConnectError("down"), httpx.RemoteProtocolError("cut"), answer(status=502)],
)
async def test_a_read_is_tried_three_times(trouble: httpx.Response | Exception) -> None:
    zendesk = ScriptedZendesk()
    zendesk.on(TICKET, trouble, trouble, answer({"ticket": ticket_json()}))
    async with desk_at(zendesk) as desk:
        assert (await desk.tickets.ticket(TOM, 35436)).id == 35436


async def test_a_read_that_never_succeeds_says_that_zendesk_is_away() -> None:
    zendesk = ScriptedZendesk()
    zendesk.on(TICKET, httpx.ReadTimeout("secret internals"))
    async with desk_at(zendesk) as desk:
        with pytest.raises(ZendeskAway, match="Zendesk does not answer at the moment"):
            await desk.tickets.ticket(TOM, 35436)
    assert len(zendesk.asked) == 3


@pytest.mark.parametrize("status", [429, 503])
async def test_when_zendesk_says_how_long_to_wait_nothing_is_repeated(status: int) -> None:
    zendesk = ScriptedZendesk()
    zendesk.on(TICKET, answer(status=status, headers={"Retry-After": "93"}))
    async with desk_at(zendesk) as desk:
        with pytest.raises(ZendeskAway) as away:
            await desk.tickets.ticket(TOM, 35436)
    assert away.value.retry_after == 93
    assert len(zendesk.asked) == 1


async def test_a_redirect_is_refused_and_the_token_goes_nowhere_else() -> None:
    zendesk = ScriptedZendesk()
    zendesk.on(TICKET, httpx.Response(302, headers={"Location": "https://elsewhere.example/"}))
    async with desk_at(zendesk) as desk:
        with pytest.raises(ZendeskAway, match="not followed"):
            await desk.tickets.ticket(TOM, 35436)
    assert {str(request.url.host) for request in zendesk.asked} == {"acme.zendesk.example"}


async def test_links_to_other_hosts_are_not_followed_when_paging() -> None:
    zendesk = ScriptedZendesk()
    zendesk.on("GET /api/v2/groups/222/users", page({"users": []}, after="c1"), page({"users": []}))
    async with desk_at(zendesk) as desk:
        await desk.tickets.members(TOM, 222)
    assert [request.url.params.get("page[after]") for request in zendesk.asked] == [None, "c1"]
    assert all(str(request.url).startswith(URL) for request in zendesk.asked)


async def test_a_cursor_that_does_not_move_ends_the_paging() -> None:
    zendesk = ScriptedZendesk()
    zendesk.on("GET /api/v2/groups/222/users", page({"users": []}, after="c1"))
    async with desk_at(zendesk) as desk:
        await desk.tickets.members(TOM, 222)
    assert len(zendesk.asked) == 2


async def test_a_cookie_of_one_agent_does_not_travel_with_another() -> None:
    zendesk = ScriptedZendesk()
    headers = {"Set-Cookie": "_zendesk_session=tom; Path=/"}
    zendesk.on(TICKET, answer({"ticket": ticket_json()}, headers=headers))
    async with desk_at(zendesk) as desk:
        await desk.tickets.ticket(TOM, 35436)
        await desk.tickets.ticket(TOM, 35436)
    assert all("Cookie" not in request.headers for request in zendesk.asked)


async def test_the_log_says_what_was_called_and_not_what_was_in_it() -> None:
    zendesk = ScriptedZendesk()
    headers = {"x-request-id": "r-1", "x-zendesk-api-warn": '{"unpermitted_keys": ["ticket.foo"]}', "Date": DATE}
    zendesk.on(TICKET, httpx.ReadTimeout("slow"), answer({"ticket": ticket_json()}, headers=headers))
    async with desk_at(zendesk) as desk:
        with capture_logs() as logs:
            await desk.tickets.ticket(TOM, 35436)
    events = {entry["event"]: entry for entry in logs}
    assert events["zendesk.no_answer"]["problem"] == "ReadTimeout"
    assert events["zendesk.answered"]["request_id"] == "r-1"
    assert events["zendesk.answered"]["path"] == "/api/v2/tickets/{ticket}"
    assert events["zendesk.answered"]["status"] == 200
    assert events["zendesk.keys_dropped"]["keys"] == ["unpermitted_keys", "ticket.foo"]
    assert not any(word in str(logs) for word in ("35436", "access-1", "Invoice", "users,groups"))
