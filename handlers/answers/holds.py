"""Take it and Release: the card's buttons and their commands."""

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


class HoldAnswers:
    def __init__(self, door: Dispatcher, desk: Desk) -> None:
        self._door = door
        self._desk = desk

    async def pressed_take(
        self, ack: AsyncAck, body: Mapping[str, Any], action: Mapping[str, Any], client: AsyncWebClient
    ) -> None:
        await ack()
        key = pressed_assignment(action)
        self._door.later(body, client, lambda visit: self._take(visit, key), wanted=f"take {key.ticket_id}")

    async def pressed_release(
        self, ack: AsyncAck, body: Mapping[str, Any], action: Mapping[str, Any], client: AsyncWebClient
    ) -> None:
        await ack()
        key = pressed_assignment(action)
        self._door.later(body, client, lambda visit: self._release(visit, key), wanted=f"release {key.ticket_id}")

    async def take(self, visit: Interaction, ticket_id: int) -> None:
        link = await self._desk.connections.link(visit.user)
        await self._take(visit, await self._desk.holds.of_ticket(link, ticket_id))

    async def release(self, visit: Interaction, ticket_id: int) -> None:
        link = await self._desk.connections.link(visit.user)
        await self._release(visit, await self._desk.holds.of_ticket(link, ticket_id))

    async def _take(self, visit: Interaction, key: AssignmentKey) -> None:
        link = await self._desk.connections.link(visit.user)
        await self._desk.holds.take(link, key)
        if not visit.sees_change:
            await visit.say(holds.taken(key.ticket_id, self._desk.vendor.url(key.ticket_id)))

    async def _release(self, visit: Interaction, key: AssignmentKey) -> None:
        link = await self._desk.connections.link(visit.user)
        held = await self._desk.holds.release(link, key)
        if not visit.sees_change:
            url = self._desk.vendor.url(key.ticket_id)
            await visit.say(holds.released(key.ticket_id, url, held, by=visit.user))
