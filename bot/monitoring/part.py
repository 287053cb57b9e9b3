"""How one part of the bot is, as health and metrics tell it."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Part:
    name: str
    well: bool
    age_seconds: float | None = None
    """Since it was last seen well; None when it is seen now, or never was."""
    problem: str | None = None

    def as_json(self) -> dict[str, Any]:
        return {"well": self.well, "age_seconds": self.age_seconds, "problem": self.problem}
