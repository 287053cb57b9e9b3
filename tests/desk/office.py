"""The desk's use cases on fakes and a real store, joined as the bot joins them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from cryptography.fernet import Fernet

from desk.assembly import Ports, open_desk
from desk.desk import Desk
from desk.model.analysis import Analysis
from desk.model.assignments import Assignment
from desk.model.people import Agent, DeskId, Group, Licence, Link, TokenPair
from desk.model.rich_text import plain_text
from desk.model.submissions import Submission, SubmissionRequest
from desk.model.vendor import Vendor
from desk.model.watches import Watch
from storage.sealing import Sealer
from storage.sqlite import IN_MEMORY, Sqlite
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


@dataclass
class Office:
    clock: FakeClock
    zendesk: FakeZendesk
    chat: FakeChat
    engine: FakeEngine
    sign_in: FakeSignIn
    store: Store
    pulse: FakePulse
    allowance: FakeAllowance
    desk: Desk = field(init=False)
    """The desk of the present run of the process."""

    def __post_init__(self) -> None:
        self.restart("first run")

    def restart(self, executor: str = "second run") -> None:
        """A new process on the same memory and the same engine file."""
        ports = Ports(
            self.zendesk,
            self.sign_in,
            self.chat,
            self.store,
            self.engine,
            self.clock,
            self.clock.stopwatch,
            self.pulse,
            self.allowance,
        )
        vendor = Vendor("ISPnext", "https://vendor.example/agent", POLL_SECONDS)
        self.desk = open_desk(ports, vendor, executor=executor)
        self.engine.updates, self.engine.creations = self.desk.updates, self.desk.creations
        self.engine.posting = self.desk.posting

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
        await self.desk.polling.poll()
        requests = self.zendesk.requests[asked:]
        await self.engine.run()
        await self.desk.cards.refresh()
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
        submission = await self.desk.submissions.accept(link, wish)
        self.clock.advance(1)
        return submission

    async def submission(self, submission_id: str = "s1") -> Submission:
        submission = await self.store.submissions.get(submission_id)
        assert submission
        return submission


@asynccontextmanager
async def opened_office(database: Path | str = IN_MEMORY) -> AsyncIterator[Office]:
    clock = FakeClock()
    sqlite = Sqlite(database)
    await sqlite.open()
    store = open_store(sqlite, DeskId("T1", "vendor"), Sealer([KEY]), clock)
    zendesk, chat, engine, sign_in = FakeZendesk(clock), FakeChat(), FakeEngine(clock), FakeSignIn()
    zendesk.hire(VISSER)
    office = Office(clock, zendesk, chat, engine, sign_in, store, FakePulse(), FakeAllowance(clock))
    clock.advance(timedelta(hours=1).total_seconds())
    yield office
    await sqlite.close()
