"""`/desk` and its words; every button has its twin here."""

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
    """That is no ticket number. Type it as in Zendesk, for example 48213."""


def ticket_number(text: str) -> int:
    """From `48213`, `#48213` or the ticket's address. Raises `BadTicketNumber`."""
    found = _TICKET_ID.fullmatch(text.strip())
    if found is None:
        shown = text.strip()[:40]
        raise BadTicketNumber(
            f"“{shown}” is no ticket number. Type it as in Zendesk, for example 48213."
            if shown
            else "Which ticket? Add its number, for example 48213."
        )
    return int(found[1])


class DeskCommand:
    def __init__(self, door: Dispatcher, desk: Desk, dialogs: Actions) -> None:
        self._door = door
        self._desk = desk
        self._dialogs = dialogs
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
        self._door.later(body, client, lambda visit: self.answer(visit, text), wanted=text or "queue")

    async def answer(self, visit: Interaction, text: str) -> None:
        word, _, rest = text.strip().partition(" ")
        deed = self.words.get(word.lower() or "queue")
        if deed is None:
            await visit.say(help.unknown(word))
            return
        await deed(visit, rest.strip())

    async def _link(self, visit: Interaction) -> Link:
        return await self._desk.connections.link(visit.user)

    async def _queue(self, visit: Interaction, _rest: str) -> None:
        rows = await self._desk.queue.of(await self._link(visit))
        await visit.say(queue.queue(rows[:QUEUE_ROWS], self._desk.vendor.name, more=max(0, len(rows) - QUEUE_ROWS)))

    async def _help(self, visit: Interaction, _rest: str) -> None:
        await visit.say(help.help(self._desk.vendor.name, self._desk.vendor.agent_url))

    async def _ticket(self, visit: Interaction, rest: str) -> None:
        await self._dialogs.tickets.show(visit, ticket_number(rest))

    async def _note(self, visit: Interaction, rest: str) -> None:
        """Without a trigger (after connecting) no dialog can open: then the ticket is shown, with its button."""
        ticket_id = ticket_number(rest)
        if visit.trigger_id:
            await self._dialogs.analysis.open(visit, ticket_id)
        else:
            await self._dialogs.tickets.show(visit, ticket_id)

    async def _new(self, visit: Interaction, rest: str) -> None:
        """As with a note: without a trigger the ticket is shown instead."""
        ticket_id = ticket_number(rest)
        if visit.trigger_id:
            await self._dialogs.new_ticket.open(visit, ticket_id)
        else:
            await self._dialogs.tickets.show(visit, ticket_id)

    async def _hand_back(self, visit: Interaction, rest: str) -> None:
        ticket_id = ticket_number(rest)
        if visit.trigger_id:
            await self._dialogs.hand_back.open(visit, ticket_id)
        else:
            await self._dialogs.tickets.show(visit, ticket_id)

    async def _set_open(self, visit: Interaction, rest: str) -> None:
        await self._dialogs.set_open.open(visit, ticket_number(rest))

    async def _take(self, visit: Interaction, rest: str) -> None:
        await self._dialogs.taking.take(visit, ticket_number(rest))

    async def _release(self, visit: Interaction, rest: str) -> None:
        await self._dialogs.taking.release(visit, ticket_number(rest))

    async def _info(self, visit: Interaction, rest: str) -> None:
        await self._dialogs.info.show(visit, ticket_number(rest))

    async def _can(self, visit: Interaction, _rest: str) -> None:
        await self._dialogs.licence.show(visit)

    async def _connect(self, visit: Interaction, _rest: str) -> None:
        try:
            link = await self._desk.connections.link(visit.user)
            await self._desk.connections.check_key(link)
        except DeskError:
            raise NotConnected from None
        await visit.say(connect.already_connected(link, self._desk.vendor.name, rights(link.agent)))

    async def _disconnect(self, visit: Interaction, _rest: str) -> None:
        revoked = await self._desk.connections.disconnect(visit.user)
        await visit.say(connect.disconnected(self._desk.vendor.name, revoked=revoked))
        await self._dialogs.home.redraw(visit)

    async def _people(self, visit: Interaction, _rest: str) -> None:
        await visit.say(people.people(await self._desk.teams.of(await self._link(visit)), self._desk.vendor.name))

    async def _watch_here(self, visit: Interaction, _rest: str) -> None:
        await self._dialogs.watch.open(visit)

    async def _unwatch(self, visit: Interaction, _rest: str) -> None:
        await self._link(visit)
        groups = await self._desk.watches.unwatch(visit.channel or "")
        await visit.say(watch_modal.unwatched(groups, visit.channel or ""))

    async def _settings(self, visit: Interaction, _rest: str) -> None:
        await self._dialogs.settings.open(visit)

    async def _status(self, visit: Interaction, _rest: str) -> None:
        await self._dialogs.status.show(visit)
