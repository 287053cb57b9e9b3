"""Tests of the stores, the same for every database, and tests of SQLite's own file."""
