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
    """Where a hand-back goes (R5): the vendor's group, and in it the agent, unless nobody is to be found."""

    group_id: int
    agent_id: int | None
    name: str
    """Of the agent, else of the group."""


@dataclass(frozen=True)
class Override:
    """The author went on although the check before sending pointed at something (R10)."""

    reason: str
    findings: tuple[str, ...]
    """What was pointed at, by kind: never the words themselves."""


@dataclass(frozen=True)
class SubmissionRequest:
    """What a person asks for with one press of a button, before anything is known of it but its id."""

    id: str
    ticket_id: int
    analysis: Analysis = NO_ANALYSIS
    transfer: Transfer | None = None
    seconds: int | None = None
    override: Override | None = None
    proposal: str | None = None
    screen: str | None = None
    assignment: AssignmentKey | None = None
    """The one that a hand-back was asked for: of a later one it knows nothing."""

    @property
    def needs_full_agent(self) -> bool:
        """R3, R5, R7: everything but a note."""
        return self.analysis.is_blank or self.transfer is not None or self.seconds is not None


@dataclass(frozen=True)
class Submission:
    """What its author asks for, and how far it got. `id` is for life.

    Note, status, time, group and assignee go in ONE update, so one submission holds them all. Without an analysis it
    writes no note: then it hands back, or sets the ticket Open.
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
    """The chat's handle of the dialog that is still showing "saving", if any."""
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
    """Seconds spent on the ticket with this write in it; belongs to `stamp`, so that a resend counts nothing twice."""
    sets_open: bool = False
    uploads: tuple[str, ...] = ()
    """Zendesk's tokens of the uploaded files, spent by the write."""
    uploaded_at: datetime | None = None
    audit_id: int | None = None
    stored_text: str | None = None
    """The note as Zendesk stored it."""
    went_public: bool = False
    internal_again_at: datetime | None = None
    """When we noticed that somebody made the public note internal."""
    altered: bool = False
    """Zendesk stored something else than what was typed."""
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
    """The chat user who asked for the text instead of waiting longer."""
    finished_at: datetime | None = None

    @property
    def is_public(self) -> bool:
        """Whether the customer can read the note, as far as we know (R2)."""
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
        """What it comes to, in a word."""
        if self.transfer:
            return "note and hand-back" if self.has_note else "hand-back"
        return "note" if self.has_note else "opening"


def has_analysis(submissions: Sequence[Submission]) -> bool:
    return any(each.has_note and each.state is not SubmissionState.REFUSED for each in submissions)
