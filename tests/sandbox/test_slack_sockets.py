"""Socket Mode: connections, envelopes, refreshes and cuts."""

import asyncio
import json
from typing import Any

import pytest
from aiohttp import WSMsgType, WSServerHandshakeError
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.sandbox.slack_kit import Town, bolt, over_sockets

Body = dict[str, Any]


async def address(place: Town) -> str:
    client = AsyncWebClient(base_url=f"{place.workspace.base_url}/api/", session=place.session)
    url: str = (await client.apps_connections_open(app_token=place.workspace.app_token))["url"]
    return url


async def answering(place: Town) -> tuple[AsyncApp, list[str]]:
    app = bolt(place)
    said: list[str] = []

    @app.command("/desk")
    async def command(ack: AsyncAck, body: Body) -> None:
        await ack()
        said.append(body["text"])

    return app, said


async def test_socket_greets_and_its_ticket_is_used_once(place: Town) -> None:
    url = await address(place)
    async with place.session.ws_connect(url) as socket:
        hello = await socket.receive_json()
        assert hello["type"] == "hello"
        assert hello["num_connections"] == 1
        assert hello["debug_info"]["approximate_connection_time"] > 0
        with pytest.raises(WSServerHandshakeError):
            await place.session.ws_connect(url)


async def test_envelopes_carry_what_slack_sends(place: Town) -> None:
    async with place.session.ws_connect(await address(place)) as socket:
        await socket.receive_json()
        asked = asyncio.create_task(place.sanne.command("/desk", "help", channel=place.team))
        envelope = await socket.receive_json()
        assert envelope["type"] == "slash_commands"
        assert envelope["accepts_response_payload"]
        payload = envelope["payload"]
        assert (payload["command"], payload["text"], payload["channel_name"]) == ("/desk", "help", "team")
        assert payload["response_url"].startswith(place.workspace.base_url)
        await socket.send_str("not json")
        await socket.send_json({"envelope_id": "unknown"})
        await socket.send_json({"envelope_id": envelope["envelope_id"], "payload": {"text": "Here you are"}})
        reply = (await asked).reply
        assert reply is not None
        assert reply.text == "Here you are"

        place.workspace.archive(place.team)
        event = await socket.receive_json()
        assert (event["type"], event["accepts_response_payload"]) == ("events_api", False)
        assert (event["retry_attempt"], event["retry_reason"]) == (0, "")
        assert event["payload"]["event"]["type"] == "channel_archive"
        assert event["payload"]["authorizations"][0]["user_id"] == place.workspace.bot.id
        await socket.send_json({"envelope_id": event["envelope_id"]})


async def test_payloads_use_all_connections_in_turn(place: Town) -> None:
    app, said = await answering(place)
    async with over_sockets(place, app, connections=2):
        for number in range(4):
            await place.sanne.command("/desk", str(number), channel=place.team)
    assert said == ["0", "1", "2", "3"]


async def test_eleventh_connection_is_refused(place: Town) -> None:
    sockets = [await place.session.ws_connect(await address(place)) for _ in range(10)]
    await place.workspace.connected(10)
    async with place.session.ws_connect(await address(place)) as extra:
        assert (await extra.receive_json())["reason"] == "too_many_websockets"
        assert (await extra.receive()).type is WSMsgType.CLOSE
    for socket in sockets:
        await socket.close()
    await place.workspace.until(lambda: not place.workspace.sockets.connections)


async def test_client_reconnects_after_a_refresh_and_after_a_cut(place: Town) -> None:
    app, said = await answering(place)
    async with over_sockets(place, app):
        await place.workspace.refresh_connections()
        await place.workspace.connected()
        assert (await place.sanne.command("/desk", "refreshed", channel=place.team)).error is None

        place.workspace.cut_connections()
        await place.workspace.until(lambda: not place.workspace.sockets.connections)
        gone = await place.sanne.command("/desk", "lost", channel=place.team)
        assert gone.error == "dispatch_failed"
        await place.workspace.connected()
        assert (await place.sanne.command("/desk", "back", channel=place.team)).error is None
    assert said == ["refreshed", "back"]


async def test_second_connection_takes_the_payloads_during_a_refresh(place: Town) -> None:
    app, said = await answering(place)
    async with over_sockets(place, app, connections=2):
        refresh = asyncio.create_task(place.workspace.refresh_connections())
        for number in range(20):
            assert (await place.sanne.command("/desk", str(number), channel=place.team)).error is None
        await refresh
    assert len(said) == 20


async def test_connection_that_ignores_the_warning_is_closed(place: Town) -> None:
    async with place.session.ws_connect(await address(place)) as socket:
        await socket.receive_json()
        refresh = asyncio.create_task(place.workspace.refresh_connections(notice=0.05))
        reasons = [(await socket.receive_json())["reason"] for _ in range(2)]
        assert reasons == ["warning", "refresh_requested"]
        assert (await socket.receive()).type is WSMsgType.CLOSE
        await refresh


async def test_no_connection_is_possible_while_slack_is_away(place: Town) -> None:
    url = await address(place)
    place.faults.away = True
    with pytest.raises(Exception, match=r".*"):
        await place.session.ws_connect(url)
    assert place.workspace.sockets.connections == []


async def test_every_payload_can_be_delivered_twice(place: Town) -> None:
    app, said = await answering(place)
    place.workspace.deliver_twice = True
    assert place.workspace.deliver_twice
    async with over_sockets(place, app):
        assert (await place.sanne.command("/desk", "once", channel=place.team)).error is None
    assert said == ["once", "once"]


async def test_command_fails_at_once_when_the_connection_was_cut(place: Town) -> None:
    async with place.session.ws_connect(await address(place)) as socket:
        await socket.receive_json()
        place.workspace.cut_connections()
        await asyncio.sleep(0)
        place.workspace.cut_connections()
        assert (await place.sanne.command("/desk", channel=place.team)).error == "dispatch_failed"


async def test_frames_that_are_not_text_are_ignored(place: Town) -> None:
    async with place.session.ws_connect(await address(place)) as socket:
        await socket.receive_json()
        await socket.send_bytes(b"noise")
        asked = asyncio.create_task(place.sanne.command("/desk", channel=place.team))
        await socket.send_json({"envelope_id": (await socket.receive_json())["envelope_id"]})
        assert (await asked).error is None


async def test_payload_in_an_acknowledgement_that_allows_none_is_reported_as_advice(place: Town) -> None:
    async with place.session.ws_connect(await address(place)) as socket:
        await socket.receive_json()
        opening = asyncio.create_task(place.sanne.open_home())
        envelope = await socket.receive_json()
        await socket.send_str(json.dumps({"envelope_id": envelope["envelope_id"], "payload": {"text": "Thanks"}}))
        await opening
    assert len(place.workspace.advice) == 1
