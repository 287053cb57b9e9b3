"""The command `/desk`: each button has a word here that does the same."""

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from desk.desk import Desk
from desk.errors import DeskError, NotConnected
from desk.model.people import Link
from desk.model.rules import rights
from handlers.actions import Actions
from handlers.interactions.dispatch import Dispatcher
from handlers.interactions.interaction import Interaction
from handlers.views.messages import help, people, queue  # noqa: A004 - the command's own name
from handlers.views.modals import connect, watch_modal

QUEUE_ROWS = 20
_TICKET_ID = re.compile(r"(?:<?https?://\S*?/tickets/)?#?(\d{1,15})(?:[|>?#/]\S*)?")

Word = Callable[[Interaction, str], Awaitable[None]]


class BadTicketNumber(DeskError):
    """That is not a ticket number. Type it as in Zendesk, for example 48213."""


def ticket_number(text: str) -> int:
    """From `48213`, `#48213` or the ticket's address. Raises `BadTicketNumber`."""
    found = _TICKET_ID.fullmatch(text.strip())
    if found is None:
        shown = text.strip()[:40]
        raise BadTicketNumber(
            f"“{shown}” is not a ticket number. Type it as in Zendesk, for example 48213."
            if shown
            else "Which ticket? Add its number, for example 48213."
        )
    return int(found[1])


class DeskCommand:
    def __init__(self, dispatcher: Dispatcher, desk: Desk, actions: Actions) -> None:
        self._dispatcher = dispatcher
        self._desk = desk
        self._actions = actions
        self.words: dict[str, Word] = {
            "queue": self._queue,
            "help": self._help,
            "ticket": self._ticket,
            "note": self._note,
            "new": self._new,
            "handback": self._hand_back,
            "open": self._set_open,
            "take": self._take,
            "release": self._release,
            "info": self._info,
            "can": self._can,
            "connect": self._connect,
            "disconnect": self._disconnect,
            "people": self._people,
            "watch": self._watch_here,
            "unwatch": self._unwatch,
            "status": self._status,
            "settings": self._settings,
        }

    async def typed(self, ack: AsyncAck, body: Mapping[str, Any], client: AsyncWebClient) -> None:
        await ack()
        text = str(body.get("text", "")).strip()
        self._dispatcher.later(body, client, lambda interaction: self.answer(interaction, text), wanted=text or "queue")

    async def answer(self, interaction: Interaction, text: str) -> None:
        word, _, rest = text.strip().partition(" ")
        action = self.words.get(word.lower() or "queue")
        if action is None:
            await interaction.say(help.unknown(word))
            return
        await action(interaction, rest.strip())

    async def _link(self, interaction: Interaction) -> Link:
        return await self._desk.connections.link(interaction.user)

    async def _queue(self, interaction: Interaction, _rest: str) -> None:
        rows = await self._desk.queue.of(await self._link(interaction))
        await interaction.say(
            queue.queue(rows[:QUEUE_ROWS], self._desk.vendor.name, more=max(0, len(rows) - QUEUE_ROWS))
        )

    async def _help(self, interaction: Interaction, _rest: str) -> None:
        await interaction.say(help.help(self._desk.vendor.name, self._desk.vendor.agent_url))

    async def _ticket(self, interaction: Interaction, rest: str) -> None:
        await self._actions.tickets.show(interaction, ticket_number(rest))

    async def _note(self, interaction: Interaction, rest: str) -> None:
        """Shows the ticket with its button when there is no trigger id (after connecting): no dialog can open then."""
        ticket_id = ticket_number(rest)
        if interaction.trigger_id:
            await self._actions.analysis.open(interaction, ticket_id)
        else:
            await self._actions.tickets.show(interaction, ticket_id)

    async def _new(self, interaction: Interaction, rest: str) -> None:
        """Shows the ticket when there is no trigger id, as `_note` does."""
        ticket_id = ticket_number(rest)
        if interaction.trigger_id:
            await self._actions.new_ticket.open(interaction, ticket_id)
        else:
            await self._actions.tickets.show(interaction, ticket_id)

    async def _hand_back(self, interaction: Interaction, rest: str) -> None:
        ticket_id = ticket_number(rest)
        if interaction.trigger_id:
            await self._actions.hand_back.open(interaction, ticket_id)
        else:
            await self._actions.tickets.show(interaction, ticket_id)

    async def _set_open(self, interaction: Interaction, rest: str) -> None:
        await self._actions.set_open.open(interaction, ticket_number(rest))

    async def _take(self, interaction: Interaction, rest: str) -> None:
        await self._actions.holds.take(interaction, ticket_number(rest))

    async def _release(self, interaction: Interaction, rest: str) -> None:
        await self._actions.holds.release(interaction, ticket_number(rest))

    async def _info(self, interaction: Interaction, rest: str) -> None:
        await self._actions.info.show(interaction, ticket_number(rest))

    async def _can(self, interaction: Interaction, _rest: str) -> None:
        await self._actions.rights.show(interaction)

    async def _connect(self, interaction: Interaction, _rest: str) -> None:
        try:
            link = await self._desk.connections.link(interaction.user)
            await self._desk.connections.check_key(link)
        except DeskError:
            raise NotConnected from None
        await interaction.say(connect.already_connected(link, self._desk.vendor.name, rights(link.agent)))

    async def _disconnect(self, interaction: Interaction, _rest: str) -> None:
        revoked = await self._desk.connections.disconnect(interaction.user)
        await interaction.say(connect.disconnected(self._desk.vendor.name, revoked=revoked))
        await self._actions.home.redraw(interaction)

    async def _people(self, interaction: Interaction, _rest: str) -> None:
        await interaction.say(
            people.people(await self._desk.teams.of(await self._link(interaction)), self._desk.vendor.name)
        )

    async def _watch_here(self, interaction: Interaction, _rest: str) -> None:
        await self._actions.watch.open(interaction)

    async def _unwatch(self, interaction: Interaction, _rest: str) -> None:
        await self._link(interaction)
        groups = await self._desk.watches.unwatch(interaction.channel or "")
        await interaction.say(watch_modal.unwatched(groups, interaction.channel or ""))

    async def _settings(self, interaction: Interaction, _rest: str) -> None:
        await self._actions.preferences.open(interaction)

    async def _status(self, interaction: Interaction, _rest: str) -> None:
        await self._actions.status.show(interaction)
