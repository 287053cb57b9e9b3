"""Everything that the desk says in the chat of its own accord, each exactly once under its own key."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from desk.model.assignments import AssignmentKey
from desk.model.budget import Budget
from desk.model.new_tickets import TicketKind
from desk.model.submissions import Deed

MESSAGE_HOLDS = 8_000
"""Characters of a text that one message always takes."""


@dataclass(frozen=True)
class CardPosted:
    """The card of an assignment; drawn from what is known when it is posted."""

    kind: Literal["card"] = "card"


@dataclass(frozen=True)
class NoteSaved:
    """Thread and author: the analysis is in Zendesk."""

    ticket_id: int
    subject: str
    author: str
    author_name: str
    left_status: str | None
    went_public: bool
    full_agents: tuple[str, ...] = ()
    """Who can set the ticket Open, when it is not."""
    altered: bool = False
    """Zendesk stored something else than the author typed."""
    names: str | None = None
    """The new ticket that the note names, when the note says nothing else (R9)."""
    to: str | None = None
    """Who has the ticket back, when it was handed back with the note."""
    unconfirmed: bool = False
    kind: Literal["note saved"] = "note saved"


@dataclass(frozen=True)
class NoteRefused:
    """To the author: why, and the whole text back."""

    ticket_id: int
    reason: str
    text: str
    """One part of the text, of a length that one message takes."""
    part: int = 1
    parts: int = 1
    deed: Deed = "note"
    kind: Literal["note refused"] = "note refused"


@dataclass(frozen=True)
class TicketCreated:
    """Thread and author: the new ticket is in Zendesk."""

    source_id: int
    ticket_id: int
    ticket_kind: TicketKind
    subject: str
    author: str
    author_name: str
    went_public: bool = False
    altered: bool = False
    """Zendesk stored something else than the author typed."""
    kind: Literal["ticket created"] = "ticket created"


@dataclass(frozen=True)
class CreationRefused:
    """To the author: why, and everything typed back."""

    source_id: int
    ticket_kind: TicketKind
    reason: str
    text: str
    """One part of the text, of a length that one message takes."""
    part: int = 1
    parts: int = 1
    kind: Literal["creation refused"] = "creation refused"


@dataclass(frozen=True)
class ReferenceMissing:
    """To the author: the new ticket exists, but the note that names it could not be added to the old ticket."""

    source_id: int
    reason: str
    text: str
    """The text to add by hand."""
    kind: Literal["reference missing"] = "reference missing"


@dataclass(frozen=True)
class DeedDone:
    """Thread, author, proposer: the ticket was handed back or set Open, without a note."""

    ticket_id: int
    subject: str
    author: str
    author_name: str
    to: str | None
    """Who has the ticket back; None when it was only set Open."""
    unconfirmed: bool = False
    """The answer was lost, and Zendesk no longer shows us the ticket."""
    kind: Literal["deed done"] = "deed done"


@dataclass(frozen=True)
class ProposalPosted:
    """Thread and full agents: a light agent asks to hand the ticket back. Drawn when it is posted."""

    reminder: int = 0
    kind: Literal["proposal"] = "proposal"


@dataclass(frozen=True)
class TicketNews:
    """Thread: something happened to the ticket in Zendesk."""

    text: str
    kind: Literal["ticket news"] = "ticket news"


@dataclass(frozen=True)
class AdminNews:
    """To a partner admin, or to the person concerned: something needs their attention, or is well again."""

    text: str
    channel: str | None = None
    """The channel that it is about, if any; it is named before the text."""
    kind: Literal["admin news"] = "admin news"


@dataclass(frozen=True)
class BudgetNews:
    """Thread: the budget is nearly spent, is spent, or will not suffice; with a button to hand the ticket back (R8)."""

    budget: Budget
    full_agents: tuple[str, ...] = ()
    """The full agents who can hand the ticket back."""
    needs_more: tuple[str, str] | None = None
    """The author who said so: chat user and name."""
    kind: Literal["budget news"] = "budget news"


Message = (
    BudgetNews
    | CardPosted
    | DeedDone
    | ProposalPosted
    | NoteSaved
    | NoteRefused
    | TicketCreated
    | CreationRefused
    | ReferenceMissing
    | TicketNews
    | AdminNews
)


@dataclass(frozen=True)
class Post:
    """One message to a channel (id C…/G…) or a person (id U…/W…); `key` makes it once."""

    key: str
    to: str
    message: Message
    assignment: AssignmentKey | None = None
    in_thread: bool = False
    """Under the card of `assignment` in the channel `to`."""
    proposal: str | None = None
    """The id of the proposal that it shows; it is redrawn when the proposal is answered."""


@dataclass(frozen=True)
class PostRecord:
    """A post as stored: the intent before it is made, its place afterwards."""

    key: str
    to: str
    assignment: AssignmentKey | None
    intended_at: datetime
    executor: str
    """The run of the bot that intended to post it."""
    channel: str | None = None
    ts: str | None = None
    shown_revision: int | None = None
    """Of a card or a proposal: the revision of the assignment or the proposal that it shows."""
    trouble: str | None = None
    """Why it is not posted yet."""
    proposal: str | None = None
    post: Post | None = None
    """The message itself, stored while there is trouble with it, so that a person can have it posted again."""
    given_up_at: datetime | None = None
    """When the bot stopped trying."""

    @property
    def is_card(self) -> bool:
        return self.key.startswith("card:")


def is_person(to: str) -> bool:
    """Whether a message goes to a person, and not to a channel."""
    return to.startswith(("U", "W"))


def in_parts(text: str) -> list[str]:
    """The whole text in parts of a length that messages take; one empty part when the text is empty."""
    return [text[start : start + MESSAGE_HOLDS] for start in range(0, len(text), MESSAGE_HOLDS)] or [""]
