"""Registers every listener with Bolt."""

import re
from dataclasses import dataclass
from typing import Any

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp

from handlers.actions import Actions
from handlers.commands import DeskCommand
from handlers.dialogs.connect import ConnectDialog
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
    actions: Actions
    connect: ConnectDialog

    def register(self, app: AsyncApp) -> None:
        app.command(COMMAND)(self.command.typed)
        app.action(buttons.WRITE_ANALYSIS)(self.actions.analysis.pressed_on_card)
        app.action(ticket.WRITE_ANALYSIS_ON_TICKET)(self.actions.analysis.pressed_on_ticket)
        app.action(buttons.TAKE)(self.actions.holds.pressed_take)
        app.action(buttons.RELEASE)(self.actions.holds.pressed_release)
        app.action(buttons.MORE)(self.actions.more.pressed)
        app.action(home.PREVIOUS_PAGE)(self.actions.home.pressed_page)
        app.action(home.NEXT_PAGE)(self.actions.home.pressed_page)
        app.action(watch_modal.CHOOSE_GROUPS)(self.actions.watch.pressed_choose)
        app.action(watch_modal.SHOW_BACKLOG)(self.actions.watch.pressed_show_backlog)
        app.action(watch_modal.START_FROM_NOW)(self.actions.watch.pressed_start_from_now)
        app.action(waiting.RETRY)(self.actions.status.pressed_retry)
        app.action(waiting.GIVE_UP)(self.actions.status.pressed_give_up)
        app.action(connect.PASTE_ADDRESS)(self.connect.pressed_paste)
        app.view(analysis_modal.ANALYSIS_MODAL)(self.actions.analysis.submitted)
        app.view(new_ticket_modal.NEW_TICKET_MODAL)(self.actions.new_ticket.submitted)
        app.view(watch_modal.WATCH_MODAL)(self.actions.watch.submitted)
        app.view(preferences_modal.SETTINGS_MODAL)(self.actions.preferences.submitted)
        app.view(connect.PASTE_MODAL)(self.connect.pasted)
        app.action(buttons.HAND_BACK)(self.actions.hand_back.pressed)
        app.view(hand_back_modal.HAND_BACK_MODAL)(self.actions.hand_back.submitted)
        app.view(proposals.PROPOSAL_MODAL)(self.actions.proposals.submitted)
        app.action(proposals.CONFIRM)(self.actions.proposals.pressed_confirm)
        app.action(proposals.NOT_YET)(self.actions.proposals.pressed_not_yet)
        app.view(proposals.NOT_YET_MODAL)(self.actions.proposals.refused)
        app.action(buttons.SET_OPEN)(self.actions.set_open.pressed)
        app.event("app_home_opened")(self.actions.home.opened)
        app.action(re.compile(""))(only_a_link)
        app.view(re.compile(""))(long_gone)
        app.event(re.compile(""))(not_for_us)
        app.command(re.compile(""))(not_for_us)


async def only_a_link(ack: AsyncAck) -> None:
    """Buttons that open an address are reported too; they need no action."""
    await ack()


async def long_gone(ack: AsyncAck, view: dict[str, Any]) -> None:
    """A dialog of an older release that was still open is closed."""
    log.warning("dialog.unknown", callback_id=view.get("callback_id"))
    await ack(response_action="clear")


async def not_for_us(ack: AsyncAck) -> None:
    """Acknowledges events and commands of another release's manifest; Slack would send them again otherwise."""
    log.warning("request.not_for_us")
    await ack()
