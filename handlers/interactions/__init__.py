"""One request of Slack's: its payload, who sent it, and how it is answered."""
