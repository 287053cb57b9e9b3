"""The answer to "More info": what does not fit on a card, shown to one person."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from desk.model.budget import hours
from desk.model.holds import Hold
from desk.screens.details import Arrival, Details, OtherTicket, SaidInZendesk
from handlers.views.parts import summary
from handlers.views.parts.blocks import (
    Block,
    Message,
    actions,
    context,
    fields,
    in_one_message,
    lines_in_sections,
    message,
    plain_section,
    section,
)
from handlers.views.parts.buttons import open_in_zendesk
from handlers.views.parts.mrkdwn import count, cut, link, name, person, when

_SAID = 700
"""How much of each note is shown; the rest is in Zendesk."""
_HISTORY = 8


def details(shown: Details) -> Message:
    read = shown.ticket
    summed = f"More about #{read.id} {name(summary.subject(read))}"
    return message(summed, in_one_message(list(_blocks(shown)), "lines"))


def _blocks(shown: Details) -> Iterator[Block]:
    yield summary.heading(shown.ticket)
    yield fields(*_facts(shown))
    yield from lines_in_sections([*_arrivals(shown.arrivals), *_holds(shown.holds, shown.now)])
    yield from lines_in_sections(_others(shown))
    yield section("*Last said in Zendesk*" if shown.said else "Nothing was said in Zendesk yet.")
    for said in shown.said:
        yield from _said(said)
    yield actions(open_in_zendesk(shown.url))


def _facts(shown: Details) -> Iterator[str]:
    read = shown.ticket
    yield f"*Requester:* {name(read.requester or 'unknown')}"
    yield f"*Organisation:* {name(read.organization or 'none')}"
    yield f"*Status:* {name(read.label or summary.status_name(read.status))}"
    if shown.budget.spent is None:
        yield "*Budget:* no time is recorded at the vendor"
    else:
        yield f"*Budget:* {hours(shown.budget.spent)} of {hours(shown.budget.limit)}"


def _arrivals(arrivals: Sequence[Arrival]) -> Iterator[str]:
    yield "*Assigned to us*"
    if len(arrivals) > _HISTORY:
        yield f"• {len(arrivals) - _HISTORY} earlier times"
    for arrival in arrivals[-_HISTORY:]:
        yield f"• {when(arrival.at)} by {name(arrival.by)}"


def _holds(holds: Sequence[Hold], now: datetime) -> Iterator[str]:
    yield "*Who worked on it*" if holds else "*Who worked on it:* nobody took it yet"
    if len(holds) > _HISTORY:
        yield f"• {len(holds) - _HISTORY} earlier times"
    for hold in holds[-_HISTORY:]:
        who, lasted = person(hold.user, hold.name), _lasted((hold.until or now) - hold.since)
        yield f"• {who} {'for' if hold.until else 'since'} {lasted if hold.until else when(hold.since)}" + (
            f", from {when(hold.since)}" if hold.until else f", {lasted} by now"
        )


def _lasted(time: timedelta) -> str:
    seconds = max(int(time.total_seconds()), 0)
    if time >= timedelta(days=2):
        return count(time.days, "day")
    return f"{hours(seconds)} h"


def _others(shown: Details) -> Iterator[str]:
    group = name(shown.ticket.group or "the group")
    if shown.others is None:
        yield f"*Also open in {group}:* Zendesk did not tell; try again later."
        return
    total = len(shown.others) + shown.more_others
    yield f"*Also open in {group}:* {count(total, 'ticket') if total else 'nothing else'}"
    yield from (_other(other) for other in shown.others)
    if shown.more_others:
        yield f"• {shown.more_others} more: type `/desk`, or look in Zendesk"


def _other(other: OtherTicket) -> str:
    return f"• {link(other.url, f'#{other.ticket_id}')} {name(other.subject or '(no subject)')}"


def _said(said: SaidInZendesk) -> Iterator[Block]:
    kind = "*public*, the customer reads it" if said.public else "internal"
    yield context(f"{name(said.author)} · {when(said.at)} · {kind}")
    yield plain_section(cut(said.text.strip(), _SAID))
