"""Writing an analysis: the button, the dialog and what was submitted."""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from desk.desk import Desk
from desk.errors import DeskError, NotConnected, Refusal, ZendeskAway
from desk.model.budget import Budget
from desk.model.people import Licence, Link
from desk.model.submissions import SubmissionRequest
from desk.model.tickets import Ticket
from handlers.dialogs.before_sending import BeforeSending
from handlers.interactions.dispatch import Dispatcher
from handlers.interactions.interaction import Interaction
from handlers.views.messages.ticket import pressed_ticket
from handlers.views.modals import analysis_modal
from handlers.views.modals.analysis_modal import AnalysisForm, SubmittedAnalysis
from handlers.views.parts.buttons import pressed_assignment
from handlers.views.parts.errors import sentence

WRITE_ON = "Zendesk does not answer at the moment. Write on: your note is queued when you save it."


class AnalysisDialog:
    def __init__(self, dispatcher: Dispatcher, desk: Desk, before: BeforeSending) -> None:
        self._dispatcher = dispatcher
        self._desk = desk
        self._before = before

    async def pressed_on_card(
        self, ack: AsyncAck, body: Mapping[str, Any], action: Mapping[str, Any], client: AsyncWebClient
    ) -> None:
        await ack()
        self._open_later(body, client, pressed_assignment(action).ticket_id)

    async def pressed_on_ticket(
        self, ack: AsyncAck, body: Mapping[str, Any], action: Mapping[str, Any], client: AsyncWebClient
    ) -> None:
        await ack()
        self._open_later(body, client, pressed_ticket(action))

    def _open_later(self, body: Mapping[str, Any], client: AsyncWebClient, ticket_id: int) -> None:
        self._dispatcher.later(
            body, client, lambda interaction: self.open(interaction, ticket_id), wanted=f"note {ticket_id}"
        )

    async def open(self, interaction: Interaction, ticket_id: int) -> None:
        """At once with what is known here, since the trigger lives three seconds; then with what Zendesk says."""
        link = await self._desk.connections.link(interaction.user)
        known = await self._desk.analysing.known(link, ticket_id)
        submission_id = str(uuid.uuid4())
        shown = await interaction.open(analysis_modal.loading(await self._form(submission_id, ticket_id, link, known)))
        try:
            ticket = await self._desk.analysing.begin(link, ticket_id)
        except NotConnected:
            raise
        except ZendeskAway:
            form = await self._form(submission_id, ticket_id, link, known)
            await interaction.redraw(shown, analysis_modal.form(form, problem=WRITE_ON))
            return
        except DeskError as problem:
            await interaction.redraw(shown, analysis_modal.unavailable(ticket_id, sentence(problem)))
            return
        form = await self._form(submission_id, ticket_id, link, ticket)
        if form.assignment:
            form = replace(form, hand_back=await self._desk.handing_back.certain(link, ticket_id))
        await interaction.redraw(shown, analysis_modal.form(form))

    async def submitted(self, ack: AsyncAck, body: Mapping[str, Any]) -> None:
        """Checked and on disk before Slack is answered; Zendesk comes afterwards."""
        view = body["view"]
        submission = analysis_modal.submitted(view)
        if found := analysis_modal.problems(submission):
            await ack(response_action="errors", errors=found)
            return
        try:
            answer = await self._take_in(body["user"]["id"], submission, view)
        except Refusal as problem:
            told = f"This was not saved. {sentence(problem)}"
            await ack(response_action="update", view=analysis_modal.not_saved_yet(view, told))
        except DeskError as problem:
            await ack(response_action="update", view=analysis_modal.not_saved_yet(view, sentence(problem)))
        except Exception as mistake:  # noqa: BLE001 - the person keeps the text and gets a reference
            apology = self._dispatcher.apologise(mistake).text
            await ack(response_action="update", view=analysis_modal.not_saved_yet(view, apology))
        else:
            await ack(**answer)

    async def _take_in(self, user: str, submission: SubmittedAnalysis, view: Mapping[str, Any]) -> Mapping[str, Any]:
        """What Slack is answered: that it is being saved, or what has to be looked at first."""
        saving = {"response_action": "update", "view": analysis_modal.saving(submission.ticket_id)}
        wish = SubmissionRequest(
            submission.submission_id,
            submission.ticket_id,
            submission.analysis,
            submission.hand_back,
            seconds=submission.time.read(),
            screen=view["id"],
            assignment=submission.assignment,
        )
        if await self._desk.analysing.taken_in(user, wish):
            return saving  # whatever became of the ticket, or of the connection, since
        link = await self._desk.connections.link(user)
        texts = analysis_modal.texts(submission.analysis)
        verdict = await self._before.look(link, submission.ticket_id, texts, view)
        if verdict.answer:
            return verdict.answer
        await self._desk.analysing.accept(link, replace(wish, override=verdict.override))
        return saving

    async def _form(self, submission_id: str, ticket_id: int, link: Link, ticket: Ticket | None) -> AnalysisForm:
        card = await self._desk.reading.ticket(ticket) if ticket else None
        return AnalysisForm(
            submission_id=submission_id,
            ticket_id=ticket_id,
            assignment=card.assignment.key if card else None,
            subject=ticket.subject if ticket else None,
            status=ticket.status if ticket else None,
            asked=card.excerpt if card else None,
            vendor=self._desk.house.vendor,
            light=link.agent.licence is Licence.LIGHT,
            url=self._desk.house.url(ticket_id),
            budget=Budget(ticket.spent if ticket else None, self._desk.house.budget),
            seen=ticket.updated_at if ticket else None,
        )
