"""The desk's use cases, as those who stand before it (the chat, the clock, the web) need them."""

from dataclasses import dataclass

from desk.analysing import Analysing
from desk.channels import Channels
from desk.checking import Checking
from desk.choices import Choosing
from desk.colleagues import Colleagues
from desk.connections import Connections
from desk.details import Looking
from desk.handing_back import HandingBack
from desk.holders import Holders
from desk.holding import Holding
from desk.home import Homes
from desk.house import House
from desk.keys import Keys
from desk.memory import Memory
from desk.news import Newsroom
from desk.pace import Pace
from desk.proposing import Proposing
from desk.reading import Reading
from desk.requesting import Requesting
from desk.stuck import Stuck
from desk.teams import Teams
from desk.watching import Watching


@dataclass(frozen=True)
class Desk:
    house: House
    memory: Memory
    connections: Connections
    analysing: Analysing
    reading: Reading
    teams: Teams
    watching: Watching
    pace: Pace
    stuck: Stuck
    requesting: Requesting
    handing_back: HandingBack
    proposing: Proposing
    holding: Holding
    holders: Holders
    looking: Looking
    homes: Homes
    colleagues: Colleagues
    choosing: Choosing
    checking: Checking
    channels: Channels
    keys: Keys
    newsroom: Newsroom
