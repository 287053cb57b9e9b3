"""What /metrics tells: counted as it happens, and read from the tables when asked."""

import re
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.metrics_core import Metric
from prometheus_client.parser import text_string_to_metric_families

from bot.monitoring.gauges import Gauges, gauges
from bot.monitoring.metrics import Metrics
from bot.monitoring.part import Part
from bot.monitoring.slack_timing import endpoint, slack_session
from desk.ports.runtime import PollOutcome
from tests.desk.conftest import assigned, office, sanne, tom, watched
from tests.desk.office import NL, TICKET, Office
from tests.fakes import away
from zendesk.api.calls import Call
from zendesk.api.throttle import Throttle

__all__ = ["assigned", "office", "sanne", "tom", "watched"]

API = "https://slack.com/api/"
ROOT = Path(__file__).parents[3]


def told(registry: CollectorRegistry) -> dict[str, float]:
    """Every sample, as `name{label=value,…}`, without the buckets."""
    text = generate_latest(registry).decode()
    return {
        f"{sample.name}{{{','.join(f'{name}={value}' for name, value in sorted(sample.labels.items()))}}}": sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if not sample.name.endswith("_bucket")
    }


def test_polls_are_counted_by_outcome_from_zero_on() -> None:
    metrics = Metrics()
    metrics.polled(PollOutcome.AWAY, timedelta(seconds=2))
    metrics.polled(PollOutcome.AWAY, timedelta(seconds=-2))  # the clock was set back
    now = told(metrics.registry)
    assert now["partnerdesk_polls_total{outcome=zendesk away}"] == 2
    assert now["partnerdesk_polls_total{outcome=well}"] == 0
    assert (now["partnerdesk_poll_seconds_count{}"], now["partnerdesk_poll_seconds_sum{}"]) == (2, 2)


def test_a_request_is_counted_under_the_template_of_its_path() -> None:
    metrics = Metrics()
    call = Call("GET", "/api/v2/tickets/{ticket}", "reading", {"ticket": 48213}, {"include": "users"})
    metrics.asked_zendesk(call, 200, 0.2)
    metrics.asked_zendesk(call, None, 20)
    text = generate_latest(metrics.registry).decode()
    assert "48213" not in text
    now = told(metrics.registry)
    where = "endpoint=GET /api/v2/tickets/{ticket},service=zendesk"
    assert now[f"partnerdesk_request_seconds_count{{{where},status=200}}"] == 1
    assert now[f"partnerdesk_request_seconds_sum{{{where},status=none}}"] == 20


@pytest.mark.parametrize(
    ("url", "name"),
    [
        (f"{API}chat.postMessage", "chat.postMessage"),
        (f"{API}users.lookupByEmail?email=sanne@partner.example", "users.lookupByEmail"),
        (f"{API}T024BE7LD", "other"),
        (f"{API}a.b/c", "other"),
        ("https://hooks.slack.com/commands/T1/2/secret", "response_url"),
        ("https://hooks.slack.com/actions/T1/2/secret", "response_url"),
        ("https://files.slack.com/files-pri/T1-F1/log.txt", "file"),
        ("https://elsewhere.example/api/chat.postMessage", "other"),
        ("https://elsewhere.example/", "other"),
    ],
)
def test_an_address_of_slacks_is_counted_by_its_kind_only(url: str, name: str) -> None:
    assert endpoint(url, API) == name


async def test_what_slack_answers_is_counted_and_what_it_does_not(unused_tcp_port: int) -> None:
    async def busy(_request: web.Request) -> web.Response:
        return web.Response(status=429)

    app = web.Application()
    app.router.add_post("/api/chat.postMessage", busy)
    metrics = Metrics()
    async with TestServer(app) as server, slack_session(metrics, str(server.make_url("/api/")), 5) as session:
        await session.post(server.make_url("/api/chat.postMessage"))
        with pytest.raises(aiohttp.ClientError):
            await session.post(f"http://127.0.0.1:{unused_tcp_port}/nobody")
    now = told(metrics.registry)
    assert now["partnerdesk_request_seconds_count{endpoint=chat.postMessage,service=slack,status=429}"] == 1
    assert now["partnerdesk_request_seconds_count{endpoint=other,service=slack,status=none}"] == 1


async def test_an_answer_of_slacks_that_does_not_come_is_not_waited_for_without_end() -> None:
    async with slack_session(Metrics(), API, 10) as session:
        assert session.timeout.total == 10


async def test_what_waits_is_told_with_its_age(assigned: Office) -> None:
    link = await assigned.desk.connections.link("U-SANNE")
    with away(assigned.zendesk):
        await assigned.write(link)
        await assigned.engine.run()
        assigned.clock.advance(600)
        now = await read(assigned)
    waits = (assigned.clock() - (await assigned.submission()).accepted_at).total_seconds()
    assert waits >= 600
    assert now["partnerdesk_waiting{queue=notes}"] == 1
    assert now["partnerdesk_waiting_oldest_seconds{queue=notes}"] == waits
    assert now["partnerdesk_waiting_oldest_seconds{queue=posts}"] == 0
    assert now["partnerdesk_submissions{state=accepted}"] == 1
    assert now["partnerdesk_submissions{state=sent}"] == 0


async def test_the_feed_the_people_and_the_parts_are_told(assigned: Office) -> None:
    assigned.zendesk.revoked.add((await assigned.desk.connections.link("U-SANNE")).agent.id)
    await assigned.desk.connections.lapse(await assigned.desk.connections.link("U-SANNE"))
    now = await read(assigned)
    assert now["partnerdesk_watches{}"] == 1
    assert now["partnerdesk_poll_last_success_timestamp_seconds{}"] == assigned.clock().timestamp()
    assert now["partnerdesk_assignments{stage=with us}"] == 1
    assert now["partnerdesk_connections{state=lapsed}"] == 1
    assert now["partnerdesk_connections{state=well}"] == 1
    assert (now["partnerdesk_part_well{part=slack}"], now["partnerdesk_part_well{part=poll}"]) == (1, 0)


async def test_nothing_of_a_ticket_or_a_person_is_told(assigned: Office) -> None:
    """R1: whoever reads the metrics is nobody's agent."""
    told_of = "".join(await read(assigned))
    for secret in (str(TICKET), "U-TOM", "Tom", NL.name, "Subject", "C1"):
        assert secret not in told_of, secret


async def test_the_age_of_a_poll_that_never_was_is_not_told(office: Office) -> None:
    assert "partnerdesk_poll_last_success_timestamp_seconds{}" not in await read(office)


async def there(office: Office) -> Gauges:
    parts = [Part("slack", well=True), Part("poll", well=False)]
    return await gauges(office.store, office.desk.pace, Throttle(office.clock), parts, office.clock())


async def read(office: Office) -> dict[str, float]:
    return told((await there(office)).registry)


async def test_every_metric_is_documented_and_nothing_else_is(assigned: Office) -> None:
    page = (ROOT / "docs" / "monitoring.md").read_text("utf-8")
    documented = set(re.findall(r"^\| `(partnerdesk_\w+)` \|", page, re.MULTILINE))
    families = [*Metrics().registry.collect(), *(await there(assigned)).collect()]
    ours = {_exported(family) for family in families if not family.name.startswith("process_")}
    assert documented == ours


def _exported(family: Metric) -> str:
    return f"{family.name}_total" if family.type == "counter" else family.name
