"""The desk's use cases, as those who stand before it (the chat, the clock, the web) need them."""

from dataclasses import dataclass

from desk.analysing import Analysing
from desk.checking import Checking
from desk.choices import Choosing
from desk.connections import Connections
from desk.house import House
from desk.memory import Memory
from desk.news import Newsroom
from desk.reading import Reading
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
    choosing: Choosing
    checking: Checking
    newsroom: Newsroom
