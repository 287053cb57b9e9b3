"""The vendor, as the settings describe it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Vendor:
    name: str
    """What people call the vendor."""
    agent_url: str
    """Where people open the vendor's Zendesk, without a slash at the end."""
    poll_seconds: float
    budget: int = 2 * 60 * 60
    """Seconds that may be spent on a ticket before it goes back (R8)."""

    def url(self, ticket_id: int) -> str:
        return f"{self.agent_url}/tickets/{ticket_id}"
