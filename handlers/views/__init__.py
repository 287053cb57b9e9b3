"""What people see in Slack and how it is read back: pure functions over plain dicts. A module owns its ids."""
