"""A Zendesk to test against: it refuses what Zendesk refuses, and forgets everything when it stops."""
