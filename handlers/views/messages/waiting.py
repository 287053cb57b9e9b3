"""What waits to be sent: a line for each, with buttons for the people who may decide about it."""

from collections.abc import Iterator, Mapping
from typing import Any

from desk.model.new_tickets import CreationState, NewTicket
from desk.model.posts import PostRecord, is_person
from desk.model.submissions import Submission, SubmissionState
from desk.screens.waiting_items import WaitingItem, WorkKind, WorkRef
from handlers.views.parts import roundtrip
from handlers.views.parts.blocks import Block, Blocks, Message, actions, button, confirm, said, section
from handlers.views.parts.errors import Unreadable
from handlers.views.parts.mrkdwn import channel_link, cut, person, when, words

RETRY = "retry_waiting"
GIVE_UP = "give_up_waiting"

_TROUBLE = 300
_UNNAMED = "a ticket of another group"
_STATES = {SubmissionState.ACCEPTED: "queued", SubmissionState.UNKNOWN: "being looked up in Zendesk"}


def row(waiting: WaitingItem) -> Blocks:
    return [section(told(waiting)), *([_decisions(waiting)] if _is_pressable(waiting) else [])]


def told(waiting: WaitingItem) -> str:
    """What it is, since when it waits, and why."""
    why = f": {trouble(waiting.work.trouble)}" if waiting.work.trouble else ""
    match waiting.work:
        case Submission() as note:
            state = _STATES.get(note.state, str(note.state))
            line = f"{_ticket(waiting)} by {_author(note)}, {state}, written {when(note.accepted_at)}"
        case NewTicket() as new:
            state = "being looked up in Zendesk" if new.may_be_there else "queued"
            line = f"{new.kind} from {_ticket(waiting)} by {_author(new)}, {state}, asked for {when(new.accepted_at)}"
        case PostRecord() as post:
            line = _message(post, waiting)
    return f"• {line}{why}"


def decided(waiting: WaitingItem) -> Message:
    """Its state after a person decided about it."""
    match waiting.work:
        case Submission(state=SubmissionState.SENT):
            return said(f":white_check_mark: {_capital(_ticket(waiting))}: it is in Zendesk.")
        case NewTicket(state=CreationState.CREATED) as new:
            called = new.called if waiting.names_ticket else str(new.kind)
            return said(f":white_check_mark: {called} from {_ticket(waiting)}: it is in Zendesk.")
        case PostRecord(ts=str()) as post:
            return said(f":white_check_mark: {_capital(_what(post, waiting))} is posted.")
        case (Submission() | NewTicket()) as given_back if given_back.state.is_final:
            return said(
                f"{_capital(_ticket(waiting))}: not sent. {_author(given_back)} has the text back, by direct message."
            )
    return _still(waiting)


def pressed_waiting(action: Mapping[str, Any]) -> WorkRef:
    """The waiting item that a person decided about."""
    kind, _, work_id = roundtrip.text(action.get("value")).partition(":")
    if kind not in {each.value for each in WorkKind}:
        raise Unreadable("a kind of work")
    return WorkRef(WorkKind(kind), roundtrip.text(work_id))


def trouble(text: str) -> str:
    return words(cut(" ".join(text.split()), _TROUBLE))


def headings(waiting: tuple[WaitingItem, ...]) -> Iterator[tuple[WorkKind, tuple[WaitingItem, ...]]]:
    """A heading for each kind, with the items of that kind."""
    for kind in WorkKind:
        if held := tuple(each for each in waiting if each.ref.kind is kind):
            yield kind, held


def _still(waiting: WaitingItem) -> Message:
    why = f" {trouble(waiting.work.trouble)}" if waiting.work.trouble else ""
    if isinstance(waiting.work, PostRecord):
        what = _capital(_what(waiting.work, waiting))
        then = "Press Retry again once that is fixed." if waiting.work.given_up_at else "I go on trying by myself."
        return said(f":hourglass_flowing_sand: {what}: tried, and it cannot be posted.{why} {then}")
    about = _capital(_ticket(waiting))
    return said(f":hourglass_flowing_sand: {about}: tried, and it still waits.{why} I go on trying by myself.")


def _is_pressable(waiting: WaitingItem) -> bool:
    return waiting.in_hand and not (isinstance(waiting.work, PostRecord) and waiting.work.post is None)


def _decisions(waiting: WaitingItem) -> Block:
    ref = waiting.ref
    value = f"{ref.kind}:{ref.id}"
    retry = button("Retry", RETRY, value=value)
    if isinstance(waiting.work, PostRecord):
        return actions(retry)
    return actions(retry, _give_up(waiting, value))


def _give_up(waiting: WaitingItem, value: str) -> Block:
    what = "new ticket" if isinstance(waiting.work, NewTicket) else "note"
    done = "created" if isinstance(waiting.work, NewTicket) else f"sent to {_ticket(waiting)}"
    return button("Give up and send the text back", GIVE_UP, value=value) | {
        "confirm": confirm(
            f"Give this {what} up?",
            f"It will not be {done}; its author gets the whole text by direct message. "
            "If Zendesk has it already, it stays there.",
            "Give up",
        )
    }


def _message(post: PostRecord, waiting: WaitingItem) -> str:
    since = when(post.given_up_at or post.intended_at)
    return f"{_what(post, waiting)}, {'given up' if post.given_up_at else 'since'} {since}"


def _what(post: PostRecord, waiting: WaitingItem) -> str:
    """The message in words: the card of a ticket, a line under it, or a message to one person."""
    place = f"to {person(post.to, 'somebody')}" if is_person(post.to) else f"in {channel_link(post.to)}"
    if post.assignment is None:
        return f"a message {place}"
    if is_person(post.to):
        return f"a message about {_ticket(waiting)} {place}"
    return f"{'the card of' if post.is_card else 'a line under the card of'} {_ticket(waiting)} {place}"


def _ticket(waiting: WaitingItem) -> str:
    return f"#{waiting.ticket_id}" if waiting.ticket_id else _UNNAMED


def _author(work: Submission | NewTicket) -> str:
    return person(work.author, work.author_name)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
