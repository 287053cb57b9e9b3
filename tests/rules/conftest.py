"""The same fixtures as the stories have."""

from tests.e2e.stage import fresh, office, shared_office

__all__ = ["fresh", "office", "shared_office"]
