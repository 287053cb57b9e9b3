"""A Slack to test against: it refuses what Slack refuses, and keeps its data in memory only."""
