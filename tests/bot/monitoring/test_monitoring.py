"""The dashboard and the alert rules in docs/monitoring ask for what the bot tells, and for nothing else."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client.metrics_core import Metric

from bot.monitoring.metrics import Metrics
from desk.ports.runtime import PollOutcome
from tests.bot.monitoring.test_metrics import there
from tests.desk.conftest import assigned, office, sanne, tom, watched
from tests.desk.office import Office

__all__ = ["assigned", "office", "sanne", "tom", "watched"]

FOLDER = Path(__file__).parents[3] / "docs" / "monitoring"
DASHBOARD = json.loads((FOLDER / "grafana-dashboard.json").read_text("utf-8"))
RULES = [
    rule for group in yaml.safe_load((FOLDER / "alerts.yml").read_text("utf-8"))["groups"] for rule in group["rules"]
]
PANELS = [panel for panel in DASHBOARD["panels"] if panel["type"] != "row"]
OF_PROMETHEUS = {"job", "instance", "le"}
OPEN = {"job", "instance", "le", "endpoint", "limit", "version", "python"}
"""Labels whose values nobody can list."""

_SELECTOR = re.compile(r"\b((?:partnerdesk|process)_[a-z_]+)(?:\{([^}]*)\})?")
_MATCHER = re.compile(r'(\w+)\s*(=~|!~|!=|=)\s*"([^"]*)"')
_GROUPING = re.compile(r"\bby \(([^)]*)\)")
_LEGEND = re.compile(r"\{\{(\w+)\}\}")


def queries() -> Iterator[tuple[str, str, list[str]]]:
    """Where each stands, the query, and the labels that are shown of its answer."""
    for panel in PANELS:
        for target in panel["targets"]:
            yield panel["title"], target["expr"], _LEGEND.findall(target["legendFormat"])
    for rule in RULES:
        shown = " ".join(rule["annotations"].values())
        yield rule["alert"], rule["expr"], re.findall(r"\$labels\.(\w+)", shown)


QUERIES = list(queries())


@pytest.fixture
async def told(assigned: Office) -> dict[str, dict[str, set[str]]]:
    """The values of every label of every sample, by the sample's name."""
    metrics = Metrics()
    metrics.polled(PollOutcome.WELL, timedelta(seconds=1))
    for service in ("zendesk", "slack"):
        for status in (200, 429, 503, None):
            metrics.asked(service, "POST /oauth/tokens", status, 0.1)
    metrics.answered_slack("command", 0.1)
    samples: defaultdict[str, defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for family in (*metrics.registry.collect(), *(await there(assigned)).collect()):
        _note(samples, family)
    return {name: dict(labels) for name, labels in samples.items()}


def _note(samples: defaultdict[str, defaultdict[str, set[str]]], family: Metric) -> None:
    labelled = {"partnerdesk_zendesk_limit", "partnerdesk_zendesk_limit_remaining"}  # no answer came yet
    if family.name in labelled:
        samples[family.name]["limit"] = set()
    for sample in family.samples:
        samples[sample.name].update({})
        for label, value in sample.labels.items():
            samples[sample.name][label].add(value)


@pytest.mark.parametrize(("where", "query", "shown"), QUERIES, ids=[f"{each[0]} {n}" for n, each in enumerate(QUERIES)])
def test_a_query_asks_for_what_there_is(
    told: dict[str, dict[str, set[str]]], where: str, query: str, shown: list[str]
) -> None:
    selectors = _SELECTOR.findall(query)
    assert selectors, where
    for name, matchers in selectors:
        assert name in told, name
        for label, operator, value in _MATCHER.findall(matchers):
            assert label in told[name] or label in OF_PROMETHEUS, (name, label)
            if label not in OPEN:
                known = told[name][label]
                assert any(re.fullmatch(value, each) for each in known) or operator == "!~", (name, label, value)
    labels = set.union(*(set(told[name]) for name, _ in selectors)) | OF_PROMETHEUS
    grouped = [{part.strip() for part in group.split(",")} for group in _GROUPING.findall(query)]
    for group in grouped:
        assert group <= labels, (where, group - labels)
    assert set(shown) <= (set.union(*grouped) if grouped else labels), (where, shown)


def test_every_figure_of_ours_is_on_the_dashboard(told: dict[str, dict[str, set[str]]]) -> None:
    asked = {
        _family(name)
        for panel in PANELS
        for target in panel["targets"]
        for name, _ in _SELECTOR.findall(target["expr"])
    }
    ours = {_family(name) for name in told if name.startswith("partnerdesk_")}
    assert asked >= ours, ours - asked


def test_the_dashboard_has_the_fields_of_a_current_grafana() -> None:
    """https://grafana.com/docs/grafana/latest/visualizations/dashboards/: 42 is the last version of this model."""
    assert DASHBOARD["schemaVersion"] == 42
    assert DASHBOARD["id"] is None
    assert DASHBOARD["uid"] == DASHBOARD["title"] == "partnerdesk"
    assert {variable["name"]: variable["type"] for variable in DASHBOARD["templating"]["list"]} == {
        "datasource": "datasource",
        "job": "query",
    }
    assert {
        "annotations",
        "time",
        "timepicker",
        "timezone",
        "refresh",
        "tags",
        "version",
        "editable",
    } <= DASHBOARD.keys()
    assert isinstance(DASHBOARD["refresh"], str)


def test_every_panel_can_be_drawn_and_none_lies_on_another() -> None:
    ids = [panel["id"] for panel in DASHBOARD["panels"]]
    assert len(set(ids)) == len(ids)
    taken: set[tuple[int, int]] = set()
    for panel in DASHBOARD["panels"]:
        taken |= (place := _place(panel))
        assert place
    assert len(taken) == sum(len(_place(panel)) for panel in DASHBOARD["panels"])
    for panel in PANELS:
        assert panel["type"] in {"stat", "timeseries"}
        assert panel["title"]
        assert {"defaults", "overrides"} == panel["fieldConfig"].keys()
        assert panel["options"]
        assert len({target["refId"] for target in panel["targets"]}) == len(panel["targets"]) > 0
        for asked in (panel, *panel["targets"]):
            assert asked["datasource"] == {"type": "prometheus", "uid": "${datasource}"}


def _place(panel: dict[str, Any]) -> set[tuple[int, int]]:
    grid = panel["gridPos"]
    assert 0 <= grid["x"] <= grid["x"] + grid["w"] <= 24
    return {(x, y) for x in range(grid["x"], grid["x"] + grid["w"]) for y in range(grid["y"], grid["y"] + grid["h"])}


def test_every_alert_says_what_is_wrong_and_what_to_do() -> None:
    assert len({rule["alert"] for rule in RULES}) == len(RULES)
    page = (FOLDER.parent / "monitoring.md").read_text("utf-8")
    for rule in RULES:
        assert rule.keys() <= {"alert", "expr", "for", "labels", "annotations"}
        assert rule["labels"]["severity"] in {"critical", "warning", "info"}
        assert re.fullmatch(r"\d+[smhd]", rule.get("for", "0s"))
        assert rule["annotations"].keys() == {"summary", "description"}
        assert f"`{rule['alert']}`" in page, rule["alert"]


def _family(sample: str) -> str:
    return re.sub(r"_(bucket|count|sum|created|total)$", "", sample)
