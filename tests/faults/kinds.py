"""The kinds of trouble: each makes its trouble, ends it, and tells how often it struck."""

import json
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from random import Random
from typing import Any

from sandbox.faults import Fault
from sandbox.requests import Service
from tests.faults import troubles
from tests.faults.office import Office
from tests.faults.troubles import PUT

READ_OR_PUT = "^(GET|PUT) /api/v2/tickets"
POST = "^POST /api/chat.postMessage"
DRAW = "^POST /api/(chat.postMessage|chat.update|views.update|conversations.history|conversations.replies)"
PAGE = "<!doctype html><title>502 Bad Gateway</title><h1>We will be right back</h1>"
TOO_MANY = "Number of allowed API requests per minute exceeded"
RATE_LIMITED = json.dumps({"ok": False, "error": "ratelimited"})
LONGER_THAN_THE_BOT_WAITS = 21.0
ENOUGH = 120.0
"""Seconds after which trouble that still waits to strike is called off."""

Make = Callable[[Office, Random], Coroutine[Any, Any, int]]


@dataclass(frozen=True)
class Kind:
    name: str
    make: Make


def spoiled(name: str, service: Service, where: str, most: int = 3, **how: Any) -> Kind:
    """Some requests are badly answered."""

    async def make(office: Office, chance: Random) -> int:
        faults = office.story.town.zendesk_faults if service == "zendesk" else office.story.town.slack_faults
        wanted = chance.randint(1, most)
        fault = faults.add(Fault(where=where, times=wanted, **how))
        await office.until(lambda: office.written.is_set() and not fault.times, ENOUGH)
        faults.clear()
        return wanted - fault.times

    return Kind(name, make)


KINDS: tuple[Kind, ...] = (
    Kind("no other trouble", troubles.none),
    spoiled("Zendesk: 5xx before the write", "zendesk", PUT, status=503),
    spoiled("Zendesk: 5xx after the write", "zendesk", PUT, status=502, after_commit=True),
    spoiled("Zendesk: reset before the write", "zendesk", PUT, reset=True),
    spoiled("Zendesk: reset after the write", "zendesk", PUT, reset=True, after_commit=True),
    spoiled("Zendesk: timeout, then the write", "zendesk", PUT, 1, seconds=LONGER_THAN_THE_BOT_WAITS),
    spoiled(
        "Zendesk: the write, then a timeout", "zendesk", PUT, 1, seconds=LONGER_THAN_THE_BOT_WAITS, after_commit=True
    ),
    spoiled("Zendesk: HTML with 502", "zendesk", READ_OR_PUT, status=502, body=PAGE, content_type="text/html"),
    spoiled(
        "Zendesk: HTML with 200 after the write",
        "zendesk",
        PUT,
        status=200,
        body=PAGE,
        content_type="text/html",
        after_commit=True,
    ),
    spoiled(
        "Zendesk: 429 in plain text",
        "zendesk",
        READ_OR_PUT,
        status=429,
        body=TOO_MANY,
        content_type="text/html",
        headers={"Retry-After": "1"},
    ),
    spoiled("Zendesk: 409, the ticket is locked", "zendesk", PUT, status=409, body="Conflict"),
    Kind("Zendesk: ticket touched between read and write", troubles.touched),
    Kind("Zendesk: token revoked", troubles.revoked),
    Kind("Zendesk: away for an hour", troubles.away_for_an_hour),
    Kind("Zendesk: search late and stale", troubles.search_late_and_stale),
    spoiled(
        "Slack: 429",
        "slack",
        DRAW,
        status=429,
        body=RATE_LIMITED,
        content_type="application/json",
        headers={"Retry-After": "1"},
    ),
    spoiled("Slack: 5xx", "slack", DRAW, status=503),
    spoiled("Slack: reset before posting", "slack", POST, reset=True),
    spoiled("Slack: reset after posting", "slack", POST, reset=True, after_commit=True),
    Kind("Slack: sockets cut while a dialog is open", troubles.sockets_cut),
    Kind("Slack: envelopes twice", troubles.envelopes_twice),
    Kind("Slack: events three times, late, out of order", troubles.events_again),
    Kind("disk full", troubles.disk_full),
    Kind("database locked", troubles.database_locked),
    Kind("clock put back", troubles.clock_put_back),
)
QUICK = tuple(
    kind
    for kind in KINDS
    if any(words in kind.name for words in ("reset after the write", "reset after posting", "touched", "revoked"))
)
"""For the short run: what is soon over, and most likely to lose or double something."""
BITING = tuple(kind for kind in KINDS if "reset after" in kind.name)
"""What surely has effects twice where nobody checks."""
