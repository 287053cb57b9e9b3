"""Setting a ticket Open with one click (R3)."""

import uuid
from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from desk.desk import Desk
from desk.errors import ZendeskAway
from desk.model.assignments import AssignmentKey
from desk.model.submissions import SubmissionRequest
from handlers.interactions.dispatch import Dispatcher
from handlers.interactions.interaction import Interaction
from handlers.views.parts.blocks import said
from handlers.views.parts.buttons import pressed_assignment


class SetOpenAnswer:
    def __init__(self, dispatcher: Dispatcher, desk: Desk) -> None:
        self._dispatcher = dispatcher
        self._desk = desk

    async def pressed(
        self, ack: AsyncAck, body: Mapping[str, Any], action: Mapping[str, Any], client: AsyncWebClient
    ) -> None:
        await ack()
        key = pressed_assignment(action)
        wanted = f"open {key.ticket_id}"
        self._dispatcher.later(
            body, client, lambda interaction: self.open(interaction, key.ticket_id, key), wanted=wanted
        )

    async def open(self, interaction: Interaction, ticket_id: int, pressed: AssignmentKey | None = None) -> None:
        link = await self._desk.connections.link(interaction.user)
        await self._desk.access.known(link, ticket_id)
        if pressed:
            await self._desk.access.check_is_newest(pressed)
        await self._desk.hand_backs.check_is_full(link, ticket_id, "set a ticket Open")
        try:
            ticket = await self._desk.access.begin(link, ticket_id)
        except ZendeskAway:
            pass  # the change is queued, and checked again before it is sent
        else:
            if ticket.status.is_open:
                await interaction.say(said(f"#{ticket_id} is Open already."))
                return
        await self._desk.submissions.accept(link, SubmissionRequest(str(uuid.uuid4()), ticket_id))
        await interaction.say(said(f"#{ticket_id} is being set Open, under your name. You are told if it cannot be."))
