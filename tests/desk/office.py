"""The desk's use cases on fakes and a real store, joined as the bot joins them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from cryptography.fernet import Fernet

from desk.actions.hand_backs import HandBacks
from desk.actions.holds import Holds
from desk.actions.new_tickets import NewTickets
from desk.actions.proposal_notices import ProposalNotices
from desk.actions.proposals import Proposals
from desk.actions.submissions import Submissions
from desk.connections.connections import Connections
from desk.connections.departures import Departures
from desk.delivery.after_restore import may_have_been_made, may_have_been_sent
from desk.delivery.attempts import RECONNECT, Attempts
from desk.delivery.breaker import Breaker
from desk.delivery.creation_notices import CreationNotices
from desk.delivery.creations import Creations
from desk.delivery.outbox import Outbox
from desk.delivery.outcome import Outcome
from desk.delivery.records import Records
from desk.delivery.update_notices import UpdateNotices
from desk.delivery.updates import Updates
from desk.delivery.uploads import Uploads
from desk.intake.feed import Feed, Onlookers
from desk.intake.pace import Pace
from desk.intake.polling import Polling
from desk.intake.public_notes import PublicNotes
from desk.model.analysis import Analysis
from desk.model.assignments import Assignment
from desk.model.new_tickets import NewTicket
from desk.model.people import Agent, DeskId, Group, Licence, Link, TokenPair
from desk.model.rich_text import plain_text
from desk.model.submissions import Submission, SubmissionRequest
from desk.model.vendor import Vendor
from desk.model.watches import Watch
from desk.notices.admins import Admins
from desk.notices.budget import BudgetNotices
from desk.people.colleagues import Colleagues
from desk.people.names import Names
from desk.people.teams import Teams
from desk.posting.cards import Cards
from desk.posting.channels import Channels
from desk.posting.open_dialogs import OpenDialogs
from desk.posting.posting import Posting
from desk.screens.details import TicketDetails
from desk.screens.home import HomePage
from desk.screens.queue import Queue
from desk.screens.waiting import Waiting
from storage.sealing import Sealer
from storage.sqlite import Sqlite
from storage.store import Store, open_store
from tests.fakes import FakeAllowance, FakeChat, FakeClock, FakeEngine, FakePulse, FakeSignIn, FakeZendesk

VENDOR = Group(11, "ISPnext")
NL = Group(77, "Partner-NL")
BE = Group(78, "Partner-BE")
OTHERS = Group(99, "Another partner")

VISSER = Agent(5001, "J. Visser", None, Licence.FULL, (VENDOR,))
SANNE = Agent(21, "Sanne", "sanne@partner.example", Licence.LIGHT, (NL,))
TOM = Agent(22, "Tom", "tom@partner.example", Licence.FULL, (NL,))
BEA = Agent(23, "Bea", None, Licence.FULL, (BE,))

CHANNEL = "C1"
TICKET = 48213
POLL_SECONDS = 60.0
KEY = Fernet.generate_key().decode()


@dataclass(frozen=True)
class Office:
    clock: FakeClock
    zendesk: FakeZendesk
    chat: FakeChat
    engine: FakeEngine
    sign_in: FakeSignIn
    store: Store
    pulse: FakePulse
    allowance: FakeAllowance
    pace: Pace
    connections: Connections
    analysing: Submissions
    reading: Queue
    teams: Teams
    feed: Feed
    watching: Polling
    cards: Cards
    breaker: Breaker
    dialogs: OpenDialogs
    budgets: BudgetNotices
    requesting: NewTickets
    handing_back: HandBacks
    proposing: Proposals
    holding: Holds
    holders: Departures
    looking: TicketDetails
    colleagues: Colleagues
    admins: Admins
    channels: Channels

    @property
    def stuck(self) -> Waiting:
        """On the workers of this run."""
        updates, creations, posting = self.engine.updates, self.engine.creations, self.engine.posting
        assert isinstance(updates, Outbox)
        assert isinstance(creations, Outbox)
        assert isinstance(posting, Posting)
        return Waiting(updates, creations, posting, self.store, self.admins, self.clock)

    @property
    def homes(self) -> HomePage:
        return HomePage(self.connections, self.reading, self.stuck, self.store, self.clock)

    async def connect(self, user: str, agent: Agent) -> Link:
        now = self.clock()
        link = Link(user, agent, ("read",), connected_at=now, checked_at=now)
        await self.store.links.put(link)
        await self.store.tokens.put(agent.id, TokenPair("access", "refresh", None, None))
        self.zendesk.agents.setdefault(agent.id, agent)
        return link

    async def watch(
        self, channel: str = CHANNEL, group: Group = NL, by: str = "U-TOM", *, excerpt: bool = True
    ) -> None:
        await self.store.watches.put(Watch(channel, group, excerpt, by, self.clock()))

    async def poll(self, after: float = POLL_SECONDS) -> list[str]:
        """One turn of the clock, then what it set going; tells what Zendesk was asked."""
        self.clock.advance(after)
        asked = len(self.zendesk.requests)
        await self.watching.poll()
        requests = self.zendesk.requests[asked:]
        await self.engine.run()
        await self.cards.refresh()
        return requests

    async def assigned(self, ticket_id: int = TICKET, group: Group = NL) -> Assignment:
        """A ticket of the vendor's that is given to our group, with its card posted."""
        self.zendesk.create(ticket_id, VENDOR, VISSER.id)
        self.clock.advance(1)
        self.zendesk.assign(ticket_id, group, VISSER.id, note="Please check the mapping.")
        await self.poll()
        return await self.assignment(ticket_id)

    async def assignment(self, ticket_id: int = TICKET) -> Assignment:
        assignment = await self.store.assignments.newest(ticket_id)
        assert assignment
        return assignment

    async def write(self, link: Link, text: str = "It is the mapping.", **more: object) -> Submission:
        """Submitted, and the dialog has settled; nothing is carried to Zendesk yet."""
        analysis = more.pop("analysis", None) or Analysis(plain_text(text))
        assert isinstance(analysis, Analysis)
        submission_id = str(more.get("id", "s1"))
        screen = str(more.get("screen", f"V-{submission_id}"))
        self.chat.open_screens.add(screen)
        ticket_id = int(str(more.get("ticket_id", TICKET)))
        wish = SubmissionRequest(submission_id, ticket_id, analysis, seconds=more.get("seconds"), screen=screen)  # type: ignore[arg-type]
        submission = await self.analysing.accept(link, wish)
        self.clock.advance(1)
        return submission

    async def submission(self, submission_id: str = "s1") -> Submission:
        submission = await self.store.submissions.get(submission_id)
        assert submission
        return submission

    def updates(self) -> Outbox[Submission]:
        attempts = Attempts(self.zendesk, self.connections, self.breaker, self.clock, RECONNECT)
        outcome = Outcome(self.zendesk, self.store, self.clock)
        uploads = Uploads(self.zendesk, self.chat, self.clock)
        return Outbox(
            Records(self.store.submissions, self.store.gaps, self.chat, may_have_been_sent),
            Updates(self.zendesk, self.store.submissions, attempts, outcome, uploads),
            UpdateNotices(self.dialogs, self.store, self.engine, self.admins, self.budgets),
            attempts,
            self.clock,
        )

    def creations(self) -> Outbox[NewTicket]:
        attempts = Attempts(self.zendesk, self.connections, self.breaker, self.clock, RECONNECT)
        return Outbox(
            Records(self.store.new_tickets, self.store.gaps, self.chat, may_have_been_made),
            Creations(self.zendesk, self.store, self.engine, attempts, self.clock),
            CreationNotices(self.dialogs, self.store.posts, self.engine, self.admins),
            attempts,
            self.clock,
        )

    def restart(self, executor: str = "second run") -> None:
        """A new process on the same memory and the same engine file."""
        self.engine.updates = self.updates()
        self.engine.creations = self.creations()
        self.engine.posting = Posting(self.chat, self.store, self.channels, executor, self.clock)


@asynccontextmanager
async def opened_office(folder: Path) -> AsyncIterator[Office]:
    clock = FakeClock()
    sqlite = Sqlite(folder / "partnerdesk.db")
    await sqlite.open()
    store = open_store(sqlite, DeskId("T1", "vendor"), Sealer([KEY]), clock)
    zendesk, chat, engine, sign_in = FakeZendesk(clock), FakeChat(), FakeEngine(clock), FakeSignIn()
    zendesk.hire(VISSER)
    pulse, allowance = FakePulse(), FakeAllowance()
    pace = Pace(allowance, clock, POLL_SECONDS)
    names = Names(zendesk, store)
    admins = Admins((), store, engine)
    connections = Connections(zendesk, sign_in, store, engine, admins, clock)
    channels = Channels(chat, store, admins, clock)
    teams = Teams(zendesk, chat, store)
    budgets = BudgetNotices(store, engine, 2 * 60 * 60)
    onlookers = Onlookers(budgets, PublicNotes(store, engine, admins, clock))
    feed = Feed(zendesk, store, engine, names, connections, onlookers, clock)
    dialogs = OpenDialogs(chat, clock.stopwatch)
    analysing = Submissions(zendesk, store, engine, connections, dialogs, clock)
    handing_back = HandBacks(zendesk, store, analysing)
    house = Vendor("ISPnext", "https://vendor.example/agent", POLL_SECONDS)
    reading = Queue(store, names, house, clock)
    holders = Departures(store, engine, clock)
    office = Office(
        clock=clock,
        zendesk=zendesk,
        chat=chat,
        engine=engine,
        sign_in=sign_in,
        store=store,
        pulse=pulse,
        allowance=allowance,
        pace=pace,
        connections=connections,
        analysing=analysing,
        reading=reading,
        teams=teams,
        feed=feed,
        watching=Polling(feed, teams, store, admins, pulse, clock, pace),
        cards=Cards(chat, store, channels, clock),
        breaker=Breaker(clock.stopwatch),
        dialogs=dialogs,
        budgets=budgets,
        requesting=NewTickets(zendesk, store, engine, analysing, dialogs, clock),
        handing_back=handing_back,
        proposing=Proposals(store, connections, analysing, handing_back, ProposalNotices(store, engine), clock),
        holding=Holds(analysing, connections, holders, store, clock),
        holders=holders,
        looking=TicketDetails(zendesk, analysing, store, names, house, clock),
        colleagues=Colleagues(store),
        admins=admins,
        channels=channels,
    )
    office.restart("first run")
    clock.advance(timedelta(hours=1).total_seconds())
    yield office
    await sqlite.close()
