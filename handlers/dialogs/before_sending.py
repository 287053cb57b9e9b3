"""Before something written is taken in: what the check points at (R10), and what is new on the ticket."""

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
    """Go on with `override`, or, if there is one, `ack` with the answer and take nothing in."""

    override: Override | None = None
    answer: Answer | None = None


class BeforeSending:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def look(
        self, link: Link, ticket_id: int, texts: Mapping[str, CheckedText], view: Mapping[str, Any]
    ) -> Verdict:
        """`texts` by the block id of their input; what is pointed at is mended, or sent with a reason.

        News are shown once. Raises the `Refusal` that the text would meet at the ticket, and `CheckTakesLong`.
        """
        known = await self._desk.memory.tickets.get(ticket_id)
        reading = asyncio.create_task(self._news(link, ticket_id, view))
        if known is None:  # whose ticket it is decides which names may stand in it
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
