"""An analysis as a partner user wrote it."""

from dataclasses import dataclass, replace
from enum import StrEnum

from desk.model.rich_text import NOTHING, RichText


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
    remark: str = ""
    """A remark about the time spent (R7)."""
    needs_more: bool = False
    """The author says that more time than the budget is needed (R8)."""

    @property
    def is_blank(self) -> bool:
        """True when nothing was written that would make a note."""
        return self == NO_ANALYSIS

    @property
    def plain(self) -> str:
        """Everything typed, for giving it back to its author."""
        parts = [] if self.findings.is_blank else [self.findings.plain]
        if self.cause:
            parts.append(f"Cause: {self.cause}")
        if not self.advice.is_blank:
            parts.append(f"Advice or next step:\n{self.advice.plain}")
        if self.remark:
            parts.append(f"Remark on time:\n{self.remark}")
        if self.needs_more:
            parts.append(NEEDS_MORE)
        if self.files:
            parts.append("Files: " + ", ".join(file.name for file in self.files))
        return "\n\n".join(parts)

    def says_the_same(self, other: "Analysis") -> bool:
        """Whether both say the same; the names of mentioned people do not count."""
        return _unnamed(self) == _unnamed(other)


NEEDS_MORE = "More time than agreed is still needed."
NO_ANALYSIS = Analysis(NOTHING)


def _unnamed(analysis: Analysis) -> Analysis:
    def bare(text: RichText) -> RichText:
        return text.naming({user: user for user in text.mentions})

    return replace(analysis, findings=bare(analysis.findings), advice=bare(analysis.advice))
