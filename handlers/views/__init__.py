"""What people see in Slack and how it is read: pure functions over plain dicts. A module owns its ids."""
