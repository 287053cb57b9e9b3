"""Webhooks and the triggers that send them: signed, and retried as Zendesk does.

https://developer.zendesk.com/documentation/webhooks/anatomy-of-a-webhook-request/
https://developer.zendesk.com/documentation/webhooks/verifying/
"""

import asyncio
import base64
import hashlib
import hmac
import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus

from aiohttp import ClientError, ClientSession, ClientTimeout

from sandbox.tasks import Tasks
from sandbox.zendesk.records import Change, Event, Group, Ticket

TEST_SECRET = "dGhpc19zZWNyZXRfaXNfZm9yX3Rlc3Rpbmdfb25seQ=="  # noqa: S105 - published by the vendor
"""The secret of test requests that are sent before the webhook is saved."""
PATIENCE = 10.0
"""Seconds of the real clock in which the receiver must answer."""
RETRIES = 3
LONGEST_WAIT = 60
"""Seconds: a 429 or 503 with a longer `Retry-After` is not tried again."""
TIMED_OUT = 0
TICKET_ID_ONLY = '{"ticket_id":"{{ticket.id}}"}'
"""The body that the partner asks the vendor's admin to configure."""

Headers = dict[str, str]


@dataclass
class Webhook:
    id: str
    url: str
    """Admins may change it; the secret stays the same."""
    secret: str


@dataclass(frozen=True)
class Trigger:
    """Sends the webhook when a ticket is moved to this group; `body` may contain `{{ticket.id}}`."""

    webhook: Webhook
    group_id: int
    body: str


@dataclass
class Invocation:
    """One firing of a trigger; all attempts have the same id, and each gets its own signature."""

    id: str
    webhook: Webhook
    body: bytes
    attempts: list[int] = field(default_factory=list)
    """The HTTP status of each attempt; `TIMED_OUT` when no answer came."""
    is_finished: bool = False


class Webhooks:
    def __init__(self) -> None:
        self.triggers: list[Trigger] = []
        self.invocations: list[Invocation] = []
        """Newest last. Zendesk shows them to admins for a week."""
        self._sending = Tasks()

    def add(self, url: str) -> Webhook:
        return Webhook(f"01F{secrets.token_hex(11).upper()}", url, base64.b64encode(secrets.token_bytes(40)).decode())

    def connect(self, webhook: Webhook, group: Group, body: str) -> Trigger:
        trigger = Trigger(webhook, group.id, body)
        self.triggers.append(trigger)
        return trigger

    def changed(self, ticket: Ticket, events: Iterable[Event]) -> None:
        """Sends the webhooks whose triggers match these events; does not wait for the answers."""
        groups = {each.value for each in events if isinstance(each, Change) and _moves_group(each)}
        for trigger in self.triggers:
            if str(trigger.group_id) in groups:
                body = trigger.body.replace("{{ticket.id}}", str(ticket.id)).encode()
                self._send(Invocation(_new_id(), trigger.webhook, body))

    async def try_out(self, url: str, body: str) -> int:
        """Sends a test request as the Admin Center does before the webhook is saved; returns the answer's status."""
        unsaved = Webhook("", url, TEST_SECRET)
        invocation = Invocation(_new_id(), unsaved, body.encode())
        status, _ = await _attempt(invocation)
        return status

    async def close(self) -> None:
        await self._sending.close()

    def _send(self, invocation: Invocation) -> None:
        self.invocations.append(invocation)
        self._sending.start(_sent(invocation))


def signed(webhook: Webhook, invocation_id: str, body: bytes, age: float = 0.0) -> Headers:
    """The headers of a request that is `age` seconds old by the real clock, which the receiver uses, too."""
    at = datetime.fromtimestamp(time.time() - age, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    digest = hmac.digest(webhook.secret.encode(), at.encode() + body, hashlib.sha256)
    return {
        "Content-Type": "application/json",
        "X-Zendesk-Account-Id": "22129848",
        "X-Zendesk-Webhook-Id": webhook.id,
        "X-Zendesk-Webhook-Invocation-Id": invocation_id,
        "X-Zendesk-Webhook-Signature": base64.b64encode(digest).decode(),
        "X-Zendesk-Webhook-Signature-Timestamp": at,
    }


async def _sent(invocation: Invocation) -> None:
    for _ in range(1 + RETRIES):
        status, wait = await _attempt(invocation)
        invocation.attempts.append(status)
        if wait is None:
            break
        await asyncio.sleep(wait)
    invocation.is_finished = True


async def _attempt(invocation: Invocation) -> tuple[int, float | None]:
    """The status, and the seconds to wait before the next attempt; None means no further attempt."""
    headers = signed(invocation.webhook, invocation.id, invocation.body)
    try:
        async with (
            ClientSession(timeout=ClientTimeout(total=PATIENCE)) as session,
            session.post(
                invocation.webhook.url, data=invocation.body, headers=headers, allow_redirects=False
            ) as answer,
        ):
            return answer.status, _wait(answer.status, answer.headers.get("Retry-After", ""))
    except TimeoutError:
        return TIMED_OUT, 0.0
    except ClientError:
        return TIMED_OUT, None


def _wait(status: int, retry_after: str) -> float | None:
    if status == HTTPStatus.CONFLICT:
        return 0.0
    if status in {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE} and retry_after.isdigit():
        return float(retry_after) if int(retry_after) < LONGEST_WAIT else None
    return None


def _moves_group(change: Change) -> bool:
    return change.type == "Change" and change.field_name == "group_id"


def _new_id() -> str:
    return str(secrets.randbelow(10**10))
