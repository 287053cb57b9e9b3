"""New tickets for Maintenance or a Change Request that result from a ticket (R9)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Self

from desk.model.analysis import Analysis
from desk.model.assignments import AssignmentKey
from desk.model.rich_text import RichText, plain_text
from desk.model.submissions import Override


class TicketKind(StrEnum):
    CHANGE_REQUEST = "Change Request"
    MAINTENANCE = "Maintenance"


class CreationState(StrEnum):
    ACCEPTED = "accepted"
    CREATING = "creating"
    CREATED = "created"
    """The new ticket exists; the note that names it on the old ticket is a submission of its own."""
    REFUSED = "refused"

    @property
    def is_final(self) -> bool:
        return self in {CreationState.CREATED, CreationState.REFUSED}


@dataclass(frozen=True)
class NewTicketRequest:
    """What a person asks for with the dialog. Without a requester, the new ticket gets the old ticket's requester."""

    id: str
    source_id: int
    kind: TicketKind
    subject: str
    description: RichText
    requester_id: int | None = None
    organization_id: int | None = None
    override: Override | None = None
    screen: str | None = None


@dataclass(frozen=True)
class NewTicket:
    """What its author asks for, and its state. `id` never changes: it is the idempotency key and the `external_id`."""

    id: str
    source_id: int
    """The ticket that the new one results from."""
    author: str
    agent_id: int
    author_name: str
    kind: TicketKind
    subject: str
    description: RichText
    requester_id: int | None
    requester: str | None
    organization_id: int | None
    organization: str | None
    accepted_at: datetime
    assignment: AssignmentKey | None = None
    screen: str | None = None
    override: Override | None = None
    state: CreationState = CreationState.ACCEPTED
    group_id: int | None = None
    """The group that it goes to; decided before the first request, so that every try sends the same request."""
    first_tried_at: datetime | None = None
    """When the first try was sent that may have succeeded: Zendesk forgets idempotency keys after two hours."""
    ticket_id: int | None = None
    audit_id: int | None = None
    went_public: bool = False
    altered: bool = False
    """Zendesk stored something else than the author typed."""
    refusal: str | None = None
    trouble: str | None = None
    queued_at: datetime | None = None
    given_up_by: str | None = None
    """The chat user who asked for the text back instead of waiting longer."""
    finished_at: datetime | None = None

    @property
    def may_be_there(self) -> bool:
        """It was sent, and its outcome is not known yet."""
        return self.first_tried_at is not None

    @property
    def mentions(self) -> frozenset[str]:
        """The chat users mentioned in its description."""
        return self.description.mentions

    def naming(self, names: Mapping[str, str]) -> Self:
        return replace(self, description=self.description.naming(names))

    @property
    def first_comment(self) -> Analysis:
        """It names the ticket that it results from (R9)."""
        return first_comment(self.kind, self.source_id, self.description)

    @property
    def reference(self) -> str:
        """The note on the old ticket, which names the new one (R9)."""
        return f"{self.called} was created from this ticket: {self.subject}"

    @property
    def called(self) -> str:
        return f"{self.kind} #{self.ticket_id}"

    @property
    def plain(self) -> str:
        """Everything typed, to give it back to its author."""
        return f"{self.kind}: {self.subject}\n\n{self.description.plain}".strip()


def first_comment(kind: TicketKind, source_id: int, description: RichText) -> Analysis:
    named = plain_text(f"{kind} from #{source_id}")
    return Analysis(RichText((*named.blocks, *description.blocks)))


_REFERENCE = ":reference"


def reference_id(new_id: str) -> str:
    """The id of the submission whose note names the new ticket on the old one: always the same for one new ticket."""
    return new_id + _REFERENCE


def is_reference(submission_id: str) -> bool:
    return submission_id.endswith(_REFERENCE)


def created_by(submission_id: str) -> str:
    """The id of the new ticket that this submission's note names; None when it names none."""
    return submission_id.removesuffix(_REFERENCE)
