"""The two hours that a partner may spend on a ticket (R8)."""

from dataclasses import dataclass
from enum import StrEnum

WARNS_AT = 0.75
"""Of the limit: 1:30 of 2:00."""


class Level(StrEnum):
    WELL = "well"
    NEAR = "near"
    SPENT = "spent"


@dataclass(frozen=True)
class Budget:
    """In seconds. `spent` is Zendesk's total; None when the vendor's Zendesk keeps none."""

    spent: int | None
    limit: int

    @property
    def level(self) -> Level:
        spent = self.spent or 0
        if spent >= self.limit:
            return Level.SPENT
        return Level.NEAR if spent >= WARNS_AT * self.limit else Level.WELL


NO_BUDGET = Budget(spent=None, limit=2 * 60 * 60)


def hours(seconds: int) -> str:
    """`1:05`, whole minutes; what has begun counts."""
    minutes = -(-seconds // 60)
    return f"{minutes // 60}:{minutes % 60:02}"
