"""The two-person hand-back (R6): asking, confirming with one click, and saying not yet."""

import uuid
from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from desk.desk import Desk
from desk.model.assignments import AssignmentKey
from desk.model.people import Link
from desk.model.proposals import AlreadyDecided, ChooseFirst, Proposal
from handlers.dialogs.dialog import open_and_fill, points_at, shows
from handlers.interactions.dispatch import Dispatcher
from handlers.interactions.interaction import Interaction
from handlers.views.modals import proposals
from handlers.views.parts.blocks import Block, actions, message, said, section
from handlers.views.parts.buttons import hand_back
from handlers.views.parts.mrkdwn import words


class ProposalDialog:
    def __init__(self, dispatcher: Dispatcher, desk: Desk) -> None:
        self._dispatcher = dispatcher
        self._desk = desk

    async def open(self, interaction: Interaction, link: Link, ticket_id: int) -> None:
        await open_and_fill(
            interaction,
            proposals.loading(ticket_id),
            lambda: self._form(link, ticket_id),
            lambda why: proposals.unavailable(ticket_id, why),
        )

    async def submitted(self, ack: AsyncAck, body: Mapping[str, Any]) -> None:
        asked = proposals.asked(body["view"])
        link = await self._desk.connections.link(body["user"]["id"])
        agents = await self._desk.proposals.propose(link, asked.proposal_id, asked.assignment, asked.why)
        names = [each.agent.name for each in agents]
        await ack(**shows(proposals.has_asked(asked.assignment.ticket_id, names)))

    async def pressed_confirm(
        self, ack: AsyncAck, body: Mapping[str, Any], action: Mapping[str, Any], client: AsyncWebClient
    ) -> None:
        await ack()
        self._dispatcher.later(
            body, client, lambda interaction: self._confirm(interaction, proposals.pressed_proposal(action))
        )

    async def pressed_not_yet(
        self, ack: AsyncAck, body: Mapping[str, Any], action: Mapping[str, Any], client: AsyncWebClient
    ) -> None:
        await ack()
        self._dispatcher.later(
            body, client, lambda interaction: self._not_yet(interaction, proposals.pressed_proposal(action))
        )

    async def refused(self, ack: AsyncAck, body: Mapping[str, Any]) -> None:
        proposal_id, reason = proposals.not_yet(body["view"])
        if reason:
            answer = shows(proposals.answered(await self._refuse(body["user"]["id"], proposal_id, reason)))
        else:
            answer = points_at({proposals.REASON: "Please say what is missing."})
        await ack(**answer)

    async def _refuse(self, user: str, proposal_id: str, reason: str) -> str:
        """What the dialog then says, as mrkdwn."""
        link = await self._desk.connections.link(user)
        try:
            return proposals.passed_on(await self._desk.proposals.refuse(link, proposal_id, reason))
        except AlreadyDecided as decided:
            return proposals.decision(decided.proposal)

    async def _form(self, link: Link, ticket_id: int) -> Block:
        asking = await self._desk.proposals.begin(link, ticket_id)
        return proposals.ask_form(str(uuid.uuid4()), asking, self._desk.vendor.name, self._desk.vendor.url(ticket_id))

    async def _confirm(self, interaction: Interaction, proposal_id: str) -> None:
        link = await self._desk.connections.link(interaction.user)
        try:
            made = await self._desk.proposals.confirm(link, proposal_id)
        except AlreadyDecided as decided:
            await interaction.say(said(f"This is answered already. {proposals.decision(decided.proposal)}"))
        except ChooseFirst as unclear:
            key = (await self._desk.proposals.check_may_decide(link, proposal_id)).assignment
            await self._offer_to_choose(interaction, key, str(unclear))
        else:
            await interaction.say(said(f"#{made.assignment.ticket_id} is being handed back, under your name."))

    async def _offer_to_choose(self, interaction: Interaction, key: AssignmentKey, why: str) -> None:
        await interaction.say(message(why, [section(words(why)), actions(hand_back(key))]))

    async def _not_yet(self, interaction: Interaction, proposal_id: str) -> None:
        link = await self._desk.connections.link(interaction.user)
        try:
            made: Proposal = await self._desk.proposals.check_may_decide(link, proposal_id)
        except AlreadyDecided as decided:
            await interaction.say(said(f"This is answered already. {proposals.decision(decided.proposal)}"))
        else:
            await interaction.open(proposals.not_yet_form(made))
