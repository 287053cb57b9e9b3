"""The result of one check in one or two sentences: what is so, and what to do."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Mark(StrEnum):
    WELL = "✓"
    WRONG = "✗"
    NOT_DONE = "?"
    """It could not be checked, or there is nothing to check; the text says why."""


@dataclass(frozen=True)
class Finding:
    mark: Mark
    about: str
    text: str

    def __str__(self) -> str:
        return f"{self.mark} {self.about}: {self.text}"


@dataclass(frozen=True)
class Heard:
    """An answer's date beside our own clock before and after it."""

    date: str | None
    asked_at: datetime
    answered_at: datetime


def well(about: str, text: str) -> Finding:
    return Finding(Mark.WELL, about, text)


def wrong(about: str, text: str) -> Finding:
    return Finding(Mark.WRONG, about, text)


def not_done(about: str, why: str) -> Finding:
    return Finding(Mark.NOT_DONE, about, f"not looked at: {why}")
