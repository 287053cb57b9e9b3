"""Writing an analysis: the button, the dialog and what was submitted."""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from desk.desk import Desk
from desk.errors import Refusal, ZendeskAway
from desk.model.budget import Budget
from desk.model.people import Licence, Link
from desk.model.submissions import SubmissionRequest
from desk.model.tickets import Ticket
from handlers.dialogs.before_sending import BeforeSending
from handlers.dialogs.dialog import Answer, open_and_fill, points_at, shows
from handlers.interactions.dispatch import Dispatcher
from handlers.interactions.interaction import Interaction
from handlers.views.messages.ticket import pressed_ticket
from handlers.views.modals import analysis_modal
from handlers.views.modals.analysis_modal import AnalysisForm, SubmittedAnalysis
from handlers.views.modals.submission_outcome import outcome
from handlers.views.parts.blocks import Block
from handlers.views.parts.buttons import pressed_assignment
from handlers.views.parts.errors import sentence
from handlers.views.parts.redraw import with_problem

WRITE_ON = "Zendesk does not answer at the moment. Go on writing: your note is queued when you save it."


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
        link = await self._desk.connections.link(interaction.user)
        known = await self._desk.access.known(link, ticket_id)
        submission_id = str(uuid.uuid4())

        async def read() -> Block:
            try:
                ticket = await self._desk.access.begin(link, ticket_id)
            except ZendeskAway:
                return analysis_modal.form(await self._form(submission_id, ticket_id, link, known), problem=WRITE_ON)
            form = await self._form(submission_id, ticket_id, link, ticket)
            if form.assignment:
                form = replace(form, hand_back=await self._desk.hand_backs.certain(link, ticket_id))
            return analysis_modal.form(form)

        loading = analysis_modal.loading(await self._form(submission_id, ticket_id, link, known))
        await open_and_fill(interaction, loading, read, lambda why: analysis_modal.unavailable(ticket_id, why))

    async def submitted(self, ack: AsyncAck, body: Mapping[str, Any]) -> None:
        view = body["view"]
        submission = analysis_modal.submitted(view)
        if found := analysis_modal.problems(submission):
            answer = points_at(found)
        else:
            try:
                answer = await self._accept(body["user"]["id"], submission, view)
            except Refusal as problem:
                answer = shows(with_problem(view, f"This was not saved. {sentence(problem)}"))
        await ack(**answer)

    async def _accept(self, user: str, submission: SubmittedAnalysis, view: Mapping[str, Any]) -> Answer:
        """The answer that it is being saved, or the dialog with what the person has to look at first."""
        saving = shows(analysis_modal.saving(submission.ticket_id))
        request = SubmissionRequest(
            submission.submission_id,
            submission.ticket_id,
            submission.analysis,
            submission.hand_back,
            seconds=submission.time.read(),
            screen=view["id"],
            assignment=submission.assignment,
        )
        if earlier := await self._desk.submissions.taken_in(user, request):
            # also when the ticket or the connection has changed since; "saving" would replace a drawn outcome
            return shows(outcome(earlier)) if earlier.state.is_final else saving
        link = await self._desk.connections.link(user)
        texts = analysis_modal.texts(submission.analysis)
        verdict = await self._before.look(link, submission.ticket_id, texts, view)
        if verdict.answer:
            return verdict.answer
        await self._desk.submissions.accept(link, replace(request, override=verdict.override))
        return saving

    async def _form(self, submission_id: str, ticket_id: int, link: Link, ticket: Ticket | None) -> AnalysisForm:
        card = await self._desk.drawing.ticket(ticket) if ticket else None
        return AnalysisForm(
            submission_id=submission_id,
            ticket_id=ticket_id,
            assignment=card.assignment.key if card else None,
            subject=ticket.subject if ticket else None,
            status=ticket.status if ticket else None,
            asked=card.excerpt if card else None,
            vendor=self._desk.vendor.name,
            light=link.agent.licence is Licence.LIGHT,
            url=self._desk.vendor.url(ticket_id),
            budget=Budget(ticket.spent if ticket else None, self._desk.vendor.budget),
            seen=ticket.updated_at if ticket else None,
        )
