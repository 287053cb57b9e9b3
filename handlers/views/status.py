"""The answer to `/desk status`: is the desk well, and what waits."""

from collections.abc import Iterator

from desk.new_tickets import NewTicket
from desk.posts import PostRecord
from desk.status import DeskStatus
from desk.submissions import Submission, SubmissionState
from desk.watches import Watch
from handlers.views.text import (
    Message,
    channel_link,
    count,
    cut,
    in_one_message,
    lines_in_sections,
    message,
    name,
    person,
    when,
    words,
)

_TROUBLE = 300


def status(desk: DeskStatus) -> Message:
    title = ":large_green_circle: *All is well.*" if desk.is_well else ":large_orange_circle: *Something needs a look.*"
    return message(title, in_one_message(lines_in_sections([title, *_lines(desk)]), "lines"))


def _lines(desk: DeskStatus) -> Iterator[str]:
    vendor = name(desk.vendor)
    yield (
        f"{vendor}'s Zendesk last answered {when(desk.polled_at)}; it is asked every {desk.poll_seconds:g} seconds."
        if desk.polled_at
        else f"{vendor}'s Zendesk has not answered yet."
    )
    if desk.feed_trouble:
        yield f":warning: {_trouble(desk.feed_trouble)}"
    yield from _watches(desk.watches)
    yield from _waiting_notes(desk.waiting_notes)
    yield from _waiting_tickets(desk.waiting_tickets)
    yield from _waiting_posts(desk.waiting_posts)


def _watches(watches: tuple[Watch, ...]) -> Iterator[str]:
    if not watches:
        yield "No channel watches a group yet: type `/desk watch` where your team talks."
        return
    yield "\n*Channels*"
    for watch in watches:
        quotes = "cards quote what was asked" if watch.shows_excerpt else "cards quote nothing"
        trouble = f"\n:warning: {_trouble(watch.trouble)}" if watch.trouble else ""
        yield f"• {channel_link(watch.channel)}: {name(watch.group.name)}, {quotes}{trouble}"


def _waiting_notes(notes: tuple[Submission, ...]) -> Iterator[str]:
    if not notes:
        yield "\nNo analysis waits."
        return
    yield f"\n*{count(len(notes), 'analysis', 'analyses')}* not in Zendesk yet"
    for note in notes:
        who = person(note.author, note.author_name)
        why = f": {_trouble(note.trouble)}" if note.trouble else ""
        yield f"• #{note.ticket_id} by {who}, {_state(note.state)}, written {when(note.accepted_at)}{why}"


def _waiting_tickets(tickets: tuple[NewTicket, ...]) -> Iterator[str]:
    if not tickets:
        return
    yield f"\n*{count(len(tickets), 'new ticket')}* not in Zendesk yet"
    for new in tickets:
        who = person(new.author, new.author_name)
        state = "being looked up in Zendesk" if new.may_be_there else "queued"
        why = f": {_trouble(new.trouble)}" if new.trouble else ""
        yield f"• {new.kind} from #{new.source_id} by {who}, {state}, asked for {when(new.accepted_at)}{why}"


def _state(state: SubmissionState) -> str:
    return {SubmissionState.ACCEPTED: "queued", SubmissionState.UNKNOWN: "being looked up in Zendesk"}.get(
        state, str(state)
    )


def _waiting_posts(posts: tuple[PostRecord, ...]) -> Iterator[str]:
    if not posts:
        return
    yield f"\n*{count(len(posts), 'message')}* not posted yet"
    for post in posts:
        to = person(post.to, "") if post.to[:1] in {"U", "W"} else channel_link(post.to)
        why = f": {_trouble(post.trouble)}" if post.trouble else ""
        yield f"• to {to}, since {when(post.intended_at)}{why}"


def _trouble(text: str) -> str:
    return words(cut(" ".join(text.split()), _TROUBLE))
