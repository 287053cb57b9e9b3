"""The check before sending, with what this desk stores (R10): the known customers, and what the partner chose."""

import asyncio
import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping

from desk.check.checker import Standards, check
from desk.check.detectors import detectors
from desk.check.findings import CheckedText, Finding
from desk.check.preferences import Preferences
from desk.errors import DeskError
from desk.model.people import Link
from desk.model.tickets import Ticket
from desk.model.vendor import Vendor
from desk.ports.memory import Memory

PATIENCE = 1.5
"""Seconds: half of the time that Slack waits. Ordinary texts take a few milliseconds."""
_KEPT = 20


class CheckTakesLong(DeskError):
    """Your text is so long that looking through it was not done in time. Please press again: it goes on meanwhile."""


class CheckBeforeSending:
    def __init__(self, memory: Memory, preferences: Preferences, vendor: Vendor, patience: float = PATIENCE) -> None:
        self._memory = memory
        self._preferences = preferences
        self._vendor = vendor
        self._patience = patience
        # Lives as long as the process: after a restart a finding is shown again. Hashes of passwords are not stored.
        self._key = secrets.token_bytes(32)
        self._begun: dict[str, asyncio.Task[tuple[Finding, ...]]] = {}

    async def warm_up(self) -> None:
        """Loads the detectors once, before the first check."""
        await asyncio.to_thread(detectors)

    async def findings(
        self, link: Link, texts: Mapping[str, CheckedText], ticket: Ticket | None
    ) -> tuple[Finding, ...]:
        """Findings by field, in the order of the texts. The texts are about `ticket`. Raises `CheckTakesLong`."""
        standards = await self._standards(link, ticket)
        name = self._sealed(repr(([(field, each.everything, each.prose) for field, each in texts.items()], standards)))
        task = self._begun.get(name) or asyncio.create_task(asyncio.to_thread(check, texts, standards))
        self._begun[name] = task
        try:
            async with asyncio.timeout(self._patience):
                found = await asyncio.shield(task)
        except TimeoutError:
            self._forget_oldest()
            raise CheckTakesLong from None
        except BaseException:
            self._begun.pop(name, None)
            raise
        self._begun.pop(name, None)
        return found

    def marks(self, findings: Iterable[Finding]) -> frozenset[str]:
        """Eight characters for each finding, by which it is recognised later."""
        return frozenset(self._sealed(repr(finding.identity))[:8] for finding in findings)

    async def _standards(self, link: Link, ticket: Ticket | None) -> Standards:
        organizations = dict(await self._memory.tickets.organizations())
        own = {self._vendor.name, *(group.name for group in link.agent.groups)}
        if ticket and ticket.organization:
            own.add(ticket.organization)
        if ticket and ticket.organization_id is not None:
            own.add(organizations.pop(ticket.organization_id, self._vendor.name))
        choices = await self._preferences.current()
        return Standards(tuple(sorted(organizations.values())), tuple(sorted(own)), choices.hosts, choices.blame)

    def _sealed(self, text: str) -> str:
        return hmac.new(self._key, text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()

    def _forget_oldest(self) -> None:
        """Removes the results of checks that were not asked for again."""
        for name in list(self._begun)[:-_KEPT]:
            self._begun.pop(name)
