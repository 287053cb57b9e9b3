"""Asking for a new ticket (Change Request or Maintenance): the dialog and what was submitted."""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from slack_bolt.async_app import AsyncAck

from desk.actions.new_tickets import DescriptionTooLong
from desk.check.findings import CheckedText
from desk.desk import Desk
from desk.errors import DeskError, NotConnected, ZendeskAway
from desk.model.new_tickets import NewTicketRequest, TicketKind
from desk.model.rich_text import NOTHING, RichText
from desk.model.tickets import Ticket
from handlers.dialogs.before_sending import BeforeSending
from handlers.interactions.dispatch import Dispatcher
from handlers.interactions.interaction import Interaction
from handlers.views.modals import new_ticket_modal
from handlers.views.modals.new_ticket_modal import NewTicketForm, SubmittedTicket
from handlers.views.parts.errors import sentence

WRITE_ON = "Zendesk does not answer at the moment. Write on: what you ask for is queued when you send it."


class NewTicketDialog:
    def __init__(self, dispatcher: Dispatcher, desk: Desk, before: BeforeSending) -> None:
        self._dispatcher = dispatcher
        self._desk = desk
        self._before = before

    async def open(self, interaction: Interaction, ticket_id: int) -> None:
        """At once, since the trigger lives three seconds; then filled with what Zendesk says of the ticket."""
        link = await self._desk.connections.link(interaction.user)
        known = await self._desk.analysing.known(link, ticket_id)
        shown = await interaction.open(new_ticket_modal.loading(ticket_id))
        try:
            ticket = await self._desk.requesting.begin(link, ticket_id)
        except NotConnected:
            raise
        except ZendeskAway:
            form = await self._form(ticket_id, known)
            await interaction.redraw(shown, new_ticket_modal.form(form, problem=WRITE_ON))
        except DeskError as problem:
            await interaction.redraw(shown, new_ticket_modal.unavailable(ticket_id, sentence(problem)))
        else:
            await interaction.redraw(shown, new_ticket_modal.form(await self._form(ticket_id, ticket)))

    async def submitted(self, ack: AsyncAck, body: Mapping[str, Any]) -> None:
        """Checked and on disk before Slack is answered; Zendesk comes afterwards."""
        view = body["view"]
        asked = new_ticket_modal.submitted(view)
        found = new_ticket_modal.problems(asked)
        if found or asked.kind is None:
            await ack(response_action="errors", errors=found)
            return
        try:
            answer = await self._take_in(body["user"]["id"], asked, asked.kind, view)
        except DescriptionTooLong:
            too_long = new_ticket_modal.too_long(len(asked.description.plain))
            await ack(response_action="errors", errors={new_ticket_modal.DESCRIPTION: too_long})
        except DeskError as problem:
            await ack(response_action="update", view=new_ticket_modal.not_saved_yet(view, sentence(problem)))
        except Exception as mistake:  # noqa: BLE001 - the person keeps the text and gets a reference
            apology = self._dispatcher.apologise(mistake).text
            await ack(response_action="update", view=new_ticket_modal.not_saved_yet(view, apology))
        else:
            await ack(**answer)

    async def _take_in(
        self, user: str, asked: SubmittedTicket, kind: TicketKind, view: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        """What Slack is answered: that it is being created, or what has to be looked at first."""
        creating = {"response_action": "update", "view": new_ticket_modal.creating(asked.source_id, kind)}
        wish = NewTicketRequest(
            id=asked.new_id,
            source_id=asked.source_id,
            kind=kind,
            subject=asked.subject,
            description=asked.description,
            requester_id=asked.requester_id,
            organization_id=asked.organization_id,
            screen=view["id"],
        )
        if await self._desk.requesting.taken_in(user, wish):
            return creating
        link = await self._desk.connections.link(user)
        texts = {
            new_ticket_modal.SUBJECT: CheckedText.plain(asked.subject),
            new_ticket_modal.DESCRIPTION: CheckedText.rich(asked.description),
        }
        verdict = await self._before.look(link, asked.source_id, texts, view)
        if verdict.answer:
            return verdict.answer
        await self._desk.requesting.accept(link, replace(wish, override=verdict.override))
        return creating

    async def _form(self, ticket_id: int, ticket: Ticket | None) -> NewTicketForm:
        return NewTicketForm(
            new_id=str(uuid.uuid4()),
            source_id=ticket_id,
            url=self._desk.house.url(ticket_id),
            vendor=self._desk.house.vendor,
            subject=ticket.subject if ticket else "",
            requester_id=ticket.requester_id if ticket else None,
            requester=ticket.requester if ticket else None,
            organization_id=ticket.organization_id if ticket else None,
            organization=ticket.organization if ticket else None,
            description=await self._description(ticket_id) if ticket else NOTHING,
        )

    async def _description(self, ticket_id: int) -> RichText:
        """The analysis as it was written, so that nobody writes it twice; its formatting stays."""
        analysis = await self._desk.requesting.newest_analysis(ticket_id)
        return RichText((*analysis.findings.blocks, *analysis.advice.blocks)) if analysis else NOTHING
