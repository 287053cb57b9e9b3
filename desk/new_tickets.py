"""New tickets for Maintenance or a Change Request, which a ticket resulted in (R9)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desk.assignments import AssignmentKey
from desk.richtext import RichText
from desk.submissions import Override


class Kind(StrEnum):
    CHANGE_REQUEST = "Change Request"
    MAINTENANCE = "Maintenance"


class CreationState(StrEnum):
    ACCEPTED = "accepted"
    CREATING = "creating"
    CREATED = "created"
    """The new ticket is there; the note that names it on the old one is a submission of its own."""
    REFUSED = "refused"

    @property
    def is_final(self) -> bool:
        return self in {CreationState.CREATED, CreationState.REFUSED}


@dataclass(frozen=True)
class NewTicket:
    """What its author asks for, and how far it got. `id` is for life: idempotency key and `external_id`."""

    id: str
    source_id: int
    """The ticket that it results from."""
    author: str
    agent_id: int
    author_name: str
    kind: Kind
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
    first_tried_at: datetime | None = None
    """When it was first sent: Zendesk forgets idempotency keys after two hours."""
    ticket_id: int | None = None
    audit_id: int | None = None
    went_public: bool = False
    refusal: str | None = None
    trouble: str | None = None
    queued_at: datetime | None = None
    finished_at: datetime | None = None
