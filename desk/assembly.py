"""The one place where the parts of the desk are made and joined, for the bot and for tests."""

from dataclasses import dataclass

from desk.actions.access import TicketAccess
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
from desk.connections.expiring import Expiring
from desk.connections.missing_keys import MissingKeys
from desk.delivery.after_restore import may_have_been_made, may_have_been_sent
from desk.delivery.attempts import RECONNECT, RECONNECT_POLLS, Attempts
from desk.delivery.breaker import Breaker
from desk.delivery.creation_notices import CreationNotices
from desk.delivery.creations import Creations
from desk.delivery.outbox import Outbox
from desk.delivery.outcome import Outcome
from desk.delivery.records import Records
from desk.delivery.update_notices import UpdateNotices
from desk.delivery.updates import Updates
from desk.delivery.uploads import Uploads
from desk.desk import Desk
from desk.intake.feed import Feed, Onlookers
from desk.intake.group_readers import GroupReaders
from desk.intake.pace import Allowance, Pace
from desk.intake.polling import Polling
from desk.intake.public_notes import PublicNotes
from desk.intake.watches import Watches
from desk.model.vendor import Vendor
from desk.notices.admins import Admins
from desk.notices.budget import BudgetNotices
from desk.notices.threads import Threads
from desk.people.colleagues import Colleagues
from desk.people.names import Names
from desk.people.teams import Teams
from desk.ports.chat import Chat
from desk.ports.memory import Memory
from desk.ports.runtime import Clock, Engine, Pulse, Stopwatch
from desk.ports.sign_in import SignIn
from desk.ports.tickets import TicketSystem
from desk.posting.cards import Cards
from desk.posting.channels import Channels
from desk.posting.drawing import Drawing
from desk.posting.open_dialogs import OpenDialogs
from desk.posting.posting import CHANNEL_WAITS, CHANNEL_WAITS_POLLS, Posting
from desk.screens.details import TicketDetails
from desk.screens.home import HomePage
from desk.screens.queue import Queue
from desk.screens.status import StatusPage
from desk.screens.waiting import Waiting


@dataclass(frozen=True)
class Ports:
    """What the desk is joined to outside."""

    tickets: TicketSystem
    sign_in: SignIn
    chat: Chat
    memory: Memory
    engine: Engine
    clock: Clock
    stopwatch: Stopwatch
    pulse: Pulse
    allowance: Allowance


def open_desk(ports: Ports, vendor: Vendor, *, executor: str, admins: tuple[str, ...] = ()) -> Desk:
    """`executor` names this run of the process; `admins` are the chat users whom the settings name."""
    tickets, chat, memory, engine, clock = ports.tickets, ports.chat, ports.memory, ports.engine, ports.clock
    channel_waits = min(CHANNEL_WAITS, CHANNEL_WAITS_POLLS * vendor.poll_seconds)
    reconnect_waits = min(RECONNECT, RECONNECT_POLLS * vendor.poll_seconds)

    told = Admins(admins, memory, engine)
    threads = Threads(memory.posts, engine)
    names = Names(tickets, memory)
    teams = Teams(tickets, chat, memory)
    budgets = BudgetNotices(memory, threads, vendor.budget)

    departures = Departures(memory, threads, clock)
    expiring = Expiring(memory, engine, told, clock)
    connections = Connections(tickets, ports.sign_in, memory, engine, departures, expiring, clock)
    preferences = Preferences(memory, told)

    channels = Channels(chat, memory, told, clock)
    drawing = Drawing(memory, names, vendor)
    dialogs = OpenDialogs(chat, ports.stopwatch)
    posting = Posting(chat, memory, drawing, channels, executor, clock, channel_waits)

    pace = Pace(ports.allowance, clock, ports.stopwatch, vendor.poll_seconds)
    onlookers = Onlookers(budgets, PublicNotes(memory, engine, threads, told, clock), threads)
    feed = Feed(tickets, memory, engine, names, GroupReaders(memory, connections), onlookers, clock)

    access = TicketAccess(tickets, memory.tickets, memory.assignments, connections)
    submissions = Submissions(access, memory.submissions, engine, dialogs, clock)
    hand_backs = HandBacks(tickets, memory, access)
    proposal_notices = ProposalNotices(memory, engine, threads)

    breaker = Breaker(ports.stopwatch)
    attempts = Attempts(tickets, connections, breaker, clock, reconnect_waits)
    outcome, uploads = Outcome(tickets, memory, clock), Uploads(tickets, chat, clock)
    updates = Outbox(
        Records(memory.submissions, memory.gaps, chat, may_have_been_sent),
        Updates(tickets, memory.submissions, attempts, outcome, uploads),
        UpdateNotices(dialogs, threads, memory, engine, told, budgets),
        attempts,
        clock,
    )
    creations = Outbox(
        Records(memory.new_tickets, memory.gaps, chat, may_have_been_made),
        Creations(tickets, memory, engine, attempts, clock),
        CreationNotices(dialogs, threads, engine, told),
        attempts,
        clock,
    )

    queue = Queue(memory, names, vendor)
    waiting = Waiting(updates, creations, posting, memory, told, clock)
    return Desk(
        vendor=vendor,
        memory=memory,
        admins=told,
        colleagues=Colleagues(memory),
        connections=connections,
        departures=departures,
        missing_keys=MissingKeys(memory, told, clock),
        teams=teams,
        cards=Cards(chat, memory, drawing, channels, ports.stopwatch, channel_waits),
        channels=channels,
        drawing=drawing,
        pace=pace,
        polling=Polling(feed, memory, told, ports.pulse, clock, ports.stopwatch, pace),
        watches=Watches(feed, teams, memory, clock),
        access=access,
        check=CheckBeforeSending(memory, preferences, vendor),
        collisions=Collisions(tickets, access, names, vendor.name),
        hand_backs=hand_backs,
        holds=Holds(access, connections, threads, memory, clock),
        new_tickets=NewTickets(tickets, memory, engine, access, dialogs, clock),
        preferences=preferences,
        proposals=Proposals(memory, connections, access, submissions, hand_backs, proposal_notices, clock),
        submissions=submissions,
        breaker=breaker,
        creations=creations,
        posting=posting,
        updates=updates,
        details=TicketDetails(tickets, access, memory, names, vendor, clock),
        home=HomePage(connections, queue, waiting, memory, clock),
        queue=queue,
        status=StatusPage(memory, vendor, clock),
        waiting=waiting,
    )
