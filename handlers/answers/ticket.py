"""Showing one ticket to one person."""

from desk.desk import Desk
from desk.model.cards import QueueRow
from handlers.interactions.interaction import Interaction
from handlers.views.messages import ticket


class TicketAnswer:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def show(self, interaction: Interaction, ticket_id: int) -> None:
        """Reads the ticket from Zendesk under the person's own token (R1, R4)."""
        link = await self._desk.connections.link(interaction.user)
        read = await self._desk.access.read(link, ticket_id)
        card = await self._desk.drawing.ticket(read)
        if card:
            await interaction.say(ticket.ticket(card, card.excerpt))
            return
        row = QueueRow(read, self._desk.vendor.url(read.id), assigned_by=None, assigned_at=None)
        await interaction.say(ticket.ticket(row, vendor=self._desk.vendor.name))
