"""Fixtures for the stories."""

from tests.e2e.browsing import public
from tests.e2e.stage import fresh, office, shared_office

__all__ = ["fresh", "office", "public", "shared_office"]
