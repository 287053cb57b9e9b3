"""The answer to `/desk status`: is the desk well, and what waits."""

from collections.abc import Iterator, Mapping
from typing import Any

from desk.new_tickets import NewTicket
from desk.posts import PostRecord
from desk.status import DeskStatus
from desk.submissions import Submission, SubmissionState
from desk.watches import Watch
from handlers.views.text import (
    Block,
    Message,
    actions,
    button,
    channel_link,
    confirm,
    count,
    cut,
    in_one_message,
    lines_in_sections,
    message,
    name,
    person,
    said,
    section,
    when,
    words,
)

_TROUBLE = 300


RETRY = "retry_note"
GIVE_UP = "give_up_note"


def status(desk: DeskStatus) -> Message:
    title = ":large_green_circle: *All is well.*" if desk.is_well else ":large_orange_circle: *Something needs a look.*"
    blocks = [
        *lines_in_sections([title, *_feed(desk), *_watches(desk.watches)]),
        *_waiting_notes(desk.waiting_notes, desk.in_hand),
        *lines_in_sections(_waiting_tickets(desk.waiting_tickets)),
        *lines_in_sections(_waiting_posts(desk.waiting_posts)),
    ]
    return message(title, in_one_message(blocks, "lines"))


def decided(submission: Submission) -> Message:
    """How a note stands after somebody decided about it."""
    about = f"#{submission.ticket_id}"
    match submission.state:
        case SubmissionState.SENT:
            return said(f":white_check_mark: {about}: it is in Zendesk.")
        case SubmissionState.REFUSED:
            author = person(submission.author, submission.author_name)
            return said(f"{about}: not sent. {author} has the text back, by direct message.")
    why = f" {_trouble(submission.trouble)}" if submission.trouble else ""
    return said(f":hourglass_flowing_sand: {about}: tried, and it still waits.{why} I go on trying by myself.")


def pressed_waiting(action: Mapping[str, Any]) -> str:
    """The id of the submission that somebody decided about."""
    return str(action["value"])


def _feed(desk: DeskStatus) -> Iterator[str]:
    vendor = name(desk.vendor)
    yield (
        f"{vendor}'s Zendesk last answered {when(desk.polled_at)}; it is asked every {desk.poll_seconds:g} seconds."
        if desk.polled_at
        else f"{vendor}'s Zendesk has not answered yet."
    )
    if desk.feed_trouble:
        yield f":warning: {_trouble(desk.feed_trouble)}"


def _watches(watches: tuple[Watch, ...]) -> Iterator[str]:
    if not watches:
        yield "No channel watches a group yet: type `/desk watch` where your team talks."
        return
    yield "\n*Channels*"
    for watch in watches:
        quotes = "cards quote what was asked" if watch.shows_excerpt else "cards quote nothing"
        trouble = f"\n:warning: {_trouble(watch.trouble)}" if watch.trouble else ""
        yield f"• {channel_link(watch.channel)}: {name(watch.group.name)}, {quotes}{trouble}"


def _waiting_notes(notes: tuple[Submission, ...], in_hand: frozenset[str]) -> Iterator[Block]:
    if not notes:
        yield section("No analysis waits.")
        return
    yield section(f"*{count(len(notes), 'analysis', 'analyses')}* not in Zendesk yet")
    for note in notes:
        who = person(note.author, note.author_name)
        why = f": {_trouble(note.trouble)}" if note.trouble else ""
        yield section(f"• #{note.ticket_id} by {who}, {_state(note)}, written {when(note.accepted_at)}{why}")
        if note.id in in_hand:
            yield actions(button("Retry", RETRY, value=note.id), _give_up(note))


def _give_up(note: Submission) -> Block:
    return button("Give up and send the text back", GIVE_UP, value=note.id) | {
        "confirm": confirm(
            "Give this note up?",
            f"It will not be sent to #{note.ticket_id}; its author gets the whole text by direct message. "
            "If Zendesk has it already, it stays there.",
            "Give up",
        )
    }


def _state(note: Submission) -> str:
    names = {SubmissionState.ACCEPTED: "queued", SubmissionState.UNKNOWN: "being looked up in Zendesk"}
    return names.get(note.state, str(note.state))


def _waiting_tickets(tickets: tuple[NewTicket, ...]) -> Iterator[str]:
    if not tickets:
        return
    yield f"\n*{count(len(tickets), 'new ticket')}* not in Zendesk yet"
    for new in tickets:
        who = person(new.author, new.author_name)
        state = "being looked up in Zendesk" if new.may_be_there else "queued"
        why = f": {_trouble(new.trouble)}" if new.trouble else ""
        yield f"• {new.kind} from #{new.source_id} by {who}, {state}, asked for {when(new.accepted_at)}{why}"


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
