"""The payloads that Slack sends to the bot: commands, clicks, submissions.

https://docs.slack.dev/reference/interaction-payloads
"""

from typing import Any

from sandbox.slack.fields import VALUE_KEYS, states
from sandbox.slack.records import Channel, Message, User, View
from sandbox.slack.shapes import message_payload, view_payload
from sandbox.slack.signing import VERIFICATION_TOKEN
from sandbox.slack.state import State


def command_payload(state: State, user: User, channel: Channel, command: str, text: str) -> dict[str, Any]:
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": state.team.id,
        "team_domain": state.team.domain,
        "channel_id": channel.id,
        "channel_name": _channel_name(channel),
        "user_id": user.id,
        "user_name": user.name,
        "command": command,
        "text": text,
        "api_app_id": state.app_id,
        "is_enterprise_install": "false",
        "response_url": state.new_response_url(None, channel, user.id),
        "trigger_id": state.new_trigger(user.id, channel.id).id,
    }


def message_click_payload(state: State, user: User, message: Message, action: dict[str, Any]) -> dict[str, Any]:
    """For an ephemeral message the payload has no `message`: Slack does not keep it."""
    channel = message.channel
    container: dict[str, Any] = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": message.only_for is not None,
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    payload = {
        "type": "block_actions",
        **_common(state, user),
        "container": container,
        "trigger_id": state.new_trigger(user.id, channel.id).id,
        "channel": {"id": channel.id, "name": _channel_name(channel)},
        "state": {"values": states(message.blocks, message.values.get(user.id, {}), channel.id)},
        "response_url": state.new_response_url(message, channel, user.id),
        "actions": [action],
    }
    return payload if message.only_for else {**payload, "message": message_payload(state, message)}


def view_click_payload(state: State, user: User, view: View, action: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "block_actions",
        **_common(state, user),
        "container": {"type": "view", "view_id": view.id},
        "trigger_id": state.new_trigger(user.id, view.channel_id, view).id,
        "view": view_payload(state, view),
        "actions": [action],
    }


def submission_payload(state: State, user: User, view: View) -> dict[str, Any]:
    return {
        "type": "view_submission",
        **_common(state, user),
        "team": _team(state, user.team_id),
        "trigger_id": state.new_trigger(user.id, view.channel_id, view).id,
        "view": view_payload(state, view),
        "response_urls": list(_response_urls(state, user, view)),
    }


def closed_payload(state: State, user: User, view: View, *, cleared: bool) -> dict[str, Any]:
    return {
        "type": "view_closed",
        **_common(state, user),
        "team": _team(state, user.team_id),
        "view": view_payload(state, view),
        "is_cleared": cleared,
    }


def suggestion_payload(state: State, user: User, view: View, field: dict[str, Any], typed: str) -> dict[str, Any]:
    return {
        "type": "block_suggestion",
        **_common(state, user),
        "container": {"type": "view", "view_id": view.id},
        "view": view_payload(state, view),
        **field,
        "value": typed,
    }


def action_part(
    state: State, block: dict[str, Any], element: dict[str, Any], entered: dict[str, Any]
) -> dict[str, Any]:
    """One entry of `actions`; `entered` is the state of the element after the click."""
    kept = (
        "text",
        "value",
        "style",
        "placeholder",
        "confirm",
        *(name for name in element if name.startswith("initial_")),
    )
    return {
        "type": element["type"],
        "action_id": element["action_id"],
        "block_id": block["block_id"],
        **{name: element[name] for name in kept if name in element},
        **{name: value for name, value in entered.items() if name != "type"},
        "action_ts": state.new_ts(),
    }


def _channel_name(channel: Channel) -> str:
    """Slack does not send the name of a private channel."""
    return "privategroup" if channel.kind == "private" else channel.name


def _common(state: State, user: User) -> dict[str, Any]:
    return {
        "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": user.team_id},
        "api_app_id": state.app_id,
        "token": VERIFICATION_TOKEN,
        "team": _team(state, state.team.id),
        "enterprise": None,
        "is_enterprise_install": False,
    }


def _team(state: State, team_id: str) -> dict[str, str]:
    """In a submission this is the person's own team; in a click it is always the team of this workspace."""
    return {"id": team_id, "domain": state.team.domain if team_id == state.team.id else "outside"}


def _response_urls(state: State, user: User, view: View) -> Any:
    for block in view.blocks:
        element = block.get("element", {})
        if not element.get("response_url_enabled"):
            continue
        chosen = view.values[block["block_id"]][element["action_id"]][VALUE_KEYS[element["type"]]]
        if chosen in state.channels:
            yield {
                "block_id": block["block_id"],
                "action_id": element["action_id"],
                "channel_id": chosen,
                "response_url": state.new_response_url(None, state.channels[chosen], user.id),
            }
