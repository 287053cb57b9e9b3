"""The card's menu: one listener, which hands each choice to whoever does it."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from desk.errors import DeskError
from handlers.door import Door
from handlers.new_ticket import NewTicketDialog
from handlers.views.buttons import NEW_TICKET, pressed_more
from handlers.visit import Visit


class UnknownChoice(DeskError):
    """This card's menu has no such entry any more. `/desk help` lists what there is."""


Choice = Callable[[Visit, int], Awaitable[None]]


class MoreMenu:
    def __init__(self, door: Door, new_ticket: NewTicketDialog) -> None:
        self._door = door
        self._choices: dict[str, tuple[str, Choice]] = {
            # what was chosen: the command that does the same, and the deed
            NEW_TICKET: ("new", new_ticket.open),
        }

    async def pressed(
        self, ack: AsyncAck, body: Mapping[str, Any], action: Mapping[str, Any], client: AsyncWebClient
    ) -> None:
        await ack()
        chosen, key = pressed_more(action)
        word, deed = self._choices.get(chosen, ("help", _unknown))
        self._door.later(body, client, lambda visit: deed(visit, key.ticket_id), wanted=f"{word} {key.ticket_id}")


async def _unknown(_visit: Visit, _ticket_id: int) -> None:
    raise UnknownChoice
