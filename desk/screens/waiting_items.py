"""What waits to be sent, as one person may see it."""

from dataclasses import dataclass
from enum import StrEnum

from desk.model.new_tickets import NewTicket
from desk.model.posts import PostRecord
from desk.model.submissions import Submission

Work = Submission | NewTicket | PostRecord


class WorkKind(StrEnum):
    NOTE = "note"
    TICKET = "ticket"
    POST = "post"


@dataclass(frozen=True)
class WorkRef:
    kind: WorkKind
    id: str


@dataclass(frozen=True)
class WaitingItem:
    work: Work
    names_ticket: bool = True
    """R1: False for an admin who does not belong to the ticket's group."""
    in_hand: bool = False
    """The person may decide about it."""

    @property
    def ref(self) -> WorkRef:
        return ref_of(self.work)

    @property
    def ticket_id(self) -> int | None:
        """The id of the ticket that it concerns, if it concerns one and this person may know which."""
        return about(self.work) if self.names_ticket else None


def ref_of(work: Work) -> WorkRef:
    match work:
        case Submission():
            return WorkRef(WorkKind.NOTE, work.id)
        case NewTicket():
            return WorkRef(WorkKind.TICKET, work.id)
        case PostRecord():
            return WorkRef(WorkKind.POST, work.key)


def owner_of(work: Work) -> str:
    """The author of a text; for a message its receiver, which may be a channel."""
    return work.to if isinstance(work, PostRecord) else work.author


def about(work: Work) -> int | None:
    """The id of the ticket that it concerns."""
    match work:
        case Submission():
            return work.ticket_id
        case NewTicket():
            return work.source_id
        case PostRecord():
            return work.assignment.ticket_id if work.assignment else None
