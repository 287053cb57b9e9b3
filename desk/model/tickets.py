"""Tickets and their audits, as the desk needs them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

STAMP_GRAIN = timedelta(seconds=2)
"""Zendesk's `updated_at` has whole seconds: a reading sooner after a change may miss a second change."""


class Status(StrEnum):
    """Zendesk's status categories."""

    NEW = "new"
    OPEN = "open"
    PENDING = "pending"
    HOLD = "hold"
    SOLVED = "solved"
    CLOSED = "closed"

    @property
    def is_open(self) -> bool:
        return self is Status.OPEN

    @property
    def is_closed(self) -> bool:
        return self is Status.CLOSED

    @property
    def is_done(self) -> bool:
        return self in {Status.SOLVED, Status.CLOSED}


@dataclass(frozen=True)
class Ticket:
    """One reading of a ticket. `read_at` is by Zendesk's clock, so that it can be compared with `updated_at`."""

    id: int
    subject: str
    status: Status
    priority: str | None
    group_id: int | None
    assignee_id: int | None
    requester_id: int | None
    created_at: datetime
    updated_at: datetime
    read_at: datetime
    group: str | None = None
    assignee: str | None = None
    requester: str | None = None
    organization: str | None = None
    organization_id: int | None = None
    spent: int | None = None
    """Seconds in total; None when the vendor's Zendesk does not record time."""
    label: str | None = None
    """The vendor's own name of the status, where it differs from Zendesk's."""


@dataclass(frozen=True)
class Change:
    """`before` and `after` are strings, also for ids, as in Zendesk's audits."""

    field: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Comment:
    author_id: int
    text: str
    html: str
    public: bool
    """Visibility when it was written; later audits tell of changes (`privacy`)."""
    id: int | None = None


@dataclass(frozen=True)
class PrivacyChange:
    """A person made a comment internal."""

    comment_id: int
    public: bool


@dataclass(frozen=True)
class Audit:
    id: int
    ticket_id: int
    at: datetime
    author_id: int
    comment: Comment | None = None
    changes: tuple[Change, ...] = ()
    submission: str | None = None
    """The id of our submission, when our own update made this audit."""
    privacy: tuple[PrivacyChange, ...] = ()
