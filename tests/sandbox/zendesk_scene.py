"""A small Zendesk account with one vendor group and one partner, served for a test."""

import base64
import hashlib
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from aiohttp.test_utils import TestClient, TestServer

from sandbox.faults import Faults
from sandbox.requests import RequestLog
from sandbox.zendesk.app import zendesk_app
from sandbox.zendesk.people import VendorPeople
from sandbox.zendesk.world import Ticket, User, World
from tests.fakes import FakeClock

START = datetime.fromtimestamp(1_795_000_000.25, UTC)
CALLBACK = "http://127.0.0.1:19780/zendesk/callback"
VERIFIER = "v" * 64
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()


@dataclass(frozen=True)
class Answer:
    status: int
    text: str
    headers: Mapping[str, str]

    @property
    def body(self) -> Any:
        return json.loads(self.text)


class Scene:
    def __init__(self, clock: FakeClock, world: World, faults: Faults, log: RequestLog) -> None:
        self.clock, self.world, self.faults, self.log = clock, world, faults, log
        self.people = VendorPeople(world)
        self.vendor = world.add_group("Support")
        self.partner = world.add_group("Partner-NL")
        self.visser = world.add_user(
            "J. Visser", "visser@vendor.example", licence="full", groups=[self.vendor], restricted=False
        )
        self.admin = world.add_user("A. Admin", "admin@vendor.example", licence="admin", groups=[self.vendor])
        self.tom = world.add_user("Tom", "tom@partner.example", licence="full", groups=[self.partner])
        self.sanne = world.add_user("Sanne", "sanne@partner.example", licence="light", groups=[self.partner])
        self.customer = world.add_user("Cleo", "cleo@acme.example", licence="end-user")
        self._client: TestClient[Any, Any] | None = None

    def at(self, client: "TestClient[Any, Any]") -> None:
        self._client = client

    def ticket(self, subject: str = "Export stops") -> Ticket:
        """A customer's ticket, assigned to the partner and its full agent."""
        ticket = self.people.create_ticket(subject, "It stops at 10,000 rows", self.customer)
        self.clock.advance(60)
        self.people.assign(ticket, self.visser, self.partner, self.tom, note="Please check the mapping")
        self.clock.advance(60)
        return ticket

    async def ask(
        self,
        method: str,
        path: str,
        user: User | None = None,
        *,
        bearer: str | None = None,
        headers: Mapping[str, str] | None = None,
        **sent: Any,
    ) -> Answer:
        token = bearer or (self._bearer(user) if user else None)
        extra = {"Authorization": f"Bearer {token}"} if token else {}
        assert self._client is not None
        response = await self._client.request(
            method, path, headers={**extra, **(headers or {})}, allow_redirects=False, **sent
        )
        return Answer(response.status, await response.text(), response.headers)

    async def get(self, path: str, user: User | None = None) -> Answer:
        return await self.ask("GET", f"/api/v2/{path}", user)

    async def put(self, ticket: Ticket, user: User, **wanted: Any) -> Answer:
        return await self.ask("PUT", f"/api/v2/tickets/{ticket.id}", user, json={"ticket": wanted})

    async def note(self, ticket: Ticket, user: User, html: str, **more: Any) -> Any:
        """Adds a note; returns the Comment event of the answer's audit."""
        answer = await self.put(ticket, user, comment={"html_body": html, "public": False, **more})
        assert answer.status == 200, answer.text
        return comment_in(answer.body["audit"])

    async def token(self, **sent: Any) -> Answer:
        return await self.ask("POST", "/oauth/tokens", json=sent)

    def _bearer(self, user: User) -> str:
        live = [token for token in self.world.tokens.of(user.id) if token.expires_at > self.clock.seconds()]
        scopes = ("read", "tickets:write", "ticket_attachments:write")
        return (live[0] if live else self.world.sign_in(user, scopes)).access


def comment_in(audit: Any) -> Any:
    return next(event for event in audit["events"] if event["type"] == "Comment")


def changes_in(audit: Any) -> dict[str, tuple[Any, Any]]:
    return {
        event["field_name"]: (event["previous_value"], event["value"])
        for event in audit["events"]
        if event["type"] == "Change"
    }


def authorize_url(**changed: str) -> str:
    wanted = {
        "response_type": "code",
        "client_id": "partnerdesk",
        "redirect_uri": CALLBACK,
        "scope": "read tickets:write",
        "state": "s-1",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
    }
    return "http://zendesk.example/oauth/authorizations/new?" + urlencode(wanted | changed)


def answer_in(address: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


@asynccontextmanager
async def opened_scene() -> AsyncIterator[Scene]:
    clock, faults, log = FakeClock(START), Faults(), RequestLog()
    scene = Scene(clock, World(clock.seconds), faults, log)
    scene.world.register_client("partnerdesk", redirect_uris=[CALLBACK], scopes=["read", "tickets:write"])
    async with TestClient(TestServer(zendesk_app(scene.world, faults, log))) as client:
        scene.at(client)
        yield scene
