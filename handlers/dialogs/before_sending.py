"""Looks at a submitted text before it is accepted: the findings of the check (R10), and what is new on the ticket."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from desk.actions.collisions import Collision
from desk.check.findings import CheckedText, Finding
from desk.desk import Desk
from desk.model.people import Link
from desk.model.submissions import Override
from handlers.dialogs.dialog import Answer, points_at, shows
from handlers.views.modals import check


@dataclass(frozen=True)
class Verdict:
    """With an `answer`, `ack` with it and accept nothing; otherwise accept the text with `override`."""

    override: Override | None = None
    answer: Answer | None = None


class BeforeSending:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def look(
        self, link: Link, ticket_id: int, texts: Mapping[str, CheckedText], view: Mapping[str, Any]
    ) -> Verdict:
        """`texts` by the block id of their input. The person changes a finding, or gives a reason to send it.

        What is new on the ticket is shown once. Raises `CheckTakesLong`, and the `Refusal` that sending would raise.
        """
        known = await self._desk.memory.tickets.get(ticket_id)
        reading = asyncio.create_task(self._news(link, ticket_id, view))
        if known is None:  # the names of its customer are allowed in the text
            news = await reading
            findings = await self._desk.check.findings(link, texts, news.ticket if news else None)
        else:
            findings, news = await asyncio.gather(self._desk.check.findings(link, texts, known), reading)
        return self._verdict(view, findings, news if news and news.events else None)

    async def _news(self, link: Link, ticket_id: int, view: Mapping[str, Any]) -> Collision | None:
        seen = check.seen(view)
        return await self._desk.collisions.since(link, ticket_id, seen) if seen else None

    def _verdict(self, view: Mapping[str, Any], findings: tuple[Finding, ...], news: Collision | None) -> Verdict:
        marks = self._desk.check.marks(findings)
        if news or not check.was_shown(view, marks):
            return Verdict(answer=shows(check.asked_again(view, findings, marks, news)))
        if not findings:
            return Verdict()
        why = check.reason(view)
        if not why:
            return Verdict(answer=points_at({check.REASON: check.NO_REASON}))
        kinds = tuple(dict.fromkeys(str(finding.kind) for finding in findings))
        return Verdict(override=Override(why, kinds))
