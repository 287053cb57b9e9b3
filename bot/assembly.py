"""The one place where parts are made and joined."""

from collections.abc import Callable
from dataclasses import dataclass

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bot.logs import reference
from bot.outside import Outside, Workspace, now
from bot.settings import Settings
from bot.slack_timing import TimedApp
from desk.admins import Admins
from desk.analysing import Analysing
from desk.attempts import RECONNECT, RECONNECT_POLLS, Attempts
from desk.breaker import Breaker
from desk.budget_watch import BudgetWatch
from desk.channels import Channels
from desk.checking import Checking
from desk.choices import Choosing
from desk.colleagues import Colleagues
from desk.connections import Connections
from desk.courier import Courier
from desk.creating import Creating
from desk.delivery import Delivery
from desk.desk import Desk
from desk.details import Looking
from desk.feed import Feed, Onlookers
from desk.handing_back import HandingBack
from desk.herald import Herald
from desk.holders import Holders
from desk.holding import Holding
from desk.home import Homes
from desk.house import House
from desk.keys import Keys
from desk.names import Names
from desk.new_tickets import Kind
from desk.news import Newsroom
from desk.pace import Pace
from desk.people import DeskId
from desk.posting import CHANNEL_WAITS, CHANNEL_WAITS_POLLS, Cards, Posting
from desk.proposal_news import ProposalNews
from desk.proposing import Proposing
from desk.public_notes import PublicNotes
from desk.reading import Reading
from desk.requesting import Requesting
from desk.stuck import Stuck
from desk.teams import Teams
from desk.watching import Watching
from handlers.analysis import AnalysisDialog
from handlers.chat import SlackChat
from handlers.checking import BeforeSending
from handlers.commands import DeskCommand
from handlers.connecting import Arrival, ConnectDialog
from handlers.dialogs import Dialogs
from handlers.door import Door, Manners
from handlers.guard import Guard
from handlers.handback import HandBackDialog
from handlers.home import HomePages, HomeTab
from handlers.licence import LicenceDesk
from handlers.listeners import Listeners
from handlers.members import Members
from handlers.more import InfoDesk, MoreMenu
from handlers.new_ticket import NewTicketDialog
from handlers.proposals import ProposalDialog
from handlers.set_open import SetOpen
from handlers.settings import SettingsDialog
from handlers.status import StatusDesk
from handlers.taking import TakeDesk
from handlers.tasks import Tasks
from handlers.tickets import TicketDesk
from handlers.watch import WatchDialog
from storage.sealing import Sealer, key_file
from storage.store import Store, open_store
from work.engine import DurableEngine, Workers
from zendesk.calls import Account
from zendesk.client import ZendeskTickets
from zendesk.creation import Mark
from zendesk.guest import Guest
from zendesk.session import Session
from zendesk.sign_in import ZendeskSignIn
from zendesk.vocabulary import TimeFields, Vocabulary

START_DEADLINE = 1.5
"""Seconds to store a submission in: before it the ticket is looked at, and Slack waits three for all of it."""


@dataclass(frozen=True)
class Bot:
    """Everything joined, for the clock, the web and Slack's deliveries to use."""

    app: AsyncApp
    desk: Desk
    cards: Cards
    arrival: Arrival
    engine: DurableEngine
    workers: Workers
    tasks: Tasks
    guest: Guest


def assemble(settings: Settings, workspace: Workspace, outside: Outside, executor: str) -> Bot:
    """`executor` names this run of the process."""
    store = _store(settings, workspace, outside)
    guest = Guest(now, outside.metrics.asked_zendesk)
    session = _zendesk(settings, outside, store, guest)
    pace = Pace(guest, now, settings.poll_seconds)
    tickets = ZendeskTickets(session, Vocabulary(now, _pinned(settings)), _marks(settings))
    sign_in = ZendeskSignIn(session, settings.redirect_url, comes_back=settings.public_url is not None)
    engine = DurableEngine(settings.engine_path, now, START_DEADLINE)
    house = House(settings.vendor_name, settings.zendesk_agent_url, settings.poll_seconds, settings.budget_minutes * 60)
    names = Names(tickets, store)
    reading = Reading(store, names, house, now)
    chat = SlackChat(outside.slack, outside.slack_session, reading)
    admins = Admins(settings.partner_admins, store, engine)
    connections = Connections(tickets, sign_in, store, engine, admins, now)
    channels = Channels(chat, store, admins, now)
    teams = Teams(tickets, chat, store)
    budgets = BudgetWatch(store, engine, house.budget)
    onlookers = Onlookers(budgets, PublicNotes(store, engine, admins, now))
    feed = Feed(tickets, store, engine, names, connections, onlookers, now)
    analysing = Analysing(tickets, store, engine, connections, now)
    reconnect_waits = min(RECONNECT, RECONNECT_POLLS * settings.poll_seconds)
    breaker = Breaker(now)
    delivery = Delivery(tickets, chat, store, connections, breaker, now, reconnect_waits)
    creating = Creating(
        tickets, chat, store, engine, Attempts(tickets, connections, breaker, now, reconnect_waits), now
    )
    courier = Courier(delivery, chat, store, engine, admins, budgets, now)
    channel_waits = min(CHANNEL_WAITS, CHANNEL_WAITS_POLLS * settings.poll_seconds)
    herald = Herald(creating, chat, store, engine, admins, now)
    posting = Posting(chat, store, channels, executor, now, channel_waits)
    stuck = Stuck(courier, herald, posting, store, admins, now)
    handing_back = HandingBack(tickets, store, analysing)
    holders = Holders(store, engine, now)
    choosing = Choosing(store, admins)
    desk = Desk(
        house=house,
        memory=store,
        connections=connections,
        analysing=analysing,
        reading=reading,
        teams=teams,
        watching=Watching(feed, teams, store, admins, outside.metrics, now, pace),
        pace=pace,
        stuck=stuck,
        requesting=Requesting(tickets, store, engine, analysing, now),
        handing_back=handing_back,
        proposing=Proposing(store, connections, analysing, handing_back, ProposalNews(store, engine), now),
        holding=Holding(analysing, connections, holders, store, now),
        holders=holders,
        looking=Looking(tickets, analysing, store, names, house, now),
        homes=Homes(connections, reading, stuck, store, now),
        colleagues=Colleagues(store),
        choosing=choosing,
        checking=Checking(store, choosing, house),
        channels=channels,
        keys=Keys(store, admins, now),
        newsroom=Newsroom(tickets, analysing, names, house.vendor),
    )
    tasks = Tasks()
    listeners, guard = _listeners(desk, workspace, outside.slack, tasks, reference)
    return Bot(
        app=_app(settings, workspace, outside, listeners, guard),
        desk=desk,
        cards=Cards(chat, store, channels, now, channel_waits),
        arrival=listeners.arrival,
        engine=engine,
        workers=Workers(courier, posting, herald),
        tasks=tasks,
        guest=guest,
    )


def _store(settings: Settings, workspace: Workspace, outside: Outside) -> Store:
    keys = [key.get_secret_value() for key in settings.secret_keys] or key_file(settings.key_path)
    return open_store(outside.sqlite, DeskId(workspace.team, settings.account), Sealer(keys), now)


def _zendesk(settings: Settings, outside: Outside, store: Store, guest: Guest) -> Session:
    secret = settings.zendesk_client_secret
    account = Account(settings.zendesk_url, settings.zendesk_client_id, secret.get_secret_value() if secret else None)
    return Session(account, outside.http, store.tokens, now, guest)


def _marks(settings: Settings) -> dict[Kind, Mark]:
    return {
        Kind.CHANGE_REQUEST: Mark.read(settings.change_request_kind),
        Kind.MAINTENANCE: Mark.read(settings.maintenance_kind),
    }


def _pinned(settings: Settings) -> TimeFields | None:
    total, last = settings.time_total_field, settings.time_last_field
    return TimeFields(total, last) if total and last else None


def _listeners(
    desk: Desk, workspace: Workspace, slack: AsyncWebClient, tasks: Tasks, new_reference: Callable[[], str]
) -> tuple[Listeners, Guard]:
    invite, licence = ConnectDialog(desk).invite, LicenceDesk(desk)
    pages = HomePages(desk, invite)
    manners = Manners(invite, licence.explain, pages.draw, pages.close)
    door = Door(Members(slack, workspace.team, now), tasks, manners, new_reference)
    info = InfoDesk(desk)
    before = BeforeSending(desk)
    new_ticket = NewTicketDialog(door, desk, before)
    proposals = ProposalDialog(door, desk)
    dialogs = Dialogs(
        tickets=TicketDesk(desk),
        analysis=AnalysisDialog(door, desk, before),
        watch=WatchDialog(door, desk, workspace.bot_user),
        status=StatusDesk(door, desk),
        new_ticket=new_ticket,
        taking=TakeDesk(door, desk),
        info=info,
        more=MoreMenu(door, info, new_ticket),
        licence=licence,
        home=HomeTab(door, pages),
        hand_back=HandBackDialog(door, desk, proposals, before),
        proposals=proposals,
        set_open=SetOpen(door, desk),
        settings=SettingsDialog(door, desk),
    )
    command = DeskCommand(door, desk, dialogs)
    arrival = Arrival(door, desk, command.answer, slack, workspace.team, pages.draw)
    return Listeners(command, dialogs, arrival), Guard(door, slack)


def _app(settings: Settings, workspace: Workspace, outside: Outside, listeners: Listeners, guard: Guard) -> AsyncApp:
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
