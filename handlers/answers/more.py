"""The card's menu “More”."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from desk.desk import Desk
from desk.errors import DeskError
from handlers.dialogs.new_ticket import NewTicketDialog
from handlers.interactions.dispatch import Dispatcher
from handlers.interactions.interaction import Interaction
from handlers.views.messages.details import details
from handlers.views.parts.buttons import MORE_INFO, NEW_TICKET, pressed_more

Choice = Callable[[Interaction, int], Awaitable[None]]


class UnknownChoice(DeskError):
    """This card's menu has no such entry any more. `/desk help` lists what there is."""


class MoreInfo:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def show(self, interaction: Interaction, ticket_id: int) -> None:
        """Read under the person's own token, and shown to them only (R1, R4)."""
        link = await self._desk.connections.link(interaction.user)
        await interaction.say(details(await self._desk.details.of(link, ticket_id)))


class MoreMenu:
    def __init__(self, dispatcher: Dispatcher, info: MoreInfo, new_ticket: NewTicketDialog) -> None:
        self._dispatcher = dispatcher
        self._choices: dict[str, tuple[Choice, str]] = {
            MORE_INFO: (info.show, "info"),
            NEW_TICKET: (new_ticket.open, "new"),
        }
        """By the value that the menu sends: the action, and the command that does the same."""

    async def pressed(
        self, ack: AsyncAck, body: Mapping[str, Any], action: Mapping[str, Any], client: AsyncWebClient
    ) -> None:
        await ack()
        choice, key = pressed_more(action)
        show, word = self._choices.get(choice, (_unknown, "help"))
        self._dispatcher.later(
            body, client, lambda interaction: show(interaction, key.ticket_id), wanted=f"{word} {key.ticket_id}"
        )


async def _unknown(_visit: Interaction, _ticket_id: int) -> None:
    raise UnknownChoice
