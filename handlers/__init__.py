"""Everything about Slack: the listeners, the views (Block Kit) and the calls to its Web API."""
