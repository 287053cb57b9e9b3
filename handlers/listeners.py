"""Every listener, on one screen."""

import re
from dataclasses import dataclass
from typing import Any

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp

from handlers.actions import Actions
from handlers.commands import DeskCommand
from handlers.dialogs.connect import Arrival
from handlers.views import home
from handlers.views.messages import ticket, waiting
from handlers.views.modals import (
    analysis_modal,
    connect,
    hand_back_modal,
    new_ticket_modal,
    preferences_modal,
    proposals,
    watch_modal,
)
from handlers.views.parts import buttons

COMMAND = "/desk"

log = structlog.get_logger()


@dataclass(frozen=True)
class Listeners:
    command: DeskCommand
    dialogs: Actions
    arrival: Arrival

    def register(self, app: AsyncApp) -> None:
        app.command(COMMAND)(self.command.typed)
        app.action(buttons.WRITE_ANALYSIS)(self.dialogs.analysis.pressed_on_card)
        app.action(ticket.WRITE_ANALYSIS_ON_TICKET)(self.dialogs.analysis.pressed_on_ticket)
        app.action(buttons.TAKE)(self.dialogs.taking.pressed_take)
        app.action(buttons.RELEASE)(self.dialogs.taking.pressed_release)
        app.action(buttons.MORE)(self.dialogs.more.pressed)
        app.action(home.PREVIOUS_PAGE)(self.dialogs.home.pressed_page)
        app.action(home.NEXT_PAGE)(self.dialogs.home.pressed_page)
        app.action(watch_modal.CHOOSE_GROUPS)(self.dialogs.watch.pressed_choose)
        app.action(watch_modal.SHOW_BACKLOG)(self.dialogs.watch.pressed_show_backlog)
        app.action(watch_modal.START_FROM_NOW)(self.dialogs.watch.pressed_start_from_now)
        app.action(waiting.RETRY)(self.dialogs.status.pressed_retry)
        app.action(waiting.GIVE_UP)(self.dialogs.status.pressed_give_up)
        app.action(connect.PASTE_ADDRESS)(self.arrival.pressed_paste)
        app.view(analysis_modal.ANALYSIS_MODAL)(self.dialogs.analysis.submitted)
        app.view(new_ticket_modal.NEW_TICKET_MODAL)(self.dialogs.new_ticket.submitted)
        app.view(watch_modal.WATCH_MODAL)(self.dialogs.watch.submitted)
        app.view(preferences_modal.SETTINGS_MODAL)(self.dialogs.settings.submitted)
        app.view(connect.PASTE_MODAL)(self.arrival.pasted)
        app.action(buttons.HAND_BACK)(self.dialogs.hand_back.pressed)
        app.view(hand_back_modal.HAND_BACK_MODAL)(self.dialogs.hand_back.submitted)
        app.view(proposals.PROPOSAL_MODAL)(self.dialogs.proposals.submitted)
        app.action(proposals.CONFIRM)(self.dialogs.proposals.pressed_confirm)
        app.action(proposals.NOT_YET)(self.dialogs.proposals.pressed_not_yet)
        app.view(proposals.NOT_YET_MODAL)(self.dialogs.proposals.refused)
        app.action(buttons.SET_OPEN)(self.dialogs.set_open.pressed)
        app.event("app_home_opened")(self.dialogs.home.opened)
        app.action(re.compile(""))(only_a_link)
        app.view(re.compile(""))(long_gone)
        app.event(re.compile(""))(not_for_us)
        app.command(re.compile(""))(not_for_us)


async def only_a_link(ack: AsyncAck) -> None:
    """Buttons that open an address are reported too; there is nothing to do."""
    await ack()


async def long_gone(ack: AsyncAck, view: dict[str, Any]) -> None:
    """A dialog of an older release that is still open somewhere."""
    log.warning("dialog.unknown", callback_id=view.get("callback_id"))
    await ack(response_action="clear")


async def not_for_us(ack: AsyncAck) -> None:
    """Events and commands that a manifest of another release asked for: unacknowledged, they would come again."""
    log.warning("request.not_for_us")
    await ack()
