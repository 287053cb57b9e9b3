"""The vendor's two fields for time spent (the Time Tracking app): found by their titles, or pinned by the settings."""

from dataclasses import dataclass
from datetime import timedelta

from desk.ports import Clock
from zendesk.calls import Ask, Call
from zendesk.pages import pages
from zendesk.shapes import TicketFieldShape, each

TOTAL, LAST = "Total time spent (sec)", "Time spent last update (sec)"
ASK_AGAIN = timedelta(hours=1)
"""After they were not found: the vendor may install the app at any time."""


@dataclass(frozen=True)
class TimeFields:
    total: int
    last: int


class FindsTimeFields:
    def __init__(self, clock: Clock, pinned: TimeFields | None = None) -> None:
        self._clock = clock
        self._known = pinned
        self._ask_at = clock()

    async def __call__(self, ask: Ask) -> TimeFields | None:
        """None when the vendor records no time. Asks once for as long as we run, and again while there are none."""
        if self._known is None and self._clock() >= self._ask_at:
            self._known = await _found(ask)
            self._ask_at = self._clock() + ASK_AGAIN
        return self._known


async def _found(ask: Ask) -> TimeFields | None:
    # https://developer.zendesk.com/api-reference/ticketing/tickets/ticket_fields/#list-ticket-fields
    call = Call("GET", "/api/v2/ticket_fields", "reading its ticket fields")
    rows = [row async for page in pages(ask, call) for row in each(TicketFieldShape, page.body.get("ticket_fields"))]
    ids = {row.raw_title or row.title: row.id for row in rows if row.active}
    return TimeFields(ids[TOTAL], ids[LAST]) if TOTAL in ids and LAST in ids else None
