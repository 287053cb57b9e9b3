"""Durable workflows, each step one call into the desk (docs/adr/002-dbos-as-the-engine.md)."""
