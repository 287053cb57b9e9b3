"""/metrics of a running bot after a story, held to what the sandbox counted."""

import re
import time
from collections import Counter
from pathlib import Path

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.samples import Sample

from sandbox.faults import Fault
from tests.e2e.stage import open_office, stage
from tests.e2e.story import PATIENCE, Delivery, Story

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize("delivery", ["socket", "http"])
async def test_the_figures_are_those_of_the_request_log(tmp_path: Path, delivery: Delivery) -> None:
    async with stage(tmp_path, delivery) as story:
        await story.start({"POLL_SECONDS": "2"})
        await open_office(story)
        _, card = await story.assigned()
        story.town.zendesk_faults.add(Fault("PUT", status=503))
        await story.saves(story.sanne, card, "The mapping of column 7 is wrong.")
        await story.says(story.tom, "queue")

        samples = await agreed(story)

        assert value(samples, "assignments", stage="with us") == 1
        assert value(samples, "submissions", state="sent") == 1
        assert value(samples, "waiting", queue="notes") == 0
        assert value(samples, "connections", state="well") == 2
        assert value(samples, "feed_lag_seconds_count") >= 1
        polled_at = value(samples, "poll_last_success_timestamp_seconds")
        assert 0 <= time.time() - polled_at < PATIENCE
        assert value(samples, "slack_ack_seconds_count", kind="view_submission") == 4  # two sign-ins, watch, analysis
        assert value(samples, "slack_ack_seconds_count", kind="command") == 4
        assert value(samples, "request_seconds_count", endpoint="PUT /api/v2/tickets/{ticket}", status="503") == 1
        tells_nobody(story, samples)
        assert await story.bot.stop() == 0


async def agreed(story: Story) -> list[Sample]:
    """The metrics, at an instant when they count what the sandbox counted: it goes on being asked meanwhile."""
    deadline = time.monotonic() + PATIENCE
    while True:
        samples = await scraped(story)
        told, counted = requests(samples), logged(story)
        if told == counted and value(samples, "polls_total", outcome="well") == len(story.polls_since(0)):
            return samples
        assert time.monotonic() < deadline, (told - counted, counted - told)


async def tells(story: Story, number: float, name: str, **labels: str) -> None:
    """Waits until a figure is this one."""
    deadline = time.monotonic() + PATIENCE
    while (told := value(await scraped(story), name, **labels)) != number:
        assert time.monotonic() < deadline, (name, labels, told)


async def scraped(story: Story) -> list[Sample]:
    async with aiohttp.ClientSession() as session, session.get(f"{story.bot.url}/metrics") as answer:
        assert answer.status == 200
        families = text_string_to_metric_families(await answer.text())
    return [sample for family in families for sample in family.samples]


def requests(samples: list[Sample]) -> Counter[tuple[str, str, str]]:
    counts: Counter[tuple[str, str, str]] = Counter()
    for sample in samples:
        if sample.name == "partnerdesk_request_seconds_count":
            labels = sample.labels
            endpoint = re.sub(r"\{\w+\}", "{id}", labels["endpoint"])
            counts[labels["service"], endpoint, labels["status"]] += int(sample.value)
    return counts


def logged(story: Story) -> Counter[tuple[str, str, str]]:
    counts: Counter[tuple[str, str, str]] = Counter()
    for each in story.town.log:
        endpoint = f"{each.method} {re.sub(r'(?<=/)[0-9]+(?=/|$)', '{id}', each.path)}"
        if each.service == "slack":
            endpoint = each.path.removeprefix("/api/")
            endpoint = "response_url" if endpoint.startswith(("/commands/", "/actions/")) else endpoint
        counts[each.service, endpoint, str(each.status)] += 1
    return counts


def value(samples: list[Sample], name: str, **labels: str) -> float:
    found = [each for each in samples if each.name == f"partnerdesk_{name}" and labels.items() <= each.labels.items()]
    assert len(found) == 1, (name, labels, found)
    return found[0].value


def tells_nobody(story: Story, samples: list[Sample]) -> None:
    """R1: no ticket, no person, no secret in any label."""
    told = " ".join(text for sample in samples for text in (*sample.labels, *sample.labels.values()))
    people = [name for person in story.slack.people.values() for name in (person.id, person.name)]
    agents = [name for user in story.zendesk.users.values() for name in (str(user.id), user.name, user.email)]
    tokens = [secret for token in story.zendesk.tokens.live.values() for secret in (token.access, token.refresh)]
    tickets = [text for ticket in story.zendesk.tickets.values() for text in (str(ticket.id), ticket.subject)]
    for secret in (*people, *agents, *tokens, *tickets, story.slack.bot_token, story.slack.team.id):
        assert not secret or not re.search(rf"\b{re.escape(secret)}\b", told), secret
