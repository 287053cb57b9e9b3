"""An imitated Slack and Zendesk to try and test partnerdesk with; no request leaves this machine."""
