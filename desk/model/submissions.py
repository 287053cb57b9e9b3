"""A submission: what one person does to one ticket, on its way to Zendesk as one update."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Literal, Self

from desk.model.analysis import NO_ANALYSIS, Analysis
from desk.model.assignments import AssignmentKey

Deed = Literal["note", "hand-back", "note and hand-back", "opening"]


class SubmissionState(StrEnum):
    ACCEPTED = "accepted"
    SENDING = "sending"
    UNKNOWN = "unknown"
    SENT = "sent"
    REFUSED = "refused"

    @property
    def is_final(self) -> bool:
        return self in {SubmissionState.SENT, SubmissionState.REFUSED}

    @property
    def may_have_landed(self) -> bool:
        return self in {SubmissionState.SENDING, SubmissionState.UNKNOWN}


@dataclass(frozen=True)
class Transfer:
    """Where a hand-back goes (R5): the vendor's group and its agent; the agent is None when none was found."""

    group_id: int
    agent_id: int | None
    name: str
    """Name of the agent, or of the group."""


@dataclass(frozen=True)
class Override:
    """The author continued although the check before sending pointed at something (R10)."""

    reason: str
    findings: tuple[str, ...]
    """The kinds of what was pointed at, never the words themselves."""


@dataclass(frozen=True)
class SubmissionRequest:
    """What a person asks for with one press of a button; of the submission only its id is known yet."""

    id: str
    ticket_id: int
    analysis: Analysis = NO_ANALYSIS
    transfer: Transfer | None = None
    seconds: int | None = None
    override: Override | None = None
    proposal: str | None = None
    screen: str | None = None
    assignment: AssignmentKey | None = None
    """The assignment that a hand-back was asked for; it does not apply to a later one."""

    @property
    def needs_full_agent(self) -> bool:
        """R3, R5, R7: everything except a note needs a full agent."""
        return self.analysis.is_blank or self.transfer is not None or self.seconds is not None


@dataclass(frozen=True)
class Submission:
    """What its author asks for, and its state. `id` never changes.

    Note, status, time, group and assignee go in ONE update, so one submission holds them all. Without an analysis it
    writes no note; then it hands the ticket back or sets it Open.
    """

    id: str
    ticket_id: int
    author: str
    """The chat user; their linked agent at the time of sending signs the update."""
    agent_id: int
    author_name: str
    analysis: Analysis
    accepted_at: datetime
    assignment: AssignmentKey | None = None
    screen: str | None = None
    """The chat's handle of the dialog that shows "saving", if it is still open."""
    transfer: Transfer | None = None
    seconds: int | None = None
    """Time spent, as the author entered it (R7)."""
    override: Override | None = None
    proposal: str | None = None
    """The proposal that it carries out (R6)."""
    state: SubmissionState = SubmissionState.ACCEPTED
    stamp: datetime | None = None
    """The ticket's `updated_at` that the write was, or is being, made against."""
    total: int | None = None
    """Seconds spent on the ticket including this write; belongs to `stamp`, so that a second try does not count time
    twice.
    """
    sets_open: bool = False
    uploads: tuple[str, ...] = ()
    """Zendesk's tokens of the uploaded files, spent by the write."""
    uploaded_at: datetime | None = None
    audit_id: int | None = None
    stored_text: str | None = None
    """The note as Zendesk stored it."""
    went_public: bool = False
    internal_again_at: datetime | None = None
    """When the bot noticed that a person made the public note internal."""
    altered: bool = False
    """Zendesk stored something else than the author typed."""
    unconfirmed: bool = False
    """A hand-back whose answer was lost: Zendesk no longer shows us the ticket, so it was not read back."""
    left_status: str | None = None
    """The ticket's status after the note, when it is not Open."""
    refusal: str | None = None
    trouble: str | None = None
    """Why it waits, while it waits."""
    queued_at: datetime | None = None
    """When the author was told that it is queued."""
    given_up_by: str | None = None
    """The chat user who asked for the text back instead of waiting longer."""
    finished_at: datetime | None = None

    @property
    def is_public(self) -> bool:
        """Whether the customer can read the note, as far as is known (R2)."""
        return self.went_public and self.internal_again_at is None

    @property
    def has_note(self) -> bool:
        return not self.analysis.is_blank

    @property
    def mentions(self) -> frozenset[str]:
        """The chat users mentioned in its text."""
        return self.analysis.findings.mentions | self.analysis.advice.mentions

    def naming(self, names: Mapping[str, str]) -> Self:
        findings, advice = self.analysis.findings.naming(names), self.analysis.advice.naming(names)
        return replace(self, analysis=replace(self.analysis, findings=findings, advice=advice))

    @property
    def deed(self) -> Deed:
        """What it does, in a few words."""
        if self.transfer:
            return "note and hand-back" if self.has_note else "hand-back"
        return "note" if self.has_note else "opening"


def has_analysis(submissions: Sequence[Submission]) -> bool:
    return any(each.has_note and each.state is not SubmissionState.REFUSED for each in submissions)
