"""`/desk settings`: what the partner chose for itself, for everybody to see and for its admins to change."""

from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncAck

from desk.check import preferences
from desk.check.preferences import BadChoice
from desk.desk import Desk
from desk.errors import DeskError
from handlers.interactions.dispatch import Dispatcher
from handlers.interactions.interaction import Interaction
from handlers.views.modals import preferences_modal
from handlers.views.parts.errors import sentence

_FIELDS = {preferences.BLAME: preferences_modal.BLAME, preferences.HOSTS: preferences_modal.HOSTS}


class PreferencesDialog:
    def __init__(self, dispatcher: Dispatcher, desk: Desk) -> None:
        self._dispatcher = dispatcher
        self._desk = desk

    async def open(self, interaction: Interaction) -> None:
        """Needs no connection to Zendesk: nothing of a ticket is in it."""
        choosing = self._desk.choosing
        admins = await choosing.who_may()
        await interaction.open(
            preferences_modal.settings_modal(
                await choosing.current(), self._desk.house, admins, may_change=interaction.user in admins
            )
        )

    async def submitted(self, ack: AsyncAck, body: Mapping[str, Any]) -> None:
        view = body["view"]
        try:
            kept = await self._desk.choosing.change(body["user"]["id"], *preferences_modal.submitted(view))
        except BadChoice as bad:
            errors = {_FIELDS[name]: problem for name, problem in bad.problems.items()}
            await ack(response_action="errors", errors=errors)
        except DeskError as problem:
            await ack(response_action="update", view=preferences_modal.not_saved(view, sentence(problem)))
        except Exception as mistake:  # noqa: BLE001 - the admin keeps the lists and gets a reference
            apology = self._dispatcher.apologise(mistake).text
            await ack(response_action="update", view=preferences_modal.not_saved(view, apology))
        else:
            await ack(response_action="update", view=preferences_modal.saved(kept))
