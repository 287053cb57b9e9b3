"""The Home tab: drawn when a person opens it, and after each action on it."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog
from cachetools import FIFOCache, LRUCache
from slack_bolt.async_app import AsyncAck
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from desk.desk import Desk
from desk.errors import ChannelUnreachable, ChatAway, ConnectionLapsed, DeskError, NotConnected
from handlers.interactions.dispatch import Dispatcher
from handlers.interactions.interaction import Interaction
from handlers.slack.web_api import asked, code
from handlers.views import home
from handlers.views.parts.blocks import Block, Message
from handlers.views.parts.errors import sentence

REMEMBERED = 1000
_DRAWN_SINCE = "hash_conflict"

log = structlog.get_logger()

Invite = Callable[[Interaction, str | None], Awaitable[Message]]


class HomePages:
    """Draws Home tabs, one at a time for each person, so that the last drawing shows the newest data."""

    def __init__(self, desk: Desk, invite: Invite) -> None:
        self._desk = desk
        self._invite = invite
        self._turns: LRUCache[str, asyncio.Lock] = LRUCache(REMEMBERED)
        self._hashes: LRUCache[str, str] = LRUCache(REMEMBERED)

    async def draw(self, interaction: Interaction, page: int = 0) -> None:
        """Logs errors of Slack and does not raise them: an action counts even if the page cannot be drawn."""
        await self._show(interaction, lambda: self._view(interaction, page))

    async def close(self, interaction: Interaction, sentence: str) -> None:
        """Replaces the page of a person who may not see tickets with one sentence."""

        async def closed() -> Block:
            return home.closed(sentence)

        await self._show(interaction, closed)

    async def _show(self, interaction: Interaction, view: Callable[[], Awaitable[Block]]) -> None:
        async with self._turns.setdefault(interaction.user, asyncio.Lock()):
            try:
                await self._publish(interaction, view, self._hashes.get(interaction.user))
            except (ChatAway, ChannelUnreachable) as problem:
                log.warning("home.not_drawn", user=interaction.user, problem=type(problem).__name__)
            except SlackApiError as problem:  # a manifest of an older release has no Home tab
                log.warning("home.not_drawn", user=interaction.user, problem=code(problem))

    async def _publish(self, interaction: Interaction, view: Callable[[], Awaitable[Block]], drawn: str | None) -> None:
        # https://docs.slack.dev/reference/methods/views.publish
        since = {"hash": drawn} if drawn else {}
        call = interaction.client.views_publish(user_id=interaction.user, view=await view(), **since)
        try:
            answer = await asked(call)
        except SlackApiError as problem:
            if code(problem) != _DRAWN_SINCE or drawn is None:
                raise
            # Another run of the bot drew it since; reading again makes this drawing the newer one.
            await self._publish(interaction, view, None)
            return
        self._hashes[interaction.user] = answer["view"]["hash"]

    async def _view(self, interaction: Interaction, page: int) -> Block:
        try:
            return home.home(await self._desk.home.of(interaction.user), self._desk.vendor.name, page)
        except (NotConnected, ConnectionLapsed):
            return home.invited(await self._invite(interaction, None))
        except DeskError as problem:
            return home.trouble(sentence(problem))


class HomeTab:
    def __init__(self, dispatcher: Dispatcher, pages: HomePages) -> None:
        self._dispatcher = dispatcher
        self._pages = pages
        self._events: FIFOCache[str, None] = FIFOCache(REMEMBERED)

    async def opened(self, body: Mapping[str, Any], client: AsyncWebClient) -> None:
        # https://docs.slack.dev/reference/events/app_home_opened
        if body["event"].get("tab") == "home" and self._is_news(str(body.get("event_id", ""))):
            self._dispatcher.later(body, client, self._pages.draw)

    async def pressed_page(
        self, ack: AsyncAck, body: Mapping[str, Any], action: Mapping[str, Any], client: AsyncWebClient
    ) -> None:
        await ack()
        page = home.pressed_page(action)

        async def turn(interaction: Interaction) -> None:
            await self._pages.draw(interaction, page)

        self._dispatcher.later(body, client, turn, redraws_home=False)

    async def redraw(self, interaction: Interaction) -> None:
        """Draws the page after a person connected or disconnected."""
        await self._pages.draw(interaction)

    def _is_news(self, event_id: str) -> bool:
        """False for an event that Slack sends again. After a restart one is drawn a second time, which does no harm."""
        if event_id in self._events:
            return False
        self._events[event_id] = None
        return True
