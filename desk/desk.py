"""The desk's use cases, as the chat, the clock, the engine and the web use them."""

from dataclasses import dataclass

from desk.actions.access import TicketAccess
from desk.actions.collisions import Collisions
from desk.actions.hand_backs import HandBacks
from desk.actions.holds import Holds
from desk.actions.new_tickets import NewTickets
from desk.actions.proposals import Proposals
from desk.actions.submissions import Submissions
from desk.check.before_sending import CheckBeforeSending
from desk.check.preferences import Preferences
from desk.connections.connections import Connections
from desk.connections.departures import Departures
from desk.connections.missing_keys import MissingKeys
from desk.delivery.breaker import Breaker
from desk.delivery.outbox import Outbox
from desk.intake.pace import Pace
from desk.intake.polling import Polling
from desk.intake.watches import Watches
from desk.model.new_tickets import NewTicket
from desk.model.submissions import Submission
from desk.model.vendor import Vendor
from desk.notices.admins import Admins
from desk.people.colleagues import Colleagues
from desk.people.teams import Teams
from desk.ports.memory import Memory
from desk.posting.cards import Cards
from desk.posting.channels import Channels
from desk.posting.drawing import Drawing
from desk.posting.posting import Posting
from desk.screens.details import TicketDetails
from desk.screens.home import HomePage
from desk.screens.queue import Queue
from desk.screens.status import StatusPage
from desk.screens.waiting import Waiting


@dataclass(frozen=True)
class Desk:
    vendor: Vendor
    memory: Memory
    # people
    admins: Admins
    colleagues: Colleagues
    connections: Connections
    departures: Departures
    missing_keys: MissingKeys
    teams: Teams
    # tickets come in, and are shown in the chat
    cards: Cards
    channels: Channels
    drawing: Drawing
    pace: Pace
    polling: Polling
    watches: Watches
    # what a person asks for
    access: TicketAccess
    check: CheckBeforeSending
    collisions: Collisions
    hand_backs: HandBacks
    holds: Holds
    new_tickets: NewTickets
    preferences: Preferences
    proposals: Proposals
    submissions: Submissions
    # what the engine carries out
    breaker: Breaker
    creations: Outbox[NewTicket]
    posting: Posting
    updates: Outbox[Submission]
    # what a person sees
    details: TicketDetails
    home: HomePage
    queue: Queue
    status: StatusPage
    waiting: Waiting
