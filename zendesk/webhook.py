"""Checks that a request is a webhook of the vendor's Zendesk, fresh and well-formed; without clock or storage.

https://developer.zendesk.com/documentation/webhooks/verifying/

https://developer.zendesk.com/documentation/webhooks/anatomy-of-a-webhook-request/
"""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta

WINDOW = timedelta(minutes=5)
"""How far a request's time may differ from ours, before or after."""
LARGEST = 1_000
"""Bytes; ours is `{"ticket_id": "…"}`."""
TEST_SECRET = "dGhpc19zZWNyZXRfaXNfZm9yX3Rlc3Rpbmdfb25seQ=="  # noqa: S105 - published: no secret
"""Signs the tests of a webhook that is not saved yet. It is published, so it proves nothing."""

_HEADER = "x-zendesk-webhook-"
_INVOCATION = re.compile(r"[\w.:-]{1,100}", re.ASCII)
_TICKET_ID = re.compile(r"[1-9][0-9]{0,18}", re.ASCII)


class NotFromZendesk(Exception):
    """The request does not have Zendesk's signature, or is not fresh."""


class NotAPoke(Exception):
    """Zendesk signed it, and it is not what our trigger sends."""


def check(secret: str, headers: Mapping[str, str], body: bytes, now: datetime) -> tuple[str, str]:
    """Two marks by which this request is recognised when it comes again: its invocation and its signature.

    The signature does not cover the invocation's id, so a sender of a copy could change the id. The ticket's id only
    shows that this is our trigger. Raises `NotFromZendesk` and `NotAPoke`.
    """
    said, at, invocation = (
        headers.get(_HEADER + name, "") for name in ("signature", "signature-timestamp", "invocation-id")
    )
    signature = sign(secret, at, body)
    if not hmac.compare_digest(signature.encode(), said.encode(errors="replace")):
        raise NotFromZendesk("The signature is missing or not ours.")
    if abs(now - _moment(at)) > WINDOW:
        raise NotFromZendesk("The request is older than five minutes, or a clock is wrong.")
    if not _INVOCATION.fullmatch(invocation):
        raise NotFromZendesk("The invocation has no id.")
    if not _names_a_ticket(body):
        raise NotAPoke('The body has to be {"ticket_id": "{{ticket.id}}"} and nothing else.')
    return f"invocation:{invocation}", f"signature:{signature}"


def sign(secret: str, timestamp: str, body: bytes) -> str:
    signed = timestamp.encode(errors="replace") + body
    return base64.b64encode(hmac.digest(secret.encode(), signed, hashlib.sha256)).decode()


def _moment(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise NotFromZendesk("The time of the request cannot be read.")
    return at


def _names_a_ticket(body: bytes) -> bool:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return False
    return (
        isinstance(said, dict) and said.keys() == {"ticket_id"} and bool(_TICKET_ID.fullmatch(str(said["ticket_id"])))
    )
