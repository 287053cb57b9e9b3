"""`/desk watch`: choosing the groups whose assignments a channel gets."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from desk.desk import Desk
from desk.errors import ChannelUnreachable, Refusal
from handlers.interactions.dispatch import Dispatcher
from handlers.interactions.interaction import Interaction
from handlers.slack.web_api import asked
from handlers.views.modals import watch_modal
from handlers.views.modals.watch_modal import WatchChoice


class WatchDialog:
    def __init__(self, dispatcher: Dispatcher, desk: Desk, bot_user: str) -> None:
        self._dispatcher = dispatcher
        self._desk = desk
        self._bot_user = bot_user

    async def open(self, interaction: Interaction) -> None:
        link = await self._desk.connections.link(interaction.user)
        channel = interaction.channel or ""
        if not channel.startswith(("C", "G")):
            raise Refusal("Cards go to a channel: type `/desk watch` in the one where your team talks.")
        if not await self._is_member(interaction.client, channel):
            await interaction.say(watch_modal.invite_me(self._bot_user))
            return
        if interaction.trigger_id is None:
            await interaction.say(watch_modal.offer(channel))
            return
        current = await self._desk.memory.watches.of_channel(channel)
        await interaction.open(watch_modal.watch_modal(channel, link.agent.groups, self._desk.vendor.name, current))

    async def pressed_choose(
        self, ack: AsyncAck, body: Mapping[str, Any], action: Mapping[str, Any], client: AsyncWebClient
    ) -> None:
        await ack()
        channel = watch_modal.pressed_offer(action)
        self._dispatcher.later(
            body, client, lambda interaction: self.open(replace(interaction, channel=channel)), wanted="watch"
        )

    async def submitted(self, ack: AsyncAck, body: Mapping[str, Any], client: AsyncWebClient) -> None:
        await ack()
        choice = watch_modal.watched(body["view"])
        self._dispatcher.later(body, client, lambda interaction: self._begin(interaction, choice))

    async def pressed_show_backlog(
        self, ack: AsyncAck, body: Mapping[str, Any], action: Mapping[str, Any], client: AsyncWebClient
    ) -> None:
        await ack()
        group_id = watch_modal.pressed_backlog(action)

        async def show(interaction: Interaction) -> None:
            link = await self._desk.connections.link(interaction.user)
            shown = await self._desk.watches.show_backlog(link, interaction.channel or "", group_id)
            group = next(group for group in link.agent.groups if group.id == group_id)
            await interaction.say(watch_modal.backlog_done(group, shown))

        self._dispatcher.later(body, client, show)

    async def pressed_start_from_now(
        self, ack: AsyncAck, body: Mapping[str, Any], action: Mapping[str, Any], client: AsyncWebClient
    ) -> None:
        await ack()
        group_id = watch_modal.pressed_backlog(action)

        async def start(interaction: Interaction) -> None:
            link = await self._desk.connections.link(interaction.user)
            group = next((group for group in link.agent.groups if group.id == group_id), None)
            if group:
                await interaction.say(watch_modal.backlog_done(group, None))

        self._dispatcher.later(body, client, start)

    async def _begin(self, interaction: Interaction, choice: WatchChoice) -> None:
        """A submitted dialog names no channel, so answers go to the chosen one."""
        at_home = Interaction(interaction.client, interaction.user, interaction.team, channel=choice.channel)
        connections = self._desk.connections
        link = await connections.refresh(await connections.link(interaction.user))  # R1: the groups of today
        if not await self._is_member(interaction.client, choice.channel):
            await at_home.say(watch_modal.invite_me(self._bot_user))
            return
        begun = await self._desk.watches.watch(
            link, choice.channel, choice.group_ids, shows_excerpt=choice.shows_excerpt
        )
        groups = [group for group in link.agent.groups if group.id in choice.group_ids]
        await at_home.say(watch_modal.watching(groups, choice.channel))
        for group, held in begun:
            if held:
                await at_home.say(watch_modal.backlog(len(held), group))

    async def _is_member(self, client: AsyncWebClient, channel: str) -> bool:
        # https://docs.slack.dev/reference/methods/conversations.info
        try:
            answer = await asked(client.conversations_info(channel=channel))
        except ChannelUnreachable:
            return False
        return bool(answer["channel"].get("is_member"))
