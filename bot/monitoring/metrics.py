"""Counts events as they happen, in the bot's own registry; `bot/monitoring/gauges.py` reads the current numbers.

No label holds anything of a ticket, a person or a secret, and each has few values (docs/monitoring.md).
"""

import platform
from datetime import timedelta
from importlib.metadata import version

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector

from desk.ports.runtime import PollOutcome
from zendesk.api.calls import Call

_REQUESTS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20)
_ACKS = (0.05, 0.1, 0.25, 0.5, 1, 1.5, 2, 2.5, 3, 5)
"""Slack accepts no answer after three seconds."""
_LAGS = (5, 15, 30, 60, 90, 120, 300, 600, 1800, 3600)
_POLLS = (0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
NO_ANSWER = "none"


class Metrics:
    """Implements `desk.ports.runtime.Pulse`."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        build = Gauge("partnerdesk_build_info", "The running version.", ["version", "python"], registry=self.registry)
        build.labels(version("partnerdesk"), platform.python_version()).set(1)
        self._polls = Counter(
            "partnerdesk_polls", "Polls of Zendesk's tickets, by outcome.", ["outcome"], registry=self.registry
        )
        self._poll_seconds = _histogram(
            "poll_seconds", "How long a poll took, with everything that it led to.", _POLLS, self
        )
        self._lag = _histogram(
            "feed_lag_seconds", "Seconds from a ticket's change in Zendesk until the bot notices it.", _LAGS, self
        )
        self._requests = _histogram(
            "request_seconds",
            "Requests to the services: how long, and by _count how many.",
            _REQUESTS,
            self,
            "service",
            "endpoint",
            "status",
        )
        self._acks = _histogram("slack_ack_seconds", "How long Slack waited for our answer.", _ACKS, self, "kind")
        for outcome in PollOutcome:
            self._polls.labels(outcome)  # a rate needs its zero

    def polled(self, outcome: PollOutcome, took: timedelta) -> None:
        self._polls.labels(outcome).inc()
        self._poll_seconds.observe(_seconds(took))

    def noticed(self, late_by: timedelta) -> None:
        self._lag.observe(_seconds(late_by))

    def asked_zendesk(self, call: Call, status: int | None, seconds: float) -> None:
        """The endpoint is the template of the call, which holds no id."""
        self.asked("zendesk", call.endpoint, status, seconds)

    def asked(self, service: str, endpoint: str, status: int | None, seconds: float) -> None:
        self._requests.labels(service, endpoint, str(status or NO_ANSWER)).observe(seconds)

    def answered_slack(self, kind: str, seconds: float) -> None:
        self._acks.labels(kind).observe(seconds)


def _histogram(name: str, help_text: str, buckets: tuple[float, ...], metrics: Metrics, *labels: str) -> Histogram:
    return Histogram(f"partnerdesk_{name}", help_text, labels, buckets=buckets, registry=metrics.registry)


def _seconds(took: timedelta) -> float:
    """A clock may have been set back meanwhile."""
    return max(0.0, took.total_seconds())
