"""The current numbers, read from the desk's tables whenever the metrics are scraped."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from bot.monitoring.part import Part
from desk.intake.pace import Pace
from desk.model.counts import Counts, WaitingLine
from desk.ports.memory import FeedState, Memory
from zendesk.api.limits import Window
from zendesk.api.throttle import Throttle

Key = TypeVar("Key", bound=str)


@dataclass(frozen=True, eq=False)  # a registry needs it to be hashable
class Gauges(Collector):
    now: datetime
    parts: Sequence[Part]
    census: Counts
    feed: FeedState
    watches: int
    poll_seconds: float
    limits: Sequence[Window]
    stays_away: float
    requests: Mapping[str, int]

    @property
    def registry(self) -> CollectorRegistry:
        registry = CollectorRegistry()
        registry.register(self)
        return registry

    def collect(self) -> Iterator[GaugeMetricFamily]:
        census = self.census
        yield _one("watches", "Groups followed by channels; without any nothing is polled.", self.watches)
        yield _one("poll_interval_seconds", "Seconds between two polls of Zendesk.", self.poll_seconds)
        if self.feed.polled_at:
            polled_at = self.feed.polled_at.timestamp()
            yield _one("poll_last_success_timestamp_seconds", "When a poll last succeeded.", polled_at)
        limits = {window.name: window for window in self.limits}
        totals = {name: window.total for name, window in limits.items()}
        yield _each("zendesk_limit", "Requests that Zendesk takes until a limit starts again.", "limit", totals)
        left = {name: window.remaining for name, window in limits.items()}
        yield _each("zendesk_limit_remaining", "What is left of it, as of the last answer.", "limit", left)
        yield _one(
            "zendesk_stays_away_seconds",
            "Seconds until requests are sent again after a 429; 0: no wait.",
            self.stays_away,
        )
        yield _each("zendesk_requests", "Requests to Zendesk that are under way or wait.", "state", self.requests)
        yield _each("assignments", "Tickets assigned to us, by stage.", "stage", census.assignments)
        yield _each("submissions", "Notes and other updates, by state.", "state", census.submissions)
        yield _each("new_tickets", "New tickets asked for, by state.", "state", census.new_tickets)
        links = {"well": census.linked - census.lapsed, "lapsed": census.lapsed}
        yield _each("connections", "People linked to Zendesk, by whether it honours their token.", "state", links)
        queues = {
            "notes": census.notes_waiting,
            "new_tickets": census.new_tickets_waiting,
            "posts": census.posts_waiting,
        }
        lengths = {name: queue.length for name, queue in queues.items()}
        yield _each("waiting", "Work on its way to Zendesk or Slack, by queue.", "queue", lengths)
        ages = {name: _age(queue, self.now) for name, queue in queues.items()}
        yield _each(
            "waiting_oldest_seconds",
            "Seconds that the oldest item in the queue has waited; 0: none waits.",
            "queue",
            ages,
        )
        wells = {part.name: int(part.well) for part in self.parts}
        yield _each("part_well", "Whether a part is well, as /readyz tells it.", "part", wells)


async def gauges(memory: Memory, pace: Pace, guest: Throttle, parts: Sequence[Part], now: datetime) -> Gauges:
    """Raises `StorageUnusable`."""
    return Gauges(
        now=now,
        parts=parts,
        census=await memory.census.take(),
        feed=await memory.feeds.get(),
        watches=len(await memory.watches.all()),
        poll_seconds=pace.interval,
        limits=guest.windows,
        stays_away=guest.stays_away_for(),
        requests={"under way": guest.slots.under_way, "waiting": guest.slots.waiting},
    )


def _one(name: str, help_text: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"partnerdesk_{name}", help_text, value=value)


def _each(name: str, help_text: str, label: str, values: Mapping[Key, float]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(f"partnerdesk_{name}", help_text, labels=[label])
    for key, value in values.items():
        family.add_metric([key], value)
    return family


def _age(queue: WaitingLine, now: datetime) -> float:
    return max(0.0, (now - queue.oldest).total_seconds()) if queue.oldest else 0.0
