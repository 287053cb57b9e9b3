"""`/desk connect`: the offer, the pasted address, and what happens once somebody is connected."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from desk.connections.connections import Connected
from desk.desk import Desk
from desk.errors import DeskError
from desk.model.rules import rights
from handlers.interactions.dispatch import Dispatcher
from handlers.interactions.interaction import Interaction
from handlers.slack.web_api import asked
from handlers.views.modals import connect
from handlers.views.parts.blocks import Message, said
from handlers.views.parts.errors import sentence
from handlers.views.parts.mrkdwn import words

Answer = Callable[[Interaction, str], Awaitable[None]]


class ConnectDialog:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def invite(self, visit: Interaction, wanted: str | None) -> Message:
        invitation = await self._desk.connections.invite(visit.user, wanted, visit.channel)
        return connect.invite(
            invitation.address, comes_back=invitation.comes_back, wanted=wanted, vendor=self._desk.vendor.name
        )


class Arrival:
    """A finished sign-in, however the code came back."""

    def __init__(
        self,
        door: Dispatcher,
        desk: Desk,
        answer: Answer,
        client: AsyncWebClient,
        team: str,
        redraw_home: Callable[[Interaction], Awaitable[None]],
    ) -> None:
        """`answer` carries out a command's text, for what the person wanted before connecting."""
        self._door = door
        self._desk = desk
        self._answer = answer
        self._client = client
        self._team = team
        self._redraw_home = redraw_home

    async def pressed_paste(self, ack: AsyncAck, body: Mapping[str, Any], client: AsyncWebClient) -> None:
        await ack()

        async def paste(visit: Interaction) -> None:
            await visit.open(connect.paste_modal(self._desk.vendor.name))

        self._door.later(body, client, paste)

    async def pasted(self, ack: AsyncAck, body: Mapping[str, Any], client: AsyncWebClient) -> None:
        query = connect.pasted_query(body["view"])
        state, code = query.get("state", [""])[0], query.get("code", [""])[0]
        if "error" in query:
            await ack(response_action="errors", errors={connect.PASTED: "Zendesk says that you declined. Start again."})
            return
        if not (state and code):
            hint = "That address carries no sign-in. Copy the whole address bar after you allowed access."
            await ack(response_action="errors", errors={connect.PASTED: hint})
            return
        await ack()
        self._door.later(body, client, lambda visit: self._finish(visit, state, code))

    async def begun_by(self, state: str) -> str:
        """What the person who began this sign-in is called in Slack. Raises `SignInFailed` and `ChatAway`."""
        # https://docs.slack.dev/reference/methods/users.info
        answer = await asked(self._client.users_info(user=await self._desk.connections.begun_by(state)))
        return str(answer["user"].get("real_name") or answer["user"]["name"])

    async def came_back(self, state: str, code: str) -> Connected:
        """The browser came back by itself. Raises `SignInFailed` or `ZendeskAway`."""
        connected = await self._desk.connections.finish(state, code)
        visit = Interaction(self._client, connected.link.user, self._team, connected.channel)
        self._door.welcome(visit, lambda welcomed: self._welcome(welcomed, connected))
        return connected

    async def _finish(self, visit: Interaction, state: str, code: str) -> None:
        try:
            connected = await self._desk.connections.finish(state, code, user=visit.user)
        except DeskError as problem:
            await visit.say(said(words(sentence(problem))))
            return
        await self._welcome(Interaction(visit.client, visit.user, visit.team, connected.channel), connected)

    async def _welcome(self, visit: Interaction, connected: Connected) -> None:
        link = connected.link
        await visit.say(connect.connected(link, rights(link.agent), self._desk.vendor.name))
        await self._redraw_home(visit)
        if connected.wanted and connected.wanted.split()[0].lower() not in {"connect", "disconnect"}:
            await self._answer(visit, connected.wanted)
