"""Events are sent to the bot, and sent again when they are not acknowledged."""

import asyncio
from typing import Any

from aiohttp import ClientSession, WSMsgType
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.faults import Faults
from sandbox.requests import RequestLog
from sandbox.slack.app import slack_app
from sandbox.slack.workspace import Workspace
from tests.sandbox.slack_kit import MANIFEST, Town, bolt, over_sockets, serve

Body = dict[str, Any]


async def address(place: Town) -> str:
    client = AsyncWebClient(base_url=f"{place.workspace.base_url}/api/", session=place.session)
    url: str = (await client.apps_connections_open(app_token=place.workspace.app_token))["url"]
    return url


async def test_event_is_sent_again_until_it_is_acknowledged(place: Town) -> None:
    assert place.workspace.retry_delays == (0.0, 60.0, 300.0)
    assert place.workspace.deliver_by == "socket"
    place.workspace.patience, place.workspace.retry_delays = 0.05, (0.0, 0.01, 0.02)
    async with place.session.ws_connect(await address(place)) as socket:
        await socket.receive_json()
        opening = asyncio.create_task(place.sanne.open_home())
        frames = [await socket.receive_json() for _ in range(4)]
        await opening
        await asyncio.sleep(0.2)
    assert [(f["retry_attempt"], f["retry_reason"]) for f in frames] == [(0, "")] + [(n, "timeout") for n in (1, 2, 3)]
    assert len({frame["payload"]["event_id"] for frame in frames}) == 1


async def test_event_waits_for_a_connection_and_a_click_does_not(place: Town) -> None:
    place.workspace.retry_delays = (0.2, 0.2, 0.2)
    app = bolt(place)
    heard: list[str] = []

    @app.event("app_home_opened")
    async def opened(event: Body, request: AsyncBoltRequest) -> None:
        heard.append(request.headers["x-slack-retry-num"][0])
        assert event["tab"] == "home"

    await place.sanne.open_home()
    assert (await place.sanne.command("/desk", channel=place.team)).error == "dispatch_failed"
    async with over_sockets(place, app):
        await place.workspace.until(lambda: heard)
    assert heard in (["1"], ["2"])


async def test_bot_gets_the_events_it_subscribed_to_in_its_channels(place: Town) -> None:
    app = bolt(place)
    heard: list[tuple[str, str]] = []

    @app.event("message")
    @app.event("app_mention")
    @app.event("member_joined_channel")
    async def listen(event: Body) -> None:
        heard.append((event["type"], event.get("text", "")))

    async with over_sockets(place, app):
        await place.sanne.say(place.team, "Nobody asked for this")
        await place.sanne.say(
            place.workspace.add_channel("far", members=[place.sanne], bot_in=False), "Not for the bot"
        )
        await place.sanne.say(place.team, "@desk hello")
        await place.sanne.say(place.workspace.direct(place.sanne.id), "Only us & <you>")
        place.workspace.invite_bot(place.workspace.add_channel("new", bot_in=False))
        await place.workspace.until(lambda: len(heard) == 3)
    mention = f"<@{place.workspace.bot.id}|desk> hello"
    assert heard == [("app_mention", mention), ("message", "Only us &amp; &lt;you&gt;"), ("member_joined_channel", "")]


def test_event_from_outside_a_loop_is_sent_when_the_bot_connects() -> None:
    workspace = Workspace(MANIFEST)
    channel = workspace.add_channel("team")
    workspace.rename(channel, "nobody-subscribed")
    workspace.archive(channel)

    async def later() -> None:
        runner, workspace.base_url = await serve(slack_app(workspace, Faults(), RequestLog()))
        async with ClientSession() as session, session.ws_connect(workspace.sockets.new_address()) as socket:
            await socket.receive_json()
            envelope: Body = await socket.receive_json()
            await socket.send_json({"envelope_id": envelope["envelope_id"]})
            stopping = asyncio.create_task(runner.cleanup())
            assert (await socket.receive()).type is WSMsgType.CLOSE
            await stopping
        event = envelope["payload"]["event"]
        assert (event["type"], event["channel"]) == ("channel_archive", channel.id)

    asyncio.run(later())
