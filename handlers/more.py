"""The card's menu of what is needed less often."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog
from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from desk.desk import Desk
from handlers.door import Door
from handlers.views.buttons import MORE_INFO, pressed_more
from handlers.views.details import details
from handlers.visit import Visit

Choice = Callable[[Visit, int], Awaitable[None]]

log = structlog.get_logger()


class InfoDesk:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def show(self, visit: Visit, ticket_id: int) -> None:
        """Read under the person's own token, and shown to nobody else (R1, R4)."""
        link = await self._desk.connections.link(visit.user)
        await visit.say(details(await self._desk.looking.details(link, ticket_id)))


class MoreMenu:
    def __init__(self, door: Door, info: InfoDesk) -> None:
        self._door = door
        self._choices: dict[str, tuple[Choice, str]] = {
            MORE_INFO: (info.show, "info"),
        }
        """By what the menu sends: the deed, and the command that does the same."""

    async def pressed(
        self, ack: AsyncAck, body: Mapping[str, Any], action: Mapping[str, Any], client: AsyncWebClient
    ) -> None:
        await ack()
        choice, key = pressed_more(action)
        if choice not in self._choices:
            log.warning("more.unknown", choice=choice)  # a card of another release
            return
        deed, word = self._choices[choice]
        self._door.later(body, client, lambda visit: deed(visit, key.ticket_id), wanted=f"{word} {key.ticket_id}")
