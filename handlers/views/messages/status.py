"""The answer to `/desk status`: whether the desk is well, and what waits."""

from collections.abc import Iterator

from desk.intake.pace import Slowed
from desk.model.watches import Watch
from desk.screens.status import DeskStatus
from desk.screens.waiting_items import WaitingItem, WorkKind
from handlers.views.messages.waiting import headings, row, trouble
from handlers.views.parts.blocks import Block, Message, in_one_message, lines_in_sections, message, section
from handlers.views.parts.mrkdwn import channel_link, count, name, when


def status(desk: DeskStatus) -> Message:
    title = ":large_green_circle: *All is well.*" if desk.is_well else ":large_orange_circle: *Something needs a look.*"
    blocks = [
        *lines_in_sections([title, *_feed(desk), *_watches(desk.watches)]),
        *_waiting(desk.waiting),
    ]
    return message(title, in_one_message(blocks, "lines"))


def _feed(desk: DeskStatus) -> Iterator[str]:
    vendor = name(desk.vendor)
    yield (
        f"{vendor}'s Zendesk last answered {when(desk.polled_at)}; it is asked every {desk.poll_seconds:g} seconds."
        if desk.polled_at
        else f"{vendor}'s Zendesk has not answered yet."
    )
    if desk.slowed:
        yield f":hourglass_flowing_sand: {_slowed(desk.slowed)}"
    if desk.feed_trouble:
        yield f":warning: {trouble(desk.feed_trouble)}"


def _slowed(slowed: Slowed) -> str:
    left = f"Only {slowed.percent_left} % is left of what Zendesk takes from the vendor's whole account at a time"
    if slowed.stopped_until:
        return f"{left}, so new tickets are looked for again {when(slowed.stopped_until)}. Notes are still sent."
    return f"{left}, so it is asked for new tickets every {slowed.every:.0f} seconds for now. Notes are sent first."


def _watches(watches: tuple[Watch, ...]) -> Iterator[str]:
    if not watches:
        yield "No channel watches a group yet: type `/desk watch` where your team talks."
        return
    yield "\n*Channels*"
    for watch in watches:
        quotes = "cards quote what was asked" if watch.shows_excerpt else "cards quote nothing"
        why = f"\n:warning: {trouble(watch.trouble)}" if watch.trouble else ""
        yield f"• {channel_link(watch.channel)}: {name(watch.group.name)}, {quotes}{why}"


def _waiting(waiting: tuple[WaitingItem, ...]) -> Iterator[Block]:
    if not any(each.ref.kind is WorkKind.NOTE for each in waiting):
        yield section("No analysis waits.")
    for kind, held in headings(waiting):
        yield section(_counted(kind, len(held)))
        for each in held:
            yield from row(each)


def _counted(kind: WorkKind, number: int) -> str:
    match kind:
        case WorkKind.NOTE:
            return f"*{count(number, 'analysis', 'analyses')}* not in Zendesk yet"
        case WorkKind.TICKET:
            return f"*{count(number, 'new ticket')}* not in Zendesk yet"
        case WorkKind.POST:
            return f"*{count(number, 'message')}* not posted yet"
