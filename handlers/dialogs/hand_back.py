"""Handing a ticket back: the button, the dialog and what was submitted. A light agent gets the proposal instead."""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from desk.check.findings import CheckedText
from desk.desk import Desk
from desk.model.assignments import AssignmentKey
from desk.model.people import Link
from desk.model.submissions import SubmissionRequest
from handlers.dialogs.before_sending import BeforeSending
from handlers.dialogs.dialog import Answer, open_and_fill, points_at, shows
from handlers.dialogs.proposal import ProposalDialog
from handlers.interactions.dispatch import Dispatcher
from handlers.interactions.interaction import Interaction
from handlers.views.modals import analysis_modal, hand_back_modal
from handlers.views.modals.hand_back_modal import Handed
from handlers.views.modals.submission_outcome import outcome
from handlers.views.parts.blocks import Block
from handlers.views.parts.buttons import pressed_assignment


class HandBackDialog:
    def __init__(self, dispatcher: Dispatcher, desk: Desk, proposals: ProposalDialog, before: BeforeSending) -> None:
        self._dispatcher = dispatcher
        self._desk = desk
        self._proposals = proposals
        self._before = before

    async def pressed(
        self, ack: AsyncAck, body: Mapping[str, Any], action: Mapping[str, Any], client: AsyncWebClient
    ) -> None:
        await ack()
        key = pressed_assignment(action)
        wanted = f"handback {key.ticket_id}"
        self._dispatcher.later(
            body, client, lambda interaction: self.open(interaction, key.ticket_id, key), wanted=wanted
        )

    async def open(self, interaction: Interaction, ticket_id: int, pressed: AssignmentKey | None = None) -> None:
        link = await self._desk.connections.link(interaction.user)
        await self._desk.access.known(link, ticket_id)
        if pressed:
            await self._desk.access.check_is_newest(pressed)
        if not link.agent.is_full:
            await self._proposals.open(interaction, link, ticket_id)
            return
        loading = hand_back_modal.loading(ticket_id)
        await open_and_fill(
            interaction,
            loading,
            lambda: self._form(link, ticket_id),
            lambda why: hand_back_modal.unavailable(ticket_id, why),
        )

    async def submitted(self, ack: AsyncAck, body: Mapping[str, Any]) -> None:
        view = body["view"]
        handed = hand_back_modal.submitted(view)
        found = hand_back_modal.problems(handed)
        await ack(**(points_at(found) if found else await self._accept(body["user"]["id"], handed, view)))

    async def _form(self, link: Link, ticket_id: int) -> Block:
        plan = await self._desk.hand_backs.plan(link, ticket_id)
        if plan.transfer is None and not plan.choices:
            return hand_back_modal.unavailable(ticket_id, hand_back_modal.NOWHERE)
        vendor = self._desk.vendor
        return hand_back_modal.form(str(uuid.uuid4()), plan, vendor.name, vendor.url(ticket_id))

    async def _accept(self, user: str, handed: Handed, view: Mapping[str, Any]) -> Answer:
        """The answer that it is being sent, or the dialog with what the person has to look at first."""
        shown = hand_back_modal.saving if handed.note.is_blank else analysis_modal.saving
        saving = shows(shown(handed.ticket_id))
        request = SubmissionRequest(
            handed.submission_id,
            handed.ticket_id,
            handed.note,
            handed.transfer,
            screen=view["id"],
            assignment=handed.assignment,
        )
        if earlier := await self._desk.submissions.taken_in(user, request):
            # also when the ticket was handed back since; "saving" would replace a drawn outcome
            return shows(outcome(earlier)) if earlier.state.is_final else saving
        link = await self._desk.connections.link(user)
        await self._desk.hand_backs.check_is_full(link, handed.ticket_id, "hand a ticket back")
        texts = {hand_back_modal.NOTE: CheckedText.rich(handed.note.findings)}
        verdict = await self._before.look(link, handed.ticket_id, texts, view)
        if verdict.answer:
            return verdict.answer
        await self._desk.submissions.accept(link, replace(request, override=verdict.override))
        return saving
