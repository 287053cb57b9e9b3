"""The Slack app's manifest: what Slack accepts, and the two ways of delivery."""

import json
import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from jsonschema import Draft7Validator

from bot.manifest import install_link, manifest_text

CONTRACTS = os.environ.get("CONTRACTS_DIR")
SCOPES = {
    "channels:history",
    "channels:read",
    "chat:write",
    "commands",
    "files:read",
    "groups:history",
    "groups:read",
    "im:history",
    "im:write",
    "users:read",
    "users:read.email",
}
BOTH_WAYS = pytest.mark.parametrize("public_url", [None, "https://desk.partner.nl"])


def read(public_url: str | None = None) -> dict[str, Any]:
    manifest: dict[str, Any] = yaml.safe_load(manifest_text(public_url))
    return manifest


def test_it_is_the_file_in_the_repository() -> None:
    assert manifest_text() == (Path(__file__).parents[2] / "manifest.yml").read_text("utf-8")


@BOTH_WAYS
@pytest.mark.skipif(not CONTRACTS, reason="needs Slack's manifest schema; set CONTRACTS_DIR to its folder")
def test_slacks_schema_accepts_it(public_url: str | None) -> None:
    schema = json.loads((Path(CONTRACTS or "") / "slack-manifest.schema.json").read_text("utf-8"))
    problems = [error.message for error in Draft7Validator(schema).iter_errors(read(public_url))]
    assert problems == []


@BOTH_WAYS
def test_names_and_texts_fit(public_url: str | None) -> None:
    manifest = read(public_url)
    assert len(manifest["display_information"]["name"]) <= 35
    assert len(manifest["display_information"]["description"]) <= 140
    assert len(manifest["features"]["bot_user"]["display_name"]) <= 80
    (command,) = manifest["features"]["slash_commands"]
    assert command["command"] == "/desk"
    assert len(command["description"]) <= 2000
    assert len(command["usage_hint"]) <= 1000
    assert command["should_escape"] is False


@BOTH_WAYS
def test_it_asks_for_what_is_needed_and_no_more(public_url: str | None) -> None:
    manifest = read(public_url)
    assert set(manifest["oauth_config"]["scopes"]["bot"]) == SCOPES
    assert manifest["settings"]["interactivity"]["is_enabled"] is True
    assert manifest["settings"]["token_rotation_enabled"] is False
    assert manifest["settings"]["org_deploy_enabled"] is False
    assert manifest["settings"]["event_subscriptions"]["bot_events"] == ["app_home_opened"]
    assert manifest["features"]["app_home"] == {
        "home_tab_enabled": True,
        "messages_tab_enabled": True,
        "messages_tab_read_only_enabled": True,
    }


def test_socket_mode_names_no_address_of_ours() -> None:
    assert read()["settings"]["socket_mode_enabled"] is True
    assert "url:" not in manifest_text()


def test_http_mode_names_one() -> None:
    manifest = read("https://desk.partner.nl")
    address = "https://desk.partner.nl/slack/events"
    assert manifest["settings"]["socket_mode_enabled"] is False
    assert manifest["settings"]["interactivity"]["request_url"] == address
    assert manifest["settings"]["event_subscriptions"]["request_url"] == address
    assert manifest["features"]["slash_commands"][0]["url"] == address


@BOTH_WAYS
def test_the_link_carries_the_whole_manifest(public_url: str | None) -> None:
    link = urlsplit(install_link(public_url))
    assert (link.scheme, link.netloc, link.path) == ("https", "api.slack.com", "/apps")
    carried = parse_qs(link.query)
    assert carried["new_app"] == ["1"]
    assert yaml.safe_load(carried["manifest_yaml"][0]) == read(public_url)
