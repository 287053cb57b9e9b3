"""The command line as people and service managers call it: what it prints and how it exits."""

import os
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest
import yaml

from sandbox.town import Town, open_town
from tests.forks import commanded


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    async with open_town() as opened:
        yield opened


async def called(folder: Path, *arguments: str, settings: Mapping[str, str] | None = None) -> tuple[int, str, str]:
    """Exit code, standard output and standard error."""
    passed = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return await commanded(folder, arguments, passed | dict(settings or {}))


async def test_missing_settings_are_named_all_at_once(tmp_path: Path) -> None:
    code, _, problems = await called(tmp_path, "run")

    assert code == 2
    for name in ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "ZENDESK_URL", "ZENDESK_CLIENT_ID"):
        assert name in problems
    assert "Traceback" not in problems


async def test_the_manifest_is_for_socket_mode(tmp_path: Path) -> None:
    code, out, _ = await called(tmp_path, "manifest")

    assert code == 0
    assert yaml.safe_load(out)["settings"]["socket_mode_enabled"] is True


async def test_the_manifest_for_http_mode_names_where_slack_calls(tmp_path: Path) -> None:
    code, out, _ = await called(tmp_path, "manifest", "--public-url", "https://desk.example.com/")

    assert code == 0
    assert "https://desk.example.com/slack/events" in out


async def test_a_public_url_that_is_none_is_refused(tmp_path: Path) -> None:
    code, _, problems = await called(tmp_path, "manifest", "--public-url", "ftp://desk")

    assert code == 2
    assert "--public-url" in problems


async def test_the_doctor_finds_a_healthy_set_up_healthy(tmp_path: Path, town: Town) -> None:
    code, out, _ = await called(tmp_path, "doctor", settings=town.settings())

    assert code == 0, out
    assert "✗" not in out
    assert "✓ Slack token: it is partnerdesk in the workspace Sandbox." in out
    assert "? People: not looked at" in out


async def test_the_doctor_says_what_is_broken_and_what_to_do(tmp_path: Path, town: Town) -> None:
    broken = town.settings() | {"SLACK_BOT_TOKEN": "xoxb-of-another-app", "ZENDESK_URL": town.slack.base_url}

    code, out, _ = await called(tmp_path, "doctor", settings=broken)

    assert code == 1
    assert "SLACK_BOT_TOKEN" in out
    assert "Check ZENDESK_URL" in out
    assert "xoxb-of-another-app" not in out


async def test_the_doctor_misses_a_scope(tmp_path: Path, town: Town) -> None:
    town.slack.scopes = tuple(scope for scope in town.slack.scopes if scope != "files:read")

    code, out, _ = await called(tmp_path, "doctor", settings=town.settings())

    assert code == 1
    assert "files:read" in out


@pytest.mark.parametrize("setting", ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"])
async def test_a_token_that_slack_refuses_stops_the_start(tmp_path: Path, town: Town, setting: str) -> None:
    wrong = town.settings()[setting][:5] + "of-another-app"

    code, _, problems = await called(tmp_path, "run", settings=town.settings() | {setting: wrong, "PORT": "18973"})

    assert code == 1
    assert f"Slack refuses {setting}" in problems
    assert wrong not in problems
