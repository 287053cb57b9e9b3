"""`/desk status`, and the buttons to retry or give up what waits."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from desk.desk import Desk
from desk.errors import DeskError
from desk.model.people import Link
from desk.screens.waiting_items import WaitingItem, WorkRef
from handlers.interactions.dispatch import Dispatcher
from handlers.interactions.interaction import Interaction
from handlers.views.messages import status, waiting

Decision = Callable[[str, Link | None, WorkRef], Awaitable[WaitingItem]]


class StatusAnswer:
    def __init__(self, dispatcher: Dispatcher, desk: Desk) -> None:
        self._dispatcher = dispatcher
        self._desk = desk

    async def show(self, interaction: Interaction) -> None:
        held = await self._desk.waiting.seen_by(interaction.user, await self._link(interaction))
        shown = replace(await self._desk.status.read(), waiting=held, slowed=self._desk.pace.slowed())
        await interaction.say(status.status(shown))

    async def pressed_retry(
        self, ack: AsyncAck, body: Mapping[str, Any], action: Mapping[str, Any], client: AsyncWebClient
    ) -> None:
        await ack()
        self._decide(body, action, client, self._desk.waiting.retry)

    async def pressed_give_up(
        self, ack: AsyncAck, body: Mapping[str, Any], action: Mapping[str, Any], client: AsyncWebClient
    ) -> None:
        await ack()
        self._decide(body, action, client, self._desk.waiting.give_up)

    def _decide(
        self, body: Mapping[str, Any], action: Mapping[str, Any], client: AsyncWebClient, decision: Decision
    ) -> None:
        async def decide(interaction: Interaction) -> None:
            ref = waiting.pressed_waiting(action)
            await interaction.say(waiting.decided(await decision(interaction.user, await self._link(interaction), ref)))

        self._dispatcher.later(body, client, decide)

    async def _link(self, interaction: Interaction) -> Link | None:
        try:
            return await self._desk.connections.link(interaction.user)
        except DeskError:
            return None  # everybody may see the bot's status
