"""One request from Slack: its payload, its sender, and the ways to answer it."""
