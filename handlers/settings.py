"""`/desk settings`: what the partner chose for itself, for everybody to see and for its admins to change."""

from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncAck

from desk import choices
from desk.choices import BadChoice
from desk.desk import Desk
from desk.errors import DeskError
from handlers.door import Door
from handlers.views import settings_modal
from handlers.views.errors import sentence
from handlers.visit import Visit

_FIELDS = {choices.BLAME: settings_modal.BLAME, choices.HOSTS: settings_modal.HOSTS}


class SettingsDialog:
    def __init__(self, door: Door, desk: Desk) -> None:
        self._door = door
        self._desk = desk

    async def open(self, visit: Visit) -> None:
        """Needs no connection to Zendesk: nothing of a ticket is in it."""
        choosing = self._desk.choosing
        admins = await choosing.who_may()
        await visit.open(
            settings_modal.settings_modal(
                await choosing.current(), self._desk.house, admins, may_change=visit.user in admins
            )
        )

    async def submitted(self, ack: AsyncAck, body: Mapping[str, Any]) -> None:
        view = body["view"]
        try:
            kept = await self._desk.choosing.change(body["user"]["id"], *settings_modal.submitted(view))
        except BadChoice as bad:
            errors = {_FIELDS[name]: problem for name, problem in bad.problems.items()}
            await ack(response_action="errors", errors=errors)
        except DeskError as problem:
            await ack(response_action="update", view=settings_modal.not_saved(view, sentence(problem)))
        except Exception as mistake:  # noqa: BLE001 - the admin keeps the lists and gets a reference
            apology = self._door.apologise(mistake).text
            await ack(response_action="update", view=settings_modal.not_saved(view, apology))
        else:
            await ack(response_action="update", view=settings_modal.saved(kept))
