"""A Slack and a Zendesk to try and test partnerdesk against; nothing here leaves the machine."""
