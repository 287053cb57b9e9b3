"""`/desk connect`: the offer, the pasted address, and what follows after connecting."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from desk.connections.connections import Connected
from desk.desk import Desk
from desk.errors import DeskError
from desk.model.rules import rights
from handlers.dialogs.dialog import points_at
from handlers.interactions.dispatch import Dispatcher
from handlers.interactions.interaction import Interaction
from handlers.slack.web_api import asked
from handlers.views.modals import connect
from handlers.views.parts.blocks import Message, said
from handlers.views.parts.errors import sentence
from handlers.views.parts.mrkdwn import words

Answer = Callable[[Interaction, str], Awaitable[None]]


class Invitation:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def invite(self, interaction: Interaction, wanted: str | None) -> Message:
        invitation = await self._desk.connections.invite(interaction.user, wanted, interaction.channel)
        return connect.invite(
            invitation.address, comes_back=invitation.comes_back, wanted=wanted, vendor=self._desk.vendor.name
        )


class ConnectDialog:
    """The dialog for a pasted address, and the end of every sign-in, pasted or by the browser."""

    def __init__(
        self,
        dispatcher: Dispatcher,
        desk: Desk,
        answer: Answer,
        client: AsyncWebClient,
        team: str,
        redraw_home: Callable[[Interaction], Awaitable[None]],
    ) -> None:
        """`answer` carries out the command that the person typed before connecting."""
        self._dispatcher = dispatcher
        self._desk = desk
        self._answer = answer
        self._client = client
        self._team = team
        self._redraw_home = redraw_home

    async def pressed_paste(self, ack: AsyncAck, body: Mapping[str, Any], client: AsyncWebClient) -> None:
        await ack()

        async def paste(interaction: Interaction) -> None:
            await interaction.open(connect.paste_modal(self._desk.vendor.name))

        self._dispatcher.later(body, client, paste)

    async def pasted(self, ack: AsyncAck, body: Mapping[str, Any], client: AsyncWebClient) -> None:
        query = connect.pasted_query(body["view"])
        state, code = query.get("state", [""])[0], query.get("code", [""])[0]
        if "error" in query:
            await ack(**points_at({connect.PASTED: "Zendesk says that you declined. Start again."}))
            return
        if not (state and code):
            hint = "That address carries no sign-in. Copy the whole address bar after you allowed access."
            await ack(**points_at({connect.PASTED: hint}))
            return
        await ack()
        self._dispatcher.later(body, client, lambda interaction: self._finish(interaction, state, code))

    async def begun_by(self, state: str) -> str:
        """The Slack name of the person who began this sign-in. Raises `SignInFailed` and `ChatAway`."""
        # https://docs.slack.dev/reference/methods/users.info
        answer = await asked(self._client.users_info(user=await self._desk.connections.begun_by(state)))
        return str(answer["user"].get("real_name") or answer["user"]["name"])

    async def came_back(self, state: str, code: str) -> Connected:
        """Finishes a sign-in whose browser was redirected to the bot. Raises `SignInFailed` or `ZendeskAway`."""
        connected = await self._desk.connections.finish(state, code)
        interaction = Interaction(self._client, connected.link.user, self._team, connected.channel)
        self._dispatcher.welcome(interaction, lambda welcomed: self._welcome(welcomed, connected))
        return connected

    async def _finish(self, interaction: Interaction, state: str, code: str) -> None:
        try:
            connected = await self._desk.connections.finish(state, code, user=interaction.user)
        except DeskError as problem:
            await interaction.say(said(words(sentence(problem))))
            return
        await self._welcome(
            Interaction(interaction.client, interaction.user, interaction.team, connected.channel), connected
        )

    async def _welcome(self, interaction: Interaction, connected: Connected) -> None:
        link = connected.link
        await interaction.say(connect.connected(link, rights(link.agent), self._desk.vendor.name))
        await self._redraw_home(interaction)
        if connected.wanted and connected.wanted.split()[0].lower() not in {"connect", "disconnect"}:
            await self._answer(interaction, connected.wanted)
