"""The state of one part of the bot, as health and metrics report it."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Part:
    name: str
    well: bool
    age_seconds: float | None = None
    """When it was last well; None when it is well now, or never was."""
    problem: str | None = None

    def as_json(self) -> dict[str, Any]:
        return {"well": self.well, "age_seconds": self.age_seconds, "problem": self.problem}
