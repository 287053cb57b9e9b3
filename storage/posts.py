"""Posts in the chat: stored as an intent before they are posted, with channel and `ts` afterwards."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from desk.model.assignments import AssignmentKey
from desk.model.posts import Post, PostRecord
from storage.rows import Rows, Statements, Table
from storage.tickets import OF_ASSIGNMENT

POSTS = Table("posts", PostRecord, {"to": "recipient", "assignment": ("ticket_id", "audit_id")})

_OLDEST_FIRST = "order by intended_at, key"
_SHOWS_OLD_CARD = """
    key glob 'card:*' and ts is not null and coalesce(shown_revision, -1) < (
        select revision from assignments
        where assignments.team = posts.team and assignments.account = posts.account
            and assignments.ticket_id = posts.ticket_id and assignments.audit_id = posts.audit_id
    )
"""
_SHOWS_OLD_PROPOSAL = """
    ts is not null and coalesce(shown_revision, -1) < (
        select revision from proposals
        where proposals.team = posts.team and proposals.account = posts.account and proposals.id = posts.proposal
    )
"""


@dataclass(frozen=True)
class SqlitePosts:
    rows: Rows

    async def intend(self, post: Post, executor: str, now: datetime) -> None:
        record = PostRecord(post.key, post.to, post.assignment, now, executor, proposal=post.proposal)

        def add_or_renew(desk: Statements) -> None:
            if not desk.add(POSTS, record):
                renewed = "intended_at = :now, executor = :executor"
                desk.change(POSTS, renewed, "key = :key and ts is null", key=post.key, now=now, executor=executor)

        await self.rows.together(add_or_renew)

    async def done(self, key: str, channel: str, ts: str, revision: int | None) -> None:
        changes = """
            channel = :channel, ts = :ts, shown_revision = :revision, trouble = null, post = null, given_up_at = null
        """
        await self.rows.change(POSTS, changes, "key = :key", key=key, channel=channel, ts=ts, revision=revision)

    async def get(self, key: str) -> PostRecord | None:
        return await self.rows.first(POSTS, "key = :key", key=key)

    async def cards_of(self, key: AssignmentKey) -> Sequence[PostRecord]:
        return await self.rows.all(POSTS, f"{OF_ASSIGNMENT} and key glob 'card:*'", _OLDEST_FIRST, **asdict(key))

    async def stale_cards(self) -> Sequence[PostRecord]:
        return await self.rows.all(POSTS, _SHOWS_OLD_CARD, _OLDEST_FIRST)

    async def stale_proposals(self) -> Sequence[PostRecord]:
        return await self.rows.all(POSTS, _SHOWS_OLD_PROPOSAL, _OLDEST_FIRST)

    async def waiting(self, given_up_after: datetime) -> Sequence[PostRecord]:
        where = "ts is null and coalesce(given_up_at, :after) >= :after"
        return await self.rows.all(POSTS, where, _OLDEST_FIRST, after=given_up_after)

    async def trouble(self, post: Post, trouble: str, given_up_at: datetime | None = None) -> None:
        changes = "trouble = :trouble, post = :post, given_up_at = coalesce(:given_up_at, given_up_at)"
        where = "key = :key and ts is null"
        await self.rows.change(POSTS, changes, where, key=post.key, trouble=trouble, post=post, given_up_at=given_up_at)

    async def forget_given_up(self, before: datetime) -> int:
        return await self.rows.delete(POSTS, "ts is null and given_up_at < :before", before=before)

    async def drop(self, key: str) -> None:
        await self.rows.delete(POSTS, "key = :key and ts is null", key=key)
