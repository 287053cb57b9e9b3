"""All stores of one desk, one field for each port."""

from dataclasses import dataclass

from desk.model.people import DeskId
from desk.ports.memory import (
    AssignmentStore,
    CountStore,
    FeedStore,
    GapStore,
    GroupMemberStore,
    HoldStore,
    LinkStore,
    PeopleStore,
    PokeStore,
    PreferenceStore,
    SeenTicketStore,
    SignInStore,
    TokenStore,
    WatchStore,
)
from desk.ports.outbox import NewTicketStore, PostStore, ProposalStore, SubmissionStore
from desk.ports.runtime import Clock
from storage.census import SqliteCensus
from storage.connections import SqliteLinks, SqliteSignIns, SqliteTokens
from storage.gaps import SqliteGaps
from storage.holds import SqliteHolds
from storage.new_tickets import SqliteNewTickets
from storage.people import SqliteGroupMembers, SqlitePeople
from storage.pokes import SqlitePokes
from storage.posts import SqlitePosts
from storage.preferences import SqlitePreferences
from storage.proposals import SqliteProposals
from storage.rows import Rows
from storage.sealing import Sealer
from storage.sqlite import Sqlite
from storage.submissions import SqliteSubmissions
from storage.tickets import SqliteAssignments, SqliteSeenTickets
from storage.watches import SqliteFeeds, SqliteWatches


@dataclass(frozen=True)
class Store:
    links: LinkStore
    tokens: TokenStore
    sign_ins: SignInStore
    watches: WatchStore
    tickets: SeenTicketStore
    assignments: AssignmentStore
    posts: PostStore
    submissions: SubmissionStore
    people: PeopleStore
    feeds: FeedStore
    members: GroupMemberStore
    holds: HoldStore
    proposals: ProposalStore
    new_tickets: NewTicketStore
    preferences: PreferenceStore
    pokes: PokeStore
    census: CountStore
    gaps: GapStore


def open_store(sqlite: Sqlite, desk: DeskId, sealer: Sealer, clock: Clock) -> Store:
    """The stores of one desk; several desks may share one database. The caller opens and closes `sqlite`."""
    rows = Rows(sqlite, desk)
    return Store(
        links=SqliteLinks(rows),
        tokens=SqliteTokens(rows, sealer),
        sign_ins=SqliteSignIns(rows, sealer, clock),
        watches=SqliteWatches(rows),
        tickets=SqliteSeenTickets(rows),
        assignments=SqliteAssignments(rows),
        posts=SqlitePosts(rows),
        submissions=SqliteSubmissions(rows),
        people=SqlitePeople(rows),
        feeds=SqliteFeeds(rows),
        members=SqliteGroupMembers(rows),
        holds=SqliteHolds(rows),
        proposals=SqliteProposals(rows),
        new_tickets=SqliteNewTickets(rows),
        preferences=SqlitePreferences(rows),
        pokes=SqlitePokes(rows),
        census=SqliteCensus(rows),
        gaps=SqliteGaps(rows),
    )


def open_writes(sqlite: Sqlite, desk: DeskId) -> tuple[SubmissionStore, NewTicketStore]:
    """The changes that one desk sent to Zendesk. They are read without the keys of the tokens."""
    rows = Rows(sqlite, desk)
    return SqliteSubmissions(rows), SqliteNewTickets(rows)


async def desks_of(sqlite: Sqlite, account: str) -> list[DeskId]:
    """The desks of all chat workspaces that work in this Zendesk account."""
    sql = """
        select team from links where account = :account
        union select team from watches where account = :account
        union select team from submissions where account = :account
    """
    rows = await sqlite.run(lambda db: list(db.query(sql, {"account": account})))
    return [DeskId(row["team"], account) for row in rows]
