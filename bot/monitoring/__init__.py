"""What is told about the bot while it runs: logs, metrics, gauges, health."""
