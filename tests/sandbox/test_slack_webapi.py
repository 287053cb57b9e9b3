"""The Web API answers and refuses as Slack does, called by Slack's own client."""

import json
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.faults import Fault
from sandbox.slack.endpoints import ENDPOINTS
from tests.sandbox.slack_kit import MANIFEST, SCOPES, Town, header, section, town

Answer = dict[str, Any]


async def raw(place: Town, method: str, **sent: Any) -> Answer:
    headers = {"Authorization": f"Bearer {place.workspace.bot_token}"}
    url = f"{place.workspace.base_url}/api/{method}"
    async with place.session.post(url, **({"headers": headers} | sent)) as answer:
        body: Answer = await answer.json()
        return body


async def refusal(place: Town, method: str, **args: Any) -> str:
    error: str = (await raw(place, method, json=args))["error"]
    return error


async def test_auth_test_returns_identity_and_scopes(place: Town) -> None:
    answer = await place.client.auth_test()
    assert answer["user_id"] == place.workspace.bot.id
    assert answer["bot_id"] == place.workspace.bot_id
    assert answer["team_id"] == place.workspace.team.id
    assert answer.headers["x-oauth-scopes"].split(",") == SCOPES


async def test_each_method_needs_the_right_kind_of_token(place: Town) -> None:
    nobody: dict[str, str] = {}
    wrong = {"Authorization": "Bearer xoxb-other"}
    app = {"Authorization": f"Bearer {place.workspace.app_token}"}
    assert (await raw(place, "auth.test", headers=nobody))["error"] == "not_authed"
    assert (await raw(place, "auth.test", headers=wrong))["error"] == "invalid_auth"
    assert (await raw(place, "auth.test", headers=app))["error"] == "not_allowed_token_type"
    assert (await raw(place, "apps.connections.open"))["error"] == "not_allowed_token_type"
    assert (await raw(place, "apps.connections.open", headers=app))["url"].startswith("ws://127.0.0.1:")
    assert (await raw(place, "auth.test", headers=nobody, data={"token": place.workspace.bot_token}))["ok"]
    assert (await raw(place, "api.test", headers=nobody))["ok"]


async def test_method_outside_the_list_is_unknown(place: Town) -> None:
    assert await refusal(place, "admin.users.list") == "unknown_method"


@pytest.mark.parametrize("method", [name for name, endpoint in ENDPOINTS.items() if endpoint.scopes])
async def test_missing_scope_is_named(method: str) -> None:
    bare = {**MANIFEST, "oauth_config": {"scopes": {"bot": ["commands"]}}}
    async with town(bare) as place:
        place.workspace.app_token_scopes = frozenset()
        endpoint = ENDPOINTS[method]
        token = place.workspace.app_token if endpoint.caller == "app" else place.workspace.bot_token
        answer = await raw(place, method, headers={"Authorization": f"Bearer {token}"})
    assert answer["error"] == "missing_scope"
    assert answer["needed"] == ",".join(endpoint.scopes)
    assert answer["provided"] == ("" if endpoint.caller == "app" else "commands")


@pytest.mark.parametrize("method", [name for name, endpoint in ENDPOINTS.items() if endpoint.required])
async def test_missing_argument_is_named(place: Town, method: str) -> None:
    answer = await raw(place, method)
    assert answer["error"] == "invalid_arguments"
    assert f"missing required field: {ENDPOINTS[method].required[0]}" in answer["response_metadata"]["messages"][0]


async def test_form_json_and_query_are_all_understood(place: Town) -> None:
    blocks = [section("Hello")]
    form = {"channel": place.team.id, "text": "Hello", "blocks": json.dumps(blocks), "unfurl_links": "false"}
    assert (await raw(place, "chat.postMessage", data=form))["ok"]
    message = place.team.messages[-1]
    assert message.blocks[0]["text"]["text"] == "Hello"
    assert not message.unfurl_links
    assert (await raw(place, "chat.postMessage", json={**form, "blocks": blocks}))["ok"]
    assert (await raw(place, "chat.postMessage", params=form))["ok"]
    json_type = {"Content-Type": "application/json", "Authorization": f"Bearer {place.workspace.bot_token}"}
    assert (await raw(place, "chat.postMessage", data="{", headers=json_type))["error"] == "invalid_json"
    assert (await raw(place, "chat.postMessage", data="[]", headers=json_type))["error"] == "json_not_object"
    assert await refusal(place, "chat.postMessage", channel=place.team.id, blocks="[") == "invalid_blocks_format"
    assert (
        await refusal(place, "users.info", user=place.sanne.id) == "invalid_arguments"
    )  # methods that only read do not accept JSON


async def test_faults_replace_answers(place: Town) -> None:
    place.faults.add(Fault(where="chat.postMessage", status=429, headers={"Retry-After": "30"}))
    with pytest.raises(SlackApiError) as caught:
        await place.post(text="Card")
    assert caught.value.response.headers["Retry-After"] == "30"
    assert place.team.messages == []
    place.faults.add(Fault(where="chat.postMessage", status=500, after_commit=True))
    with pytest.raises(SlackApiError):
        await place.post(text="Card")
    assert len(place.team.messages) == 1
    assert [request.status for request in place.log] == [429, 500]


async def test_blocks_are_validated_without_a_token(place: Town) -> None:
    client = AsyncWebClient(base_url=f"{place.workspace.base_url}/api/", session=place.session)
    assert (await client.blocks_validate(blocks=[section("Hello")]))["ok"]
    with pytest.raises(SlackApiError, match="invalid_blocks"):
        await client.blocks_validate(blocks=[header("x" * 151)])
    with pytest.raises(SlackApiError, match="invalid_blocks"):
        await client.blocks_validate(view={"type": "modal"})


async def test_odd_arguments_are_refused(place: Town) -> None:
    await place.post(text="Card")
    channel = {"channel": place.team.id}

    async def refused(method: str, **args: str) -> str:
        error: str = (await raw(place, method, params=args))["error"]
        return error

    assert await refused("conversations.history", **channel, limit="many") == "invalid_arguments"
    assert await refused("conversations.history", **channel, oldest="yesterday") == "invalid_ts_oldest"
    assert await refused("api.test", error="my_error") == "my_error"
    assert await refused("blocks.validate") == "invalid_arguments"
    assert (
        await refused("chat.postMessage", **channel, text="x", blocks='{"type": "section"}') == "invalid_blocks_format"
    )
    assert await refused("views.publish", user_id=place.sanne.id, view="7") == "invalid_arguments"
    strange = place.workspace.add_channel("strange", bot_in=False)
    assert await refused("conversations.history", channel=strange.id) == "not_in_channel"
