"""The kinds of trouble: each makes its trouble, ends it, and tells how often it struck."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from random import Random
from typing import Any

from sandbox.faults import Fault
from sandbox.requests import Service
from tests.faults.office import Office

PUT = "^PUT /api/v2/tickets/"
POST = "^POST /api/chat.postMessage"
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


async def _no_trouble(office: Office, _chance: Random) -> int:
    await office.written.wait()
    return 0


NOTHING_ELSE = Kind("no other trouble", _no_trouble)
KINDS = (
    NOTHING_ELSE,
    spoiled("Zendesk: 5xx before the write", "zendesk", PUT, status=503),
    spoiled("Zendesk: 5xx after the write", "zendesk", PUT, status=502, after_commit=True),
    spoiled("Zendesk: reset before the write", "zendesk", PUT, reset=True),
    spoiled("Zendesk: reset after the write", "zendesk", PUT, reset=True, after_commit=True),
    spoiled("Slack: reset after posting", "slack", POST, reset=True, after_commit=True),
)
