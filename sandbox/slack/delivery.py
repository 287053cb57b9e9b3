"""Delivers payloads to the bot, over its sockets or by signed HTTP, and returns its acknowledgement.

The bot must acknowledge within `patience` seconds of the real clock. Only events are sent again.
"""

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlencode

from aiohttp import ClientError, ClientSession, ClientTimeout

from sandbox.requests import milliseconds_since
from sandbox.slack.signing import signature
from sandbox.slack.sockets import Sockets
from sandbox.slack.state import State

Kind = Literal["slash_commands", "interactive", "events_api"]
_SUCCESS = 2
_FORM = "application/x-www-form-urlencoded"
_ANSWERED = frozenset({"slash_commands", "view_submission", "block_suggestion"})
"""Payloads whose acknowledgement may carry a payload."""


@dataclass(frozen=True)
class HttpDelivery:
    """Deliver by HTTP to the bot's request URL."""

    url: str


@dataclass(frozen=True)
class Retry:
    attempt: int
    reason: str


@dataclass(frozen=True)
class Ack:
    """The bot's acknowledgement of a payload, or the reason why there is none."""

    problem: str | None = None
    """None, or one of timeout, no_connection, connection_failed, http_error."""
    status: int | None = None
    body: Any = None
    """A parsed JSON object, plain text, or None."""
    no_retry: bool = False


@dataclass(frozen=True)
class DeliveredPayload:
    """One payload that was sent to the bot, and its acknowledgement."""

    kind: Kind
    payload: dict[str, Any]
    ack: Ack
    milliseconds: float


@dataclass(frozen=True)
class RawAnswer:
    status: int
    text: str
    headers: dict[str, str] = field(default_factory=dict)


class Delivery:
    def __init__(self, state: State, sockets: Sockets) -> None:
        self._state = state
        self._sockets = sockets
        self.way: Literal["socket"] | HttpDelivery = "socket"
        self.twice = False
        self.watchers: list[Callable[[DeliveredPayload], None]] = []

    async def send(self, kind: Kind, payload: dict[str, Any], retry: Retry | None = None) -> Ack:
        """The acknowledgement; while `twice` is true, the one of the first of the two deliveries."""
        if self.twice:
            first, _ = await asyncio.gather(self._once(kind, payload, retry), self._once(kind, payload, retry, later=1))
            return first
        return await self._once(kind, payload, retry)

    async def _once(self, kind: Kind, payload: dict[str, Any], retry: Retry | None, later: int = 0) -> Ack:
        start = time.perf_counter()
        if isinstance(self.way, HttpDelivery):
            ack = await self._over_http(kind, payload, retry, later)
        else:
            ack = await self._over_socket(kind, payload, retry)
        for watcher in self.watchers:
            watcher(DeliveredPayload(kind, payload, ack, milliseconds_since(start)))
        return ack

    async def post(self, body: bytes, headers: dict[str, str], path: str | None = None) -> RawAnswer:
        """Posts exactly these bytes to the bot's request URL, or to another `path` of its address."""
        if not isinstance(self.way, HttpDelivery):
            raise TypeError("requests are posted only while `deliver_by` is an HttpDelivery")
        url = self.way.url if path is None else "/".join(self.way.url.split("/")[:3]) + path
        async with (
            ClientSession(timeout=ClientTimeout(total=self._state.patience)) as session,
            session.post(url, data=body, headers=headers, allow_redirects=False) as answer,
        ):
            text = await answer.text()
            return RawAnswer(answer.status, text, {name.lower(): value for name, value in answer.headers.items()})

    def signed(self, body: bytes, content_type: str, later: int = 0) -> dict[str, str]:
        """The headers of a signed request; a second delivery is signed `later` seconds after the first."""
        timestamp = int(time.time()) + later  # the real clock: the bot compares it with its own
        return {
            "Content-Type": content_type,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "X-Slack-Request-Timestamp": str(timestamp),
            "X-Slack-Signature": signature(self._state.signing_secret, timestamp, body),
        }

    async def _over_socket(self, kind: Kind, payload: dict[str, Any], retry: Retry | None) -> Ack:
        answered = kind == "slash_commands" or payload.get("type") in _ANSWERED
        envelope: dict[str, Any] = {"type": kind, "payload": payload, "accepts_response_payload": answered}
        if kind == "events_api":
            attempt = retry or Retry(0, "")
            envelope |= {"retry_attempt": attempt.attempt, "retry_reason": attempt.reason}
        try:
            body = await self._sockets.deliver(envelope)
        except ConnectionError:
            return Ack("no_connection")
        except TimeoutError:
            return Ack("timeout")
        if body is not None and not answered:
            self._state.advise(f"a payload came with the acknowledgement of {payload.get('type', kind)}")
            body = None
        return Ack(body=body)

    async def _over_http(self, kind: Kind, payload: dict[str, Any], retry: Retry | None, later: int) -> Ack:
        body, content_type = _http_body(kind, payload)
        headers = self.signed(body, content_type, later)
        if retry is not None:
            reason = "http_timeout" if retry.reason == "timeout" else retry.reason
            headers |= {"X-Slack-Retry-Num": str(retry.attempt), "X-Slack-Retry-Reason": reason}
        try:
            answer = await self.post(body, headers)
        except TimeoutError:
            return Ack("timeout")
        except (ClientError, OSError):
            return Ack("connection_failed")
        no_retry = answer.headers.get("x-slack-no-retry") == "1"
        if answer.status // 100 != _SUCCESS:
            return Ack("http_error", answer.status, no_retry=no_retry)
        return Ack(None, answer.status, _parsed(answer), no_retry)


def _http_body(kind: Kind, payload: dict[str, Any]) -> tuple[bytes, str]:
    if kind == "events_api":
        return json.dumps(payload).encode(), "application/json"
    form = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
    return urlencode(form).encode(), _FORM


def _parsed(answer: RawAnswer) -> Any:
    if not answer.text:
        return None
    if answer.headers.get("content-type", "").startswith("application/json"):
        try:
            return json.loads(answer.text)
        except json.JSONDecodeError:
            return answer.text
    return answer.text
