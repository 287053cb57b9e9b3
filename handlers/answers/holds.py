"""The buttons Take it and Release, and their commands."""

from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from desk.desk import Desk
from desk.model.assignments import AssignmentKey
from handlers.interactions.dispatch import Dispatcher
from handlers.interactions.interaction import Interaction
from handlers.views.messages import holds
from handlers.views.parts.buttons import pressed_assignment


class HoldsAnswer:
    def __init__(self, dispatcher: Dispatcher, desk: Desk) -> None:
        self._dispatcher = dispatcher
        self._desk = desk

    async def pressed_take(
        self, ack: AsyncAck, body: Mapping[str, Any], action: Mapping[str, Any], client: AsyncWebClient
    ) -> None:
        await ack()
        key = pressed_assignment(action)
        self._dispatcher.later(
            body, client, lambda interaction: self._take(interaction, key), wanted=f"take {key.ticket_id}"
        )

    async def pressed_release(
        self, ack: AsyncAck, body: Mapping[str, Any], action: Mapping[str, Any], client: AsyncWebClient
    ) -> None:
        await ack()
        key = pressed_assignment(action)
        self._dispatcher.later(
            body, client, lambda interaction: self._release(interaction, key), wanted=f"release {key.ticket_id}"
        )

    async def take(self, interaction: Interaction, ticket_id: int) -> None:
        link = await self._desk.connections.link(interaction.user)
        await self._take(interaction, await self._desk.holds.of_ticket(link, ticket_id))

    async def release(self, interaction: Interaction, ticket_id: int) -> None:
        link = await self._desk.connections.link(interaction.user)
        await self._release(interaction, await self._desk.holds.of_ticket(link, ticket_id))

    async def _take(self, interaction: Interaction, key: AssignmentKey) -> None:
        link = await self._desk.connections.link(interaction.user)
        await self._desk.holds.take(link, key)
        if not interaction.sees_change:
            await interaction.say(holds.taken(key.ticket_id, self._desk.vendor.url(key.ticket_id)))

    async def _release(self, interaction: Interaction, key: AssignmentKey) -> None:
        link = await self._desk.connections.link(interaction.user)
        held = await self._desk.holds.release(link, key)
        if not interaction.sees_change:
            url = self._desk.vendor.url(key.ticket_id)
            await interaction.say(holds.released(key.ticket_id, url, held, by=interaction.user))
