"""Notes between Slack's rich text and Zendesk's HTML."""
