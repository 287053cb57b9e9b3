"""Asking for a new ticket (Change Request or Maintenance): the dialog and what was submitted."""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from slack_bolt.async_app import AsyncAck

from desk.actions.new_tickets import DescriptionTooLong
from desk.check.findings import CheckedText
from desk.desk import Desk
from desk.errors import ZendeskAway
from desk.model.new_tickets import NewTicketRequest, TicketKind
from desk.model.rich_text import NOTHING, RichText
from desk.model.tickets import Ticket
from handlers.dialogs.before_sending import BeforeSending
from handlers.dialogs.dialog import Answer, open_and_fill, points_at, shows
from handlers.interactions.interaction import Interaction
from handlers.views.modals import new_ticket_modal
from handlers.views.modals.new_ticket_modal import NewTicketForm, SubmittedTicket
from handlers.views.parts.blocks import Block

WRITE_ON = "Zendesk does not answer at the moment. Go on writing: your request is queued when you send it."


class NewTicketDialog:
    def __init__(self, desk: Desk, before: BeforeSending) -> None:
        self._desk = desk
        self._before = before

    async def open(self, interaction: Interaction, ticket_id: int) -> None:
        link = await self._desk.connections.link(interaction.user)
        known = await self._desk.access.known(link, ticket_id)

        async def read() -> Block:
            try:
                ticket = await self._desk.new_tickets.begin(link, ticket_id)
            except ZendeskAway:
                return new_ticket_modal.form(await self._form(ticket_id, known), problem=WRITE_ON)
            return new_ticket_modal.form(await self._form(ticket_id, ticket))

        loading = new_ticket_modal.loading(ticket_id)
        await open_and_fill(interaction, loading, read, lambda why: new_ticket_modal.unavailable(ticket_id, why))

    async def submitted(self, ack: AsyncAck, body: Mapping[str, Any]) -> None:
        view = body["view"]
        asked = new_ticket_modal.submitted(view)
        found = new_ticket_modal.problems(asked)
        if found or asked.kind is None:
            answer = points_at(found)
        else:
            try:
                answer = await self._accept(body["user"]["id"], asked, asked.kind, view)
            except DescriptionTooLong:
                too_long = new_ticket_modal.too_long(len(asked.description.plain))
                answer = points_at({new_ticket_modal.DESCRIPTION: too_long})
        await ack(**answer)

    async def _accept(self, user: str, asked: SubmittedTicket, kind: TicketKind, view: Mapping[str, Any]) -> Answer:
        """The answer that it is being created, or the dialog with what the person has to look at first."""
        creating = shows(new_ticket_modal.creating(asked.source_id, kind))
        request = NewTicketRequest(
            id=asked.new_id,
            source_id=asked.source_id,
            kind=kind,
            subject=asked.subject,
            description=asked.description,
            requester_id=asked.requester_id,
            organization_id=asked.organization_id,
            screen=view["id"],
        )
        if earlier := await self._desk.new_tickets.taken_in(user, request):
            url = self._desk.vendor.url(earlier.ticket_id or 0)
            # "creating" would replace a drawn outcome
            return shows(new_ticket_modal.progress(earlier, url)) if earlier.state.is_final else creating
        link = await self._desk.connections.link(user)
        texts = {
            new_ticket_modal.SUBJECT: CheckedText.plain(asked.subject),
            new_ticket_modal.DESCRIPTION: CheckedText.rich(asked.description),
        }
        verdict = await self._before.look(link, asked.source_id, texts, view)
        if verdict.answer:
            return verdict.answer
        await self._desk.new_tickets.accept(link, replace(request, override=verdict.override))
        return creating

    async def _form(self, ticket_id: int, ticket: Ticket | None) -> NewTicketForm:
        return NewTicketForm(
            new_id=str(uuid.uuid4()),
            source_id=ticket_id,
            url=self._desk.vendor.url(ticket_id),
            vendor=self._desk.vendor.name,
            subject=ticket.subject if ticket else "",
            requester_id=ticket.requester_id if ticket else None,
            requester=ticket.requester if ticket else None,
            organization_id=ticket.organization_id if ticket else None,
            organization=ticket.organization if ticket else None,
            description=await self._description(ticket_id) if ticket else NOTHING,
        )

    async def _description(self, ticket_id: int) -> RichText:
        """The newest analysis with its formatting, so that the person need not type it again."""
        analysis = await self._desk.new_tickets.newest_analysis(ticket_id)
        return RichText((*analysis.findings.blocks, *analysis.advice.blocks)) if analysis else NOTHING
