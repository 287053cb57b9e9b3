"""docs/openapi.yaml describes the routes that there are, and no other."""

from pathlib import Path
from typing import Any

import yaml

from bot.web.app import Web
from tests.bot.web.test_app import RunningBot

ROOT = Path(__file__).parents[3]
DOCUMENT = yaml.safe_load((ROOT / "docs" / "openapi.yaml").read_text("utf-8"))
METHODS = {"get", "post", "put", "patch", "delete", "head", "options", "trace"}


def documented() -> dict[tuple[str, str], dict[str, Any]]:
    return {
        (method.upper(), path): operation
        for path, operations in DOCUMENT["paths"].items()
        for method, operation in operations.items()
        if method in METHODS
    }


def test_every_route_is_documented_and_no_other() -> None:
    routes = Web(RunningBot(), webhook_secret="secret").routes
    there = {(method, route.path) for route in routes for method in route.methods or () if method != "HEAD"}
    assert there == set(documented())


def test_a_server_error_is_documented_only_where_it_is_told_with_what_next() -> None:
    told = {(*place, status) for place, each in documented().items() for status in each["responses"] if status >= "500"}
    callback, webhook = "/zendesk/callback", "/zendesk/webhook"
    assert told == {
        *((method, callback, status) for method in ("GET", "POST") for status in ("500", "502")),
        ("POST", webhook, "503"),
        ("POST", "/slack/events", "503"),
        ("GET", "/readyz", "503"),
    }
