"""One call to Zendesk's API: its transport, its answers, its limits and its tokens."""
