"""An analysis as a partner user wrote it, and the submission that carries it to Zendesk."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from desk.assignments import AssignmentKey
from desk.richtext import NOTHING, RichText


class Cause(StrEnum):
    CONFIGURATION = "Configuration"
    DEFECT = "Defect in the software"
    DATA = "Data"
    USAGE = "Use of the software"
    ENVIRONMENT = "Network or environment"
    CHANGE = "Maintenance or Change Request"
    UNKNOWN = "Not known yet"


@dataclass(frozen=True)
class ChatFile:
    """A file that a person put into the chat; its content stays there until the note is sent."""

    id: str
    name: str
    media_type: str
    size: int
    url: str


@dataclass(frozen=True)
class Analysis:
    findings: RichText
    cause: Cause | None = None
    advice: RichText = NOTHING
    files: tuple[ChatFile, ...] = ()

    @property
    def plain(self) -> str:
        """Everything typed, for giving it back to its author."""
        parts = [self.findings.plain]
        if self.cause:
            parts.append(f"Cause: {self.cause}")
        if not self.advice.is_blank:
            parts.append(f"Advice or next step:\n{self.advice.plain}")
        if self.files:
            parts.append("Files: " + ", ".join(file.name for file in self.files))
        return "\n\n".join(parts)

    def says_the_same(self, other: "Analysis") -> bool:
        """Whether the same was typed, whatever the people mentioned are called."""
        return _unnamed(self) == _unnamed(other)


def _unnamed(analysis: Analysis) -> Analysis:
    def bare(text: RichText) -> RichText:
        return text.naming({user: user for user in text.mentions})

    return replace(analysis, findings=bare(analysis.findings), advice=bare(analysis.advice))


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
class Submission:
    """An analysis on its way to Zendesk, under its author's name. `id` is for life."""

    id: str
    ticket_id: int
    author: str
    """The chat user; their linked agent at the time of sending signs the note."""
    agent_id: int
    author_name: str
    analysis: Analysis
    accepted_at: datetime
    assignment: AssignmentKey | None = None
    screen: str | None = None
    """The chat's handle of the dialog that is still showing "saving", if any."""
    state: SubmissionState = SubmissionState.ACCEPTED
    stamp: datetime | None = None
    """The ticket's `updated_at` that the write was, or is being, made against."""
    sets_open: bool = False
    uploads: tuple[str, ...] = ()
    """Zendesk's tokens of the uploaded files, spent by the write."""
    uploaded_at: datetime | None = None
    audit_id: int | None = None
    stored_text: str | None = None
    """The note as Zendesk stored it."""
    went_public: bool = False
    altered: bool = False
    """Zendesk stored something else than what was typed."""
    left_status: str | None = None
    """The ticket's status after the note, when it is not Open."""
    refusal: str | None = None
    trouble: str | None = None
    """Why it waits, while it waits."""
    queued_at: datetime | None = None
    """When the author was told that it is queued."""
    finished_at: datetime | None = None
