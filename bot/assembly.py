"""The one place where parts are made and joined."""

from collections.abc import Callable
from dataclasses import dataclass

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bot.clients import Clients, Workspace, now
from bot.monitoring.logs import reference
from bot.monitoring.slack_timing import TimedApp
from bot.settings import Settings
from desk.actions.collisions import Collisions
from desk.actions.hand_backs import HandBacks
from desk.actions.holds import Holds
from desk.actions.new_tickets import NewTickets
from desk.actions.proposal_notices import ProposalNotices
from desk.actions.proposals import Proposals
from desk.actions.submissions import Submissions
from desk.check.before_sending import CheckBeforeSending
from desk.check.preferences import Preferences
from desk.connections.connections import Connections
from desk.connections.departures import Departures
from desk.connections.missing_keys import MissingKeys
from desk.delivery.attempts import RECONNECT, RECONNECT_POLLS, Attempts
from desk.delivery.breaker import Breaker
from desk.delivery.creation_notices import CreationNotices
from desk.delivery.creations import Creations
from desk.delivery.update_notices import UpdateNotices
from desk.delivery.updates import Updates
from desk.desk import Desk
from desk.intake.feed import Feed, Onlookers
from desk.intake.pace import Pace
from desk.intake.polling import Polling
from desk.intake.public_notes import PublicNotes
from desk.model.new_tickets import TicketKind
from desk.model.people import DeskId
from desk.model.vendor import Vendor
from desk.notices.admins import Admins
from desk.notices.budget import BudgetNotices
from desk.people.colleagues import Colleagues
from desk.people.names import Names
from desk.people.teams import Teams
from desk.posting.cards import Cards
from desk.posting.channels import Channels
from desk.posting.posting import CHANNEL_WAITS, CHANNEL_WAITS_POLLS, Posting
from desk.screens.details import TicketDetails
from desk.screens.home import HomePage
from desk.screens.queue import Queue
from desk.screens.waiting import Waiting
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
from work.engine import DurableEngine, Workers
from zendesk.account_fields import AccountFields, TimeFields
from zendesk.api.calls import Account
from zendesk.api.session import Session
from zendesk.api.throttle import Throttle
from zendesk.client import ZendeskTickets
from zendesk.creation import Mark
from zendesk.sign_in import ZendeskSignIn

START_DEADLINE = 1.5
"""Seconds to store a submission in: before it the ticket is looked at, and Slack waits three for all of it."""


@dataclass(frozen=True)
class Bot:
    """Everything joined, for the clock, the web and Slack's deliveries to use."""

    app: AsyncApp
    desk: Desk
    cards: Cards
    connect: ConnectDialog
    engine: DurableEngine
    workers: Workers
    tasks: Tasks
    guest: Throttle


def assemble(settings: Settings, workspace: Workspace, outside: Clients, executor: str) -> Bot:
    """`executor` names this run of the process."""
    store = _store(settings, workspace, outside)
    guest = Throttle(now, outside.metrics.asked_zendesk)
    session = _zendesk(settings, outside, store, guest)
    pace = Pace(guest, now, settings.poll_seconds)
    tickets = ZendeskTickets(session, AccountFields(now, _pinned(settings)), _marks(settings))
    sign_in = ZendeskSignIn(session, settings.redirect_url, comes_back=settings.public_url is not None)
    engine = DurableEngine(settings.engine_path, now, START_DEADLINE)
    house = Vendor(
        settings.vendor_name, settings.zendesk_agent_url, settings.poll_seconds, settings.budget_minutes * 60
    )
    names = Names(tickets, store)
    reading = Queue(store, names, house, now)
    chat = SlackChat(outside.slack, outside.slack_session, reading)
    admins = Admins(settings.partner_admins, store, engine)
    connections = Connections(tickets, sign_in, store, engine, admins, now)
    channels = Channels(chat, store, admins, now)
    teams = Teams(tickets, chat, store)
    budgets = BudgetNotices(store, engine, house.budget)
    onlookers = Onlookers(budgets, PublicNotes(store, engine, admins, now))
    feed = Feed(tickets, store, engine, names, connections, onlookers, now)
    analysing = Submissions(tickets, store, engine, connections, now)
    reconnect_waits = min(RECONNECT, RECONNECT_POLLS * settings.poll_seconds)
    breaker = Breaker(now)
    delivery = Updates(tickets, chat, store, connections, breaker, now, reconnect_waits)
    creating = Creations(
        tickets, chat, store, engine, Attempts(tickets, connections, breaker, now, reconnect_waits), now
    )
    courier = UpdateNotices(delivery, chat, store, engine, admins, budgets, now)
    channel_waits = min(CHANNEL_WAITS, CHANNEL_WAITS_POLLS * settings.poll_seconds)
    herald = CreationNotices(creating, chat, store, engine, admins, now)
    posting = Posting(chat, store, channels, executor, now, channel_waits)
    stuck = Waiting(courier, herald, posting, store, admins, now)
    handing_back = HandBacks(tickets, store, analysing)
    holders = Departures(store, engine, now)
    choosing = Preferences(store, admins)
    desk = Desk(
        house=house,
        memory=store,
        connections=connections,
        analysing=analysing,
        reading=reading,
        teams=teams,
        watching=Polling(feed, teams, store, admins, outside.metrics, now, pace),
        pace=pace,
        stuck=stuck,
        requesting=NewTickets(tickets, store, engine, analysing, now),
        handing_back=handing_back,
        proposing=Proposals(store, connections, analysing, handing_back, ProposalNotices(store, engine), now),
        holding=Holds(analysing, connections, holders, store, now),
        holders=holders,
        looking=TicketDetails(tickets, analysing, store, names, house, now),
        homes=HomePage(connections, reading, stuck, store, now),
        colleagues=Colleagues(store),
        choosing=choosing,
        checking=CheckBeforeSending(store, choosing, house),
        channels=channels,
        keys=MissingKeys(store, admins, now),
        newsroom=Collisions(tickets, analysing, names, house.vendor),
    )
    tasks = Tasks()
    listeners, guard = _listeners(desk, workspace, outside.slack, tasks, reference)
    return Bot(
        app=_app(settings, workspace, outside, listeners, guard),
        desk=desk,
        cards=Cards(chat, store, channels, now, channel_waits),
        connect=listeners.connect,
        engine=engine,
        workers=Workers(courier, posting, herald),
        tasks=tasks,
        guest=guest,
    )


def _store(settings: Settings, workspace: Workspace, outside: Clients) -> Store:
    keys = [key.get_secret_value() for key in settings.secret_keys] or key_file(settings.key_path)
    return open_store(outside.sqlite, DeskId(workspace.team, settings.account), Sealer(keys), now)


def _zendesk(settings: Settings, outside: Clients, store: Store, guest: Throttle) -> Session:
    secret = settings.zendesk_client_secret
    account = Account(settings.zendesk_url, settings.zendesk_client_id, secret.get_secret_value() if secret else None)
    return Session(account, outside.http, store.tokens, now, guest)


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
        Members(slack, workspace.team, now), tasks, pages, invitation.invite, rights.explain, new_reference
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
    """Authorized by what was learned at the start: no request of Slack's waits for another one."""
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
        ignoring_self_events_enabled=False,  # there are none, and it breaks on payloads that are no event's
        attaching_function_token_enabled=False,
    )
    app.error(guard.failed)
    listeners.register(app)
    return app
