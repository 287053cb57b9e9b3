"""Handing a ticket back: the button, the dialog and what was submitted. A light agent gets the proposal instead."""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from desk.check.findings import CheckedText
from desk.desk import Desk
from desk.errors import ConnectionLapsed, DeskError, NotConnected
from desk.model.assignments import AssignmentKey
from desk.model.people import Link
from desk.model.submissions import SubmissionRequest
from handlers.dialogs.before_sending import BeforeSending
from handlers.dialogs.proposal import ProposalDialog
from handlers.interactions.dispatch import Dispatcher
from handlers.interactions.interaction import Interaction
from handlers.views.modals import analysis_modal, hand_back_modal
from handlers.views.modals.hand_back_modal import Handed
from handlers.views.parts.buttons import pressed_assignment
from handlers.views.parts.errors import sentence


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
        """At once, since the trigger lives three seconds; then with what Zendesk says."""
        link = await self._desk.connections.link(interaction.user)
        await self._desk.analysing.known(link, ticket_id)
        if pressed:
            await self._desk.analysing.check_is_newest(pressed)
        if not link.agent.is_full:
            await self._proposals.open(interaction, link, ticket_id)
            return
        shown = await interaction.open(hand_back_modal.loading(ticket_id))
        try:
            view = await self._form(link, ticket_id)
        except (NotConnected, ConnectionLapsed):
            raise
        except DeskError as problem:
            view = hand_back_modal.unavailable(ticket_id, sentence(problem))
        await interaction.redraw(shown, view)

    async def submitted(self, ack: AsyncAck, body: Mapping[str, Any]) -> None:
        """Checked and on disk before Slack is answered; Zendesk comes afterwards."""
        view = body["view"]
        handed = hand_back_modal.submitted(view)
        if found := hand_back_modal.problems(handed):
            await ack(response_action="errors", errors=found)
            return
        try:
            answer = await self._take_in(body["user"]["id"], handed, view)
        except DeskError as problem:
            await ack(response_action="update", view=hand_back_modal.not_taken_yet(view, sentence(problem)))
        except Exception as mistake:  # noqa: BLE001 - the person keeps the text and gets a reference
            apology = self._dispatcher.apologise(mistake).text
            await ack(response_action="update", view=hand_back_modal.not_taken_yet(view, apology))
        else:
            await ack(**answer)

    async def _form(self, link: Link, ticket_id: int) -> dict[str, Any]:
        plan = await self._desk.handing_back.plan(link, ticket_id)
        if plan.transfer is None and not plan.choices:
            return hand_back_modal.unavailable(ticket_id, hand_back_modal.NOWHERE)
        house = self._desk.house
        return hand_back_modal.form(str(uuid.uuid4()), plan, house.vendor, house.url(ticket_id))

    async def _take_in(self, user: str, handed: Handed, view: Mapping[str, Any]) -> Mapping[str, Any]:
        """What Slack is answered: that it is on its way, or what has to be looked at first."""
        shown = hand_back_modal.saving if handed.note.is_blank else analysis_modal.saving
        saving = {"response_action": "update", "view": shown(handed.ticket_id)}
        wish = SubmissionRequest(
            handed.submission_id,
            handed.ticket_id,
            handed.note,
            handed.transfer,
            screen=view["id"],
            assignment=handed.assignment,
        )
        if await self._desk.analysing.taken_in(user, wish):
            return saving  # and may have handed the ticket back since
        link = await self._desk.connections.link(user)
        await self._desk.handing_back.check_is_full(link, handed.ticket_id, "hand a ticket back")
        texts = {hand_back_modal.NOTE: CheckedText.rich(handed.note.findings)}
        verdict = await self._before.look(link, handed.ticket_id, texts, view)
        if verdict.answer:
            return verdict.answer
        await self._desk.analysing.accept(link, replace(wish, override=verdict.override))
        return saving
