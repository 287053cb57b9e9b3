"""The web routes."""
