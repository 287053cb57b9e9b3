"""Copies of the database for a backup, and the check and preparation of a copy that is restored."""
