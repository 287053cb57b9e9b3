"""A Zendesk to test against: it refuses what Zendesk refuses, and keeps its data in memory only."""
