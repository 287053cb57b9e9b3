"""The fixtures of tests/e2e."""

from tests.e2e.stage import fresh, office, shared_office

__all__ = ["fresh", "office", "shared_office"]
