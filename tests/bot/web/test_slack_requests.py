"""HTTP mode's door: what is taken for a request of Slack's, through a real Bolt app."""

import asyncio
import time
from collections.abc import AsyncIterator

import httpx
import pytest
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.web import bodies
from bot.web.app import plain_error
from bot.web.slack_requests import REMEMBERED_SECONDS, Once, SlackRequests
from sandbox.slack.signing import signature

SECRET = "0123456789abcdef"
BODY = b"command=%2Fdesk&text=help&team_id=T1&user_id=U1"


class Workspace:
    """A Bolt app with one command, and who sends to it."""

    def __init__(self) -> None:
        self.done: list[str] = []
        app = AsyncApp(signing_secret=SECRET, authorize=self._authorize, process_before_response=True)
        app.command("/desk")(self._command)
        self._requests = SlackRequests(app, SECRET)
        web = Starlette(routes=[Route("/", self._answer, methods=["POST"])])
        web.add_exception_handler(HTTPException, plain_error)
        self._http = httpx.AsyncClient(transport=httpx.ASGITransport(web), base_url="http://bot")

    async def send(
        self, body: bytes | AsyncIterator[bytes] = BODY, headers: list[tuple[str, str]] | None = None
    ) -> int:
        answer = await self._http.post("/", content=body, headers=headers or signed())
        return answer.status_code

    async def close(self) -> None:
        await self._http.aclose()

    async def _answer(self, request: Request) -> Response:
        return await self._requests.answer(request)

    async def _command(self, ack: AsyncAck, body: dict[str, str]) -> None:
        self.done.append(body["text"])
        await ack()

    @staticmethod
    async def _authorize() -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id="T1", bot_token="xoxb-1")


def signed(body: bytes = BODY, at: int | None = None) -> list[tuple[str, str]]:
    moment = int(time.time()) if at is None else at
    return [
        ("Content-Type", "application/x-www-form-urlencoded"),
        ("X-Slack-Request-Timestamp", str(moment)),
        ("X-Slack-Signature", signature(SECRET, moment, body)),
    ]


@pytest.fixture
async def workspace() -> AsyncIterator[Workspace]:
    workspace = Workspace()
    yield workspace
    await workspace.close()


async def test_a_request_is_taken_once(workspace: Workspace) -> None:
    headers = signed()
    assert await workspace.send(headers=headers) == 200
    assert await workspace.send(headers=headers) == 401
    assert await workspace.send(headers=[*headers, ("X-Slack-Retry-Num", "1")]) == 401
    assert workspace.done == ["help"]


async def test_the_same_words_signed_anew_are_another_request(workspace: Workspace) -> None:
    now = int(time.time())
    assert [await workspace.send(headers=signed(at=at)) for at in (now, now - 1)] == [200, 200]
    assert workspace.done == ["help", "help"]


async def test_a_forgery_does_not_use_up_the_signature_of_another_body(workspace: Workspace) -> None:
    headers = signed()
    assert await workspace.send(BODY + b"1", headers) == 401
    assert await workspace.send(headers=headers) == 200


@pytest.mark.parametrize("name", ["X-Slack-Request-Timestamp", "X-Slack-Signature"])
async def test_a_header_that_comes_twice_is_refused(workspace: Workspace, name: str) -> None:
    """Else one reader might look at the first and another at the last."""
    headers = signed()
    twice = next(header for header in headers if header[0] == name)
    assert await workspace.send(headers=[*headers, twice]) == 401
    assert workspace.done == []


async def test_headers_that_only_bolt_sends_to_itself_change_nothing(workspace: Workspace) -> None:
    lazy = [("X-Slack-Bolt-Lazy-Only", "1"), ("X-Slack-Bolt-Lazy-Function-Name", "send")]
    assert await workspace.send(headers=[*signed(), *lazy]) == 200
    assert workspace.done == ["help"]


@pytest.mark.parametrize("body", [b"\xff\xfe", b"{", b"payload=%7B", b"payload=7", b"[1]", b"null", b"{}"])
async def test_a_signed_body_that_is_no_request_is_refused(workspace: Workspace, body: bytes) -> None:
    assert 400 <= await workspace.send(body, signed(body)) < 500
    assert workspace.done == []


async def test_a_body_that_does_not_come_is_not_waited_for(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def half() -> AsyncIterator[bytes]:
        yield BODY[:10]
        await asyncio.Event().wait()

    monkeypatch.setattr(bodies, "READ_SECONDS", 0.05)
    assert await workspace.send(half()) == 408


def test_a_signature_is_remembered_as_long_as_it_is_good_and_no_longer() -> None:
    now = 100.0
    once = Once(lambda: now)
    assert [once.is_first(each) for each in ("a", "a", "b")] == [True, False, True]
    now += REMEMBERED_SECONDS
    assert not once.is_first("a")
    now += 1
    assert once.is_first("a")
    assert not once.is_first("a")
