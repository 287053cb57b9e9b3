"""Who works on an assignment: visible to everybody, and only ours, for Zendesk has no such thing."""

from dataclasses import dataclass
from datetime import datetime

from desk.assignments import AssignmentKey


@dataclass(frozen=True)
class Hold:
    assignment: AssignmentKey
    user: str
    name: str
    since: datetime
    until: datetime | None = None
