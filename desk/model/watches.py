"""Which channels follow which Zendesk groups."""

from dataclasses import dataclass
from datetime import datetime

from desk.model.people import Group


@dataclass(frozen=True)
class Watch:
    channel: str
    group: Group
    shows_excerpt: bool
    """Whether the card may quote what the vendor asked."""
    by: str
    since: datetime
    """Assignments older than this were offered as a list and not posted."""
    trouble: str | None = None
    """Why the channel cannot be posted to; None when it can."""
