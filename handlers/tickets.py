"""Showing one ticket to one person."""

from desk.cards import QueueRow
from desk.desk import Desk
from handlers.views import ticket
from handlers.visit import Visit


class TicketDesk:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def show(self, visit: Visit, ticket_id: int) -> None:
        """As Zendesk has it now, read under the person's own token (R1, R4)."""
        link = await self._desk.connections.link(visit.user)
        read = await self._desk.analysing.read(link, ticket_id)
        card = await self._desk.reading.ticket(read)
        if card:
            await visit.say(ticket.ticket(card, card.excerpt))
            return
        row = QueueRow(read, self._desk.house.url(read.id), assigned_by=None, assigned_at=None)
        await visit.say(ticket.ticket(row, vendor=self._desk.house.vendor))
