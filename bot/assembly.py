"""The one place where the bot's parts are made and joined; those of the desk are joined in desk/assembly.py."""

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bot.clients import Clients, Workspace, now
from bot.monitoring.logs import reference
from bot.monitoring.slack_timing import TimedApp
from bot.settings import Settings
from desk.assembly import Ports, open_desk
from desk.desk import Desk
from desk.model.new_tickets import TicketKind
from desk.model.people import DeskId
from desk.model.vendor import Vendor
from handlers.actions import Actions
from handlers.answers.holds import HoldsAnswer
from handlers.answers.home import HomePages, HomeTab
from handlers.answers.more import MoreInfo, MoreMenu
from handlers.answers.rights import RightsAnswer
from handlers.answers.set_open import SetOpenAnswer
from handlers.answers.status import StatusAnswer
from handlers.answers.ticket import TicketAnswer
from handlers.commands import DeskCommand
from handlers.dialogs.analysis import AnalysisDialog
from handlers.dialogs.before_sending import BeforeSending
from handlers.dialogs.connect import ConnectDialog, Invitation
from handlers.dialogs.hand_back import HandBackDialog
from handlers.dialogs.new_ticket import NewTicketDialog
from handlers.dialogs.preferences import PreferencesDialog
from handlers.dialogs.proposal import ProposalDialog
from handlers.dialogs.watch import WatchDialog
from handlers.interactions.dispatch import Dispatcher
from handlers.interactions.guard import Guard
from handlers.interactions.members import Members
from handlers.interactions.tasks import Tasks
from handlers.listeners import Listeners
from handlers.slack.chat import SlackChat
from storage.sealing import Sealer, key_file
from storage.store import Store, open_store
from work.engine import DurableEngine
from work.workers import Workers
from zendesk.account_fields import AccountFields, TimeFields
from zendesk.api.calls import Account
from zendesk.api.session import Session, open_session
from zendesk.api.throttle import Throttle
from zendesk.client import ZendeskTickets
from zendesk.creation import Mark
from zendesk.sign_in import ZendeskSignIn

START_DEADLINE = 1.5
"""Seconds for storing a submission. The ticket is read before it, and Slack waits three seconds for both."""


@dataclass(frozen=True)
class Bot:
    """All joined parts, for the clock, the web and Slack's deliveries."""

    app: AsyncApp
    desk: Desk
    connect: ConnectDialog
    engine: DurableEngine
    workers: Workers
    tasks: Tasks
    throttle: Throttle


def assemble(settings: Settings, workspace: Workspace, outside: Clients, executor: str) -> Bot:
    """`executor` names this run of the process."""
    store = _store(settings, workspace, outside)
    throttle = Throttle(monotonic, outside.metrics.asked_zendesk)
    session = _zendesk(settings, outside, store, throttle)
    tickets = ZendeskTickets(session, AccountFields(now, _pinned(settings)), _marks(settings))
    sign_in = ZendeskSignIn(session, settings.redirect_url, comes_back=settings.public_url is not None)
    engine = DurableEngine(settings.engine_path, now, START_DEADLINE)
    vendor = Vendor(
        settings.vendor_name, settings.zendesk_agent_url, settings.poll_seconds, settings.budget_minutes * 60
    )
    ports = Ports(
        tickets=tickets,
        sign_in=sign_in,
        chat=SlackChat(outside.slack, outside.slack_session, vendor),
        memory=store,
        engine=engine,
        clock=now,
        stopwatch=monotonic,
        pulse=outside.metrics,
        allowance=throttle,
    )
    desk = open_desk(ports, vendor, executor=executor, admins=settings.partner_admins)
    tasks = Tasks()
    listeners, guard = _listeners(desk, workspace, outside.slack, tasks, reference)
    return Bot(
        app=_app(settings, workspace, outside, listeners, guard),
        desk=desk,
        connect=listeners.connect,
        engine=engine,
        workers=Workers(desk.updates, desk.posting, desk.creations),
        tasks=tasks,
        throttle=throttle,
    )


def _store(settings: Settings, workspace: Workspace, outside: Clients) -> Store:
    keys = [key.get_secret_value() for key in settings.secret_keys] or key_file(settings.key_path)
    return open_store(outside.sqlite, DeskId(workspace.team, settings.account), Sealer(keys), now)


def _zendesk(settings: Settings, outside: Clients, store: Store, throttle: Throttle) -> Session:
    secret = settings.zendesk_client_secret
    account = Account(settings.zendesk_url, settings.zendesk_client_id, secret.get_secret_value() if secret else None)
    return open_session(account, outside.http, store.tokens, now, throttle)


def _marks(settings: Settings) -> dict[TicketKind, Mark]:
    return {
        TicketKind.CHANGE_REQUEST: Mark.read(settings.change_request_kind),
        TicketKind.MAINTENANCE: Mark.read(settings.maintenance_kind),
    }


def _pinned(settings: Settings) -> TimeFields | None:
    total, last = settings.time_total_field, settings.time_last_field
    return TimeFields(total, last) if total and last else None


def _listeners(
    desk: Desk, workspace: Workspace, slack: AsyncWebClient, tasks: Tasks, new_reference: Callable[[], str]
) -> tuple[Listeners, Guard]:
    invitation, rights = Invitation(desk), RightsAnswer(desk)
    pages = HomePages(desk, invitation.invite)
    dispatcher = Dispatcher(
        Members(slack, workspace.team, monotonic), tasks, pages, invitation.invite, rights.explain, new_reference
    )
    info = MoreInfo(desk)
    before = BeforeSending(desk)
    new_ticket = NewTicketDialog(desk, before)
    proposals = ProposalDialog(dispatcher, desk)
    actions = Actions(
        tickets=TicketAnswer(desk),
        analysis=AnalysisDialog(dispatcher, desk, before),
        watch=WatchDialog(dispatcher, desk, workspace.bot_user),
        status=StatusAnswer(dispatcher, desk),
        new_ticket=new_ticket,
        holds=HoldsAnswer(dispatcher, desk),
        info=info,
        more=MoreMenu(dispatcher, info, new_ticket),
        rights=rights,
        home=HomeTab(dispatcher, pages),
        hand_back=HandBackDialog(dispatcher, desk, proposals, before),
        proposals=proposals,
        set_open=SetOpenAnswer(dispatcher, desk),
        preferences=PreferencesDialog(desk),
    )
    command = DeskCommand(dispatcher, desk, actions)
    connect = ConnectDialog(dispatcher, desk, command.answer, slack, workspace.team, pages.draw)
    return Listeners(command, actions, connect), Guard(dispatcher, slack)


def _app(settings: Settings, workspace: Workspace, outside: Clients, listeners: Listeners, guard: Guard) -> AsyncApp:
    """Authorized by what was read at the start, so no request of Slack's waits for another one."""
    signing_secret = settings.slack_signing_secret
    us = AuthorizeResult(
        enterprise_id=None,
        team_id=workspace.team,
        bot_token=outside.slack.token,
        bot_id=workspace.bot_id,
        bot_user_id=workspace.bot_user,
    )

    async def authorize() -> AuthorizeResult:
        return us

    app = TimedApp(
        outside.metrics,
        client=outside.slack,
        signing_secret=signing_secret.get_secret_value() if signing_secret else "",
        before_authorize=guard,
        authorize=authorize,
        process_before_response=True,
        request_verification_enabled=True,
        ignoring_self_events_enabled=False,  # there are none, and it fails on payloads that are not an event's
        attaching_function_token_enabled=False,
    )
    app.error(guard.failed)
    listeners.register(app)
    return app
