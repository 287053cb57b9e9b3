"""Carrying changes to Zendesk exactly once, and telling how they ended."""
