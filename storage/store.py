"""Everything one desk remembers, one field for each port."""

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
from storage.sealing import Sealer
from storage.shelf import Shelf
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
    """The store of one desk; several may share one database. `sqlite` is opened and closed by whoever made it."""
    shelf = Shelf(sqlite, desk)
    return Store(
        links=SqliteLinks(shelf),
        tokens=SqliteTokens(shelf, sealer),
        sign_ins=SqliteSignIns(shelf, sealer, clock),
        watches=SqliteWatches(shelf),
        tickets=SqliteSeenTickets(shelf),
        assignments=SqliteAssignments(shelf),
        posts=SqlitePosts(shelf),
        submissions=SqliteSubmissions(shelf),
        people=SqlitePeople(shelf),
        feeds=SqliteFeeds(shelf),
        members=SqliteGroupMembers(shelf),
        holds=SqliteHolds(shelf),
        proposals=SqliteProposals(shelf),
        new_tickets=SqliteNewTickets(shelf),
        preferences=SqlitePreferences(shelf),
        pokes=SqlitePokes(shelf),
        census=SqliteCensus(shelf),
        gaps=SqliteGaps(shelf),
    )


def open_writes(sqlite: Sqlite, desk: DeskId) -> tuple[SubmissionStore, NewTicketStore]:
    """What one desk wrote to Zendesk, without the keys that open its tokens."""
    shelf = Shelf(sqlite, desk)
    return SqliteSubmissions(shelf), SqliteNewTickets(shelf)


async def desks_of(sqlite: Sqlite, account: str) -> list[DeskId]:
    """Every chat workspace that works in this Zendesk account."""
    sql = """
        select team from links where account = :account
        union select team from watches where account = :account
        union select team from submissions where account = :account
    """
    rows = await sqlite.run(lambda db: list(db.query(sql, {"account": account})))
    return [DeskId(row["team"], account) for row in rows]
