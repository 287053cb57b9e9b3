"""The desk's use cases, as those who stand before it (the chat, the clock, the web) need them."""

from dataclasses import dataclass

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
from desk.intake.pace import Pace
from desk.intake.polling import Polling
from desk.model.vendor import Vendor
from desk.people.colleagues import Colleagues
from desk.people.teams import Teams
from desk.ports.memory import Memory
from desk.posting.channels import Channels
from desk.screens.details import TicketDetails
from desk.screens.home import HomePage
from desk.screens.queue import Queue
from desk.screens.waiting import Waiting


@dataclass(frozen=True)
class Desk:
    house: Vendor
    memory: Memory
    connections: Connections
    analysing: Submissions
    reading: Queue
    teams: Teams
    watching: Polling
    pace: Pace
    stuck: Waiting
    requesting: NewTickets
    handing_back: HandBacks
    proposing: Proposals
    holding: Holds
    holders: Departures
    looking: TicketDetails
    homes: HomePage
    colleagues: Colleagues
    choosing: Preferences
    checking: CheckBeforeSending
    channels: Channels
    keys: MissingKeys
    newsroom: Collisions
