"""Who works on an assignment. Everybody sees it; it is stored here only, because Zendesk has nothing like it."""

from dataclasses import dataclass
from datetime import datetime

from desk.model.assignments import AssignmentKey


@dataclass(frozen=True)
class Hold:
    assignment: AssignmentKey
    user: str
    name: str
    since: datetime
    until: datetime | None = None

    def occasion(self, event: str) -> str:
        """Names one event of this hold: what is told under the same name is told once."""
        key = self.assignment
        return f"{event}:{key.ticket_id}:{key.audit_id}:{self.user}:{self.since.isoformat()}"


def ago(since: datetime, now: datetime) -> str:
    """`just now`, `2 minutes ago`, `3 hours ago`, `5 days ago`."""
    minutes = int((now - since).total_seconds()) // 60
    for size, unit in ((24 * 60, "day"), (60, "hour"), (1, "minute")):
        if number := max(minutes, 0) // size:
            return f"{number} {unit}{'' if number == 1 else 's'} ago"
    return "just now"
