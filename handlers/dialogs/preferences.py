"""`/desk settings`: the partner's own settings. Everybody can see them, and its admins can change them."""

from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncAck

from desk.check import preferences
from desk.check.preferences import BadChoice
from desk.desk import Desk
from handlers.dialogs.dialog import points_at, shows
from handlers.interactions.interaction import Interaction
from handlers.views.modals import preferences_modal

_FIELDS = {preferences.BLAME: preferences_modal.BLAME, preferences.HOSTS: preferences_modal.HOSTS}


class PreferencesDialog:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def open(self, interaction: Interaction) -> None:
        """Needs no connection to Zendesk, since it shows nothing from a ticket."""
        choosing = self._desk.preferences
        admins = await choosing.who_may()
        await interaction.open(
            preferences_modal.settings_modal(
                await choosing.current(), self._desk.vendor, admins, may_change=interaction.user in admins
            )
        )

    async def submitted(self, ack: AsyncAck, body: Mapping[str, Any]) -> None:
        typed = preferences_modal.submitted(body["view"])
        try:
            answer = shows(preferences_modal.saved(await self._desk.preferences.change(body["user"]["id"], *typed)))
        except BadChoice as bad:
            answer = points_at({_FIELDS[name]: problem for name, problem in bad.problems.items()})
        await ack(**answer)
