"""Calls to Slack's Web API and the desk's chat on top of them; knows no use case."""
