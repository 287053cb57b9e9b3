"""What one round of a run asks of the bot: tickets that become cards, and analyses that become notes."""

from dataclasses import dataclass, field

from sandbox.slack.person import Person
from sandbox.slack.records import Channel
from sandbox.zendesk.records import Ticket


@dataclass
class Assignment:
    """A ticket that the vendor gave to a watched group: one card in the channel."""

    ticket: Ticket
    channel: Channel


@dataclass
class Order:
    """An analysis that somebody writes: one note with all of its text, and its time booked once."""

    assignment: Assignment
    author: Person
    text: str
    seconds: int | None
    """Time to book; None for a light agent."""
    accepted: bool = False
    """The author was shown that it is taken in: from then on it must neither be lost nor doubled."""
    saw_it_saved: bool = False
    """In the dialog, before it was closed."""


@dataclass
class Round:
    name: str
    kind: str
    assignments: list[Assignment] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)
    """In the order in which they are written."""
    decoys: list[Assignment] = field(default_factory=list)
    """Given and taken back at once: a card there may be, but never a second one."""
    kill: str = ""
    """How the bot was killed in it."""
    injected: int = 0
    """How often the trouble of this kind struck."""
    unsettled: str = ""
    """What was still open when patience ended."""
