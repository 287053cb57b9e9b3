"""Fields of the vendor's own Zendesk: the two for time spent, and the names of its statuses.

Each list is read once while the bot runs, and again when something is not in it, but at most once an hour.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from desk.ports.runtime import Clock
from zendesk.api.calls import Ask, Call
from zendesk.api.pages import pages
from zendesk.shapes import CustomStatusShape, TicketFieldShape, each

TOTAL, LAST = "Total time spent (sec)", "Time spent last update (sec)"
ASK_AGAIN = timedelta(hours=1)
"""The vendor may install the Time Tracking app, or make a status, at any time."""

T = TypeVar("T")


@dataclass(frozen=True)
class TimeFields:
    """The ids of the two fields."""

    total: int
    last: int


@dataclass
class _Known(Generic[T]):
    value: T
    learn: Callable[[Ask], Awaitable[T]]
    clock: Clock
    asked_at: datetime | None = None

    async def get(self, ask: Ask, has: Callable[[T], bool]) -> T:
        now = self.clock()
        if not has(self.value) and (self.asked_at is None or now - self.asked_at >= ASK_AGAIN):
            self.value = await self.learn(ask)
            self.asked_at = now
        return self.value


class AccountFields:
    def __init__(self, clock: Clock, pinned: TimeFields | None = None) -> None:
        """`pinned` holds the fields' ids when the vendor renamed them."""
        self._time_fields: _Known[TimeFields | None] = _Known(pinned, _time_fields, clock)
        self._labels: _Known[Mapping[int, str]] = _Known({}, _labels, clock)

    async def time_fields(self, ask: Ask) -> TimeFields | None:
        """None when the vendor does not record time."""
        return await self._time_fields.get(ask, lambda fields: fields is not None)

    async def labels(self, ask: Ask, statuses: frozenset[int]) -> Mapping[int, str]:
        """What agents read for the vendor's own statuses, without Zendesk's own."""
        known = await self._labels.get(ask, lambda labels: statuses <= labels.keys())
        return {status: label for status, label in known.items() if label}


async def field_titles(ask: Ask) -> Mapping[int, str]:
    """By id, the title of every active ticket field, before any translation."""
    # https://developer.zendesk.com/api-reference/ticketing/tickets/ticket_fields/#list-ticket-fields
    call = Call("GET", "/api/v2/ticket_fields", "reading its ticket fields")
    rows = [row async for page in pages(ask, call) for row in each(TicketFieldShape, page.body.get("ticket_fields"))]
    return {row.id: row.raw_title or row.title for row in rows if row.active}


async def _time_fields(ask: Ask) -> TimeFields | None:
    ids = {title: field_id for field_id, title in (await field_titles(ask)).items()}
    return TimeFields(ids[TOTAL], ids[LAST]) if TOTAL in ids and LAST in ids else None


async def _labels(ask: Ask) -> Mapping[int, str]:
    # https://developer.zendesk.com/api-reference/ticketing/tickets/custom_ticket_statuses/#list-custom-ticket-statuses
    answer = await ask(Call("GET", "/api/v2/custom_statuses", "reading its statuses"))
    rows = each(CustomStatusShape, answer.body.get("custom_statuses"))
    return {row.id: "" if row.default else row.agent_label for row in rows}
