"""A scripted Zendesk behind the transport, with the little state that tokens need."""

import json
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from desk.model.people import TokenPair
from tests.fakes import FakeClock, FakeTokens
from zendesk.account_fields import AccountFields, TimeFields
from zendesk.api.calls import Account
from zendesk.api.session import open_session
from zendesk.api.throttle import Throttle
from zendesk.client import ZendeskTickets
from zendesk.sign_in import ZendeskSignIn

URL = "https://acme.zendesk.example"
CALLBACK = "http://127.0.0.1:19780/zendesk/callback"
TOM = 5102
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
SERVER_TIME = datetime(2026, 11, 20, 9, 0, 7, tzinfo=UTC)
DATE = "Fri, 20 Nov 2026 09:00:07 GMT"


def answer(body: Any = None, status: int = 200, headers: Mapping[str, str] | None = None) -> httpx.Response:
    return httpx.Response(status, headers={"Date": DATE, **(headers or {})}, json=body if body is not None else {})


def page(body: dict[str, Any], after: str | None = None) -> httpx.Response:
    links = {"next": "https://elsewhere.example/steal"} if after else {}
    return answer(body | {"meta": {"has_more": after is not None, "after_cursor": after}, "links": links})


class ScriptedZendesk:
    """Answers from a script; the last answer to a request is repeated. Renews tokens by itself, killing the old."""

    def __init__(self) -> None:
        self.asked: list[httpx.Request] = []
        self.live = {"access-1"}
        self.refresh: str | None = "refresh-1"
        self.renewals = 0
        self._script: defaultdict[str, list[httpx.Response | Exception]] = defaultdict(list)

    def on(self, request: str, *answers: httpx.Response | Exception) -> None:
        self._script[request] += answers

    def requests(self, request: str) -> list[httpx.Request]:
        return [each for each in self.asked if _named(each) == request]

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        name = _named(request)
        if name == "POST /oauth/tokens" and name not in self._script:
            return self._renewed(json.loads(request.content))
        if name != "POST /oauth/tokens" and not self._knows(request):
            return answer({"error": "invalid_token", "error_description": "The access token is invalid"}, 401)
        script = self._script[name]
        assert script, f"nobody said what {name} answers"
        said = script.pop(0) if len(script) > 1 else script[0]
        if isinstance(said, Exception):
            raise said
        return httpx.Response(said.status_code, headers=said.headers, content=said.content)

    def _knows(self, request: httpx.Request) -> bool:
        return request.headers.get("Authorization", "").removeprefix("Bearer ") in self.live

    def _renewed(self, sent: Mapping[str, Any]) -> httpx.Response:
        if sent["refresh_token"] != self.refresh:
            return answer({"error": "invalid_grant", "error_description": "spent"}, 400)
        self.renewals += 1
        number = self.renewals + 1
        self.live, self.refresh = {f"access-{number}"}, f"refresh-{number}"
        return answer(granted(f"access-{number}", f"refresh-{number}"), 201)


def granted(access: str, refresh: str, scope: str = "read tickets:write ticket_attachments:write") -> dict[str, Any]:
    return {
        "access_token": access,
        "token_type": "bearer",
        "scope": scope,
        "expires_in": 1800,
        "refresh_token": refresh,
        "refresh_token_expires_in": 2592000,
    }


def pair(access: str = "access-1", refresh: str | None = "refresh-1", lives: timedelta | None = None) -> TokenPair:
    return TokenPair(access, refresh, NOW + (lives or timedelta(minutes=30)), NOW + timedelta(days=30))


class Desk:
    """The vendor's Zendesk as our client sees it."""

    def __init__(self, zendesk: ScriptedZendesk, http: httpx.AsyncClient) -> None:
        self.zendesk = zendesk
        self.tokens = FakeTokens((TOM, pair()))
        self.clock = FakeClock(NOW)
        self.session = open_session(
            Account(URL, "partnerdesk"), http, self.tokens, self.clock, Throttle(self.clock.stopwatch)
        )
        self.tickets = ZendeskTickets(self.session, AccountFields(self.clock, TimeFields(total=900001, last=900002)))
        self.sign_in = ZendeskSignIn(self.session, CALLBACK, comes_back=False)


@asynccontextmanager
async def desk_at(zendesk: ScriptedZendesk) -> AsyncIterator[Desk]:
    async with httpx.AsyncClient(transport=httpx.MockTransport(zendesk), follow_redirects=True) as http:
        yield Desk(zendesk, http)


def ticket_json(number: int = 35436, updated_at: str = "2026-11-20T08:59:00Z", **changes: Any) -> dict[str, Any]:
    return {
        "id": number,
        "subject": "Invoice export stops",
        "status": "open",
        "priority": "high",
        "group_id": 222,
        "assignee_id": TOM,
        "requester_id": 9001,
        "organization_id": 77,
        "created_at": "2026-11-19T08:00:00Z",
        "updated_at": updated_at,
        "a_field_of_tomorrow": {"x": 1},
        **changes,
    }


NAMES = {
    "users": [{"id": TOM, "name": "Tom"}, {"id": 9001, "name": "Cleo"}],
    "groups": [{"id": 222, "name": "Partner-NL"}],
    "organizations": [{"id": 77, "name": "Acme BV"}],
}


def audit_json(number: int = 901, *events: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {
        "id": number,
        "ticket_id": 35436,
        "created_at": "2026-11-20T09:01:02Z",
        "author_id": 5001,
        "metadata": {"system": {"client": "x"}, "custom": {}},
        "events": list(events),
        **changes,
    }


def note_event(html: str = "<p>Please check</p>", *, public: bool = False) -> dict[str, Any]:
    return {"id": 1, "type": "Comment", "author_id": 5001, "body": "…", "html_body": html, "public": public}


def _named(request: httpx.Request) -> str:
    return f"{request.method} {request.url.path}"
