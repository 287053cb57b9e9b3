"""Connecting: consent, code, tokens that are exactly that agent, and ending it."""

import base64
import hashlib
import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from desk.errors import ConnectionLapsed, SignInFailed, ZendeskAway
from desk.model.people import Agent, Group, Licence
from desk.ports.sign_in import SignIn
from tests.fakes import FakeClock, FakeTokens
from tests.zendesk.kit import CALLBACK, TOM, URL, ScriptedZendesk, answer, desk_at, granted, page
from zendesk.api.calls import Account
from zendesk.api.session import open_session
from zendesk.api.throttle import Throttle
from zendesk.sign_in import ZendeskSignIn

TOKENS = "POST /oauth/tokens"
ME = "GET /api/v2/users/me"
MY_GROUPS = f"GET /api/v2/users/{TOM}/groups"
SHOW = "GET /api/v2/oauth/tokens/current.json"
REVOKE = "DELETE /api/v2/oauth/tokens/current.json"
TOM_JSON = {"id": TOM, "name": "Tom", "email": "tom@partner.example", "role": "agent", "active": True}
VERIFIER = "v" * 86


def consented(user: Any = None, scope: str = "read tickets:write ticket_attachments:write") -> ScriptedZendesk:
    zendesk = ScriptedZendesk()
    zendesk.live = {"new-access"}
    zendesk.on(TOKENS, answer(granted("new-access", "new-refresh", scope), 201))
    zendesk.on(ME, answer({"user": user or TOM_JSON}))
    zendesk.on(MY_GROUPS, page({"groups": [{"id": 222, "name": "Partner-NL"}]}))
    zendesk.on(REVOKE, httpx.Response(204))
    zendesk.on(SHOW, answer({"error": "invalid_token"}, 401))
    return zendesk


async def refused(zendesk: ScriptedZendesk) -> str:
    async with desk_at(zendesk) as desk:
        with pytest.raises(SignInFailed) as failure:
            await desk.sign_in.redeem("the-code", VERIFIER)
    assert not any(secret in str(failure.value) for secret in ("the-code", VERIFIER, "new-access"))
    return str(failure.value)


async def test_consent_is_asked_at_the_vendors_own_page() -> None:
    async with desk_at(ScriptedZendesk()) as desk:
        sign_in: SignIn = desk.sign_in
        address = urlsplit(sign_in.address("st&te", VERIFIER))
        assert (sign_in.redirect_url, sign_in.comes_back) == (CALLBACK, False)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
    assert f"{address.scheme}://{address.netloc}{address.path}" == f"{URL}/oauth/authorizations/new"
    assert {name: values[0] for name, values in parse_qs(address.query).items()} == {
        "response_type": "code",
        "client_id": "partnerdesk",
        "redirect_uri": CALLBACK,
        "scope": "read tickets:write ticket_attachments:write",
        "state": "st&te",
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    assert VERIFIER not in address.query


async def test_a_code_becomes_the_agent_who_consented() -> None:
    zendesk = consented()
    async with desk_at(zendesk) as desk:
        grant = await desk.sign_in.redeem("the-code", VERIFIER)
        assert desk.tokens.stored == []
    assert grant.agent == Agent(TOM, "Tom", "tom@partner.example", Licence.FULL, (Group(222, "Partner-NL"),))
    assert (grant.tokens.access, grant.tokens.refresh) == ("new-access", "new-refresh")
    assert grant.scopes == ("read", "tickets:write", "ticket_attachments:write")
    assert json.loads(zendesk.asked[0].content) == {
        "grant_type": "authorization_code",
        "code": "the-code",
        "client_id": "partnerdesk",
        "redirect_uri": CALLBACK,
        "scope": "read tickets:write ticket_attachments:write",
        "code_verifier": VERIFIER,
    }
    assert zendesk.asked[0].headers["Content-Type"] == "application/json"
    assert repr(grant).count("new-") == 0


async def test_a_confidential_client_shows_its_secret() -> None:
    zendesk = consented()
    async with httpx.AsyncClient(transport=httpx.MockTransport(zendesk)) as http:
        account = Account(f"{URL}/", "partnerdesk", "s3cret")
        session = open_session(account, http, FakeTokens(), FakeClock(), Throttle(FakeClock().stopwatch))
        sign_in = ZendeskSignIn(session, "https://desk.example/zendesk/callback", comes_back=True)
        await sign_in.redeem("the-code", VERIFIER)
        assert sign_in.address("s", VERIFIER).startswith(f"{URL}/oauth/")
    assert json.loads(zendesk.asked[0].content)["client_secret"] == "s3cret"
    assert "s3cret" not in repr(account)


@pytest.mark.parametrize("scope", ["read write", "write read tickets:write"])
async def test_wider_scopes_than_asked_will_do(scope: str) -> None:
    async with desk_at(consented(scope=scope)) as desk:
        assert (await desk.sign_in.redeem("the-code", VERIFIER)).agent.id == TOM


async def test_missing_scopes_are_named_with_what_the_vendor_has_to_do() -> None:
    zendesk = consented(scope="read")
    assert await refused(zendesk) == (
        "Zendesk did not grant tickets:write, ticket_attachments:write. Ask the vendor's Zendesk admin to allow "
        "read, tickets:write, ticket_attachments:write for the OAuth client, then connect again."
    )
    assert len(zendesk.requests(REVOKE)) == 1


@pytest.mark.parametrize(
    ("user", "words"),
    [
        (TOM_JSON | {"role": "end-user"}, "Tom is a customer account in this Zendesk, not an agent"),
        (TOM_JSON | {"suspended": True}, "Tom is suspended in Zendesk"),
        ({"id": TOM, "role": "agent", "active": False}, "This user is suspended in Zendesk"),
        ({"id": None, "name": "Anonymous user"}, "Zendesk did not tell who signed in"),
    ],
)
async def test_who_is_no_agent_cannot_connect_and_keeps_no_token(user: Any, words: str) -> None:
    zendesk = consented(user)
    assert words in await refused(zendesk)
    assert len(zendesk.requests(REVOKE)) == 1


async def test_a_sign_in_whose_agent_may_not_be_read_is_refused_with_the_reason() -> None:
    zendesk = ScriptedZendesk()
    zendesk.live = {"new-access"}
    zendesk.on(TOKENS, answer(granted("new-access", "new-refresh"), 201))
    zendesk.on(ME, answer({"error": "Forbidden", "description": "Missing scopes: read"}, 403))
    zendesk.on(REVOKE, answer(status=403))
    assert "Missing scopes: read" in await refused(zendesk)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (answer({"error": "invalid_grant"}, 400), "That code was used before or is older than two minutes"),
        (answer({"error": "invalid_grant"}, 401), "That code was used before or is older than two minutes"),
        (answer({"error": "invalid_client"}, 401), "Zendesk does not know our OAuth client"),
        (answer({"error": "invalid_scope"}, 400), "Ask the vendor's Zendesk admin to allow read"),
        (answer({"error": "invalid_request"}, 400), str(SignInFailed())),
        (answer({"error": "RecordNotFound"}, 404), str(SignInFailed())),
        (httpx.Response(403, text="<html>blocked</html>"), str(SignInFailed())),
    ],
)
async def test_a_code_that_is_refused_says_why(said: httpx.Response, words: str) -> None:
    zendesk = ScriptedZendesk()
    zendesk.on(TOKENS, said)
    assert words in await refused(zendesk)


@pytest.mark.parametrize("trouble", [httpx.ReadTimeout("slow"), httpx.ConnectError("down"), answer(status=500)])
async def test_a_sign_in_waits_while_zendesk_is_away(trouble: httpx.Response | Exception) -> None:
    zendesk = ScriptedZendesk()
    zendesk.on(TOKENS, trouble)
    async with desk_at(zendesk) as desk:
        with pytest.raises(ZendeskAway):
            await desk.sign_in.redeem("the-code", VERIFIER)


async def test_ending_a_connection_kills_its_token() -> None:
    zendesk = ScriptedZendesk()
    zendesk.on(REVOKE, httpx.Response(204))
    zendesk.on(SHOW, answer({"error": "invalid_token"}, 401))
    async with desk_at(zendesk) as desk:
        await desk.sign_in.revoke(TOM)
    assert [request.method for request in zendesk.asked] == ["DELETE", "GET"]
    assert zendesk.renewals == 0


async def test_a_token_that_outlives_its_end_is_killed_by_its_number() -> None:
    zendesk = ScriptedZendesk()
    zendesk.on(REVOKE, httpx.Response(204))
    zendesk.on(SHOW, answer({"token": {"id": 42, "scopes": ["read"]}}))
    zendesk.on("DELETE /api/v2/oauth/tokens/42.json", httpx.Response(204))
    async with desk_at(zendesk) as desk:
        await desk.sign_in.revoke(TOM)
    assert len(zendesk.requests("DELETE /api/v2/oauth/tokens/42.json")) == 1


async def test_an_expired_connection_is_renewed_to_be_ended() -> None:
    zendesk = ScriptedZendesk()
    zendesk.live = set()
    zendesk.on(REVOKE, httpx.Response(204))
    zendesk.on(SHOW, answer({"error": "invalid_token"}, 401))
    async with desk_at(zendesk) as desk:
        await desk.sign_in.revoke(TOM)
    assert len(zendesk.requests(REVOKE)) == 2


async def test_a_connection_that_zendesk_dropped_already_has_lapsed() -> None:
    zendesk = ScriptedZendesk()
    zendesk.live, zendesk.refresh = set(), None
    async with desk_at(zendesk) as desk:
        with pytest.raises(ConnectionLapsed):
            await desk.sign_in.revoke(TOM)


async def test_zendesk_being_away_is_told_when_ending_a_connection() -> None:
    zendesk = ScriptedZendesk()
    zendesk.on(REVOKE, httpx.ReadTimeout("slow"))
    async with desk_at(zendesk) as desk:
        with pytest.raises(ZendeskAway):
            await desk.sign_in.revoke(TOM)
    assert len(zendesk.asked) == 1
