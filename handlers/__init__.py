"""Everything Slack: listeners by surface, views (Block Kit), the cards we post."""
