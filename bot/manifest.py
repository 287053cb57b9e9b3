"""The Slack app's manifest: `manifest.yml` for Socket Mode; in HTTP mode with the bot's address filled in."""

from importlib.resources import files
from typing import Any, cast
from urllib.parse import quote

import yaml


def manifest_text(public_url: str | None = None) -> str:
    text = files("bot").joinpath("manifest.yml").read_text("utf-8")
    return _yaml(_reached_at(public_url, _read(text))) if public_url else text


def install_link(public_url: str | None = None) -> str:
    """Opens Slack's "Create an app" with the manifest filled in."""
    # https://api.slack.com/reference/manifests#sharing
    manifest = _yaml(_read(manifest_text(public_url)))  # without comments: browsers cut long addresses
    return f"https://api.slack.com/apps?new_app=1&manifest_yaml={quote(manifest, safe='')}"


def _reached_at(public_url: str, manifest: dict[str, Any]) -> dict[str, Any]:
    address = f"{public_url}/slack/events"
    manifest["settings"]["socket_mode_enabled"] = False
    manifest["settings"]["interactivity"]["request_url"] = address
    manifest["settings"]["event_subscriptions"]["request_url"] = address
    for command in manifest["features"]["slash_commands"]:
        command["url"] = address
    return manifest


def _read(text: str) -> dict[str, Any]:
    return cast("dict[str, Any]", yaml.safe_load(text))


def _yaml(manifest: dict[str, Any]) -> str:
    return yaml.safe_dump(manifest, sort_keys=False, allow_unicode=True, width=120)
