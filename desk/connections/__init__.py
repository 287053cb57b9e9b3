"""The link between a Slack user and a Zendesk agent: made, expiring, ended."""
