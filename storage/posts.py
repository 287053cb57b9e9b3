"""What the desk said in the chat: the intent before each post, the place after it."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from pydantic import TypeAdapter

from desk.model.assignments import AssignmentKey
from desk.model.posts import Post, PostRecord
from storage.shelf import Row, Shelf, moment, moment_or_none, read_moment, read_moment_or_none

_POST = TypeAdapter(Post)


@dataclass(frozen=True)
class SqlitePosts:
    shelf: Shelf

    async def intend(self, post: Post, executor: str, now: datetime) -> None:
        await self.shelf.write(
            """
            insert into posts (team, account, key, recipient, ticket_id, audit_id, intended_at, executor, proposal)
            values
                (:team, :account, :key, :recipient, :ticket_id, :audit_id, :now, :executor, :proposal)
            on conflict (team, account, key)
            do update set intended_at = excluded.intended_at, executor = excluded.executor where ts is null
            """,
            key=post.key,
            recipient=post.to,
            ticket_id=post.assignment.ticket_id if post.assignment else None,
            audit_id=post.assignment.audit_id if post.assignment else None,
            now=moment(now),
            executor=executor,
            proposal=post.proposal,
        )

    async def done(self, key: str, channel: str, ts: str, revision: int | None) -> None:
        await self.shelf.write(
            """
            update posts set channel = :channel, ts = :ts, shown_revision = :revision,
                trouble = null, post = null, given_up_at = null
            where team = :team and account = :account and key = :key
            """,
            key=key,
            channel=channel,
            ts=ts,
            revision=revision,
        )

    async def get(self, key: str) -> PostRecord | None:
        row = await self.shelf.row(
            "select * from posts where team = :team and account = :account and key = :key", key=key
        )
        return _record(row) if row else None

    async def cards_of(self, key: AssignmentKey) -> Sequence[PostRecord]:
        rows = await self.shelf.rows(
            """
            select * from posts
            where team = :team and account = :account and ticket_id = :ticket_id and audit_id = :audit_id
                and key glob 'card:*'
            order by intended_at, key
            """,
            **asdict(key),
        )
        return [_record(row) for row in rows]

    async def stale_cards(self) -> Sequence[PostRecord]:
        rows = await self.shelf.rows(
            """
            select posts.* from posts join assignments using (team, account, ticket_id, audit_id)
            where posts.team = :team and posts.account = :account
                and posts.key glob 'card:*' and posts.ts is not null
                and assignments.revision > coalesce(posts.shown_revision, -1)
            order by posts.intended_at, posts.key
            """
        )
        return [_record(row) for row in rows]

    async def stale_proposals(self) -> Sequence[PostRecord]:
        rows = await self.shelf.rows(
            """
            select posts.* from posts join proposals
                on proposals.team = posts.team and proposals.account = posts.account and proposals.id = posts.proposal
            where posts.team = :team and posts.account = :account and posts.ts is not null
                and proposals.revision > coalesce(posts.shown_revision, -1)
            order by posts.intended_at, posts.key
            """
        )
        return [_record(row) for row in rows]

    async def waiting(self, given_up_after: datetime) -> Sequence[PostRecord]:
        rows = await self.shelf.rows(
            """
            select * from posts
            where team = :team and account = :account and ts is null
                and coalesce(given_up_at, :given_up_after) >= :given_up_after
            order by intended_at, key
            """,
            given_up_after=moment(given_up_after),
        )
        return [_record(row) for row in rows]

    async def trouble(self, post: Post, trouble: str, given_up_at: datetime | None = None) -> None:
        await self.shelf.write(
            """
            update posts set trouble = :trouble, post = :post, given_up_at = coalesce(:given_up_at, given_up_at)
            where team = :team and account = :account and key = :key and ts is null
            """,
            key=post.key,
            trouble=trouble,
            post=json.dumps(_POST.dump_python(post, mode="json"), ensure_ascii=False),
            given_up_at=moment_or_none(given_up_at),
        )

    async def forget_given_up(self, before: datetime) -> int:
        return await self.shelf.write(
            """
            delete from posts
            where team = :team and account = :account and ts is null and given_up_at < :before
            """,
            before=moment(before),
        )

    async def drop(self, key: str) -> None:
        await self.shelf.write(
            "delete from posts where team = :team and account = :account and key = :key and ts is null", key=key
        )


def _record(row: Row) -> PostRecord:
    of_assignment = row["ticket_id"] is not None
    return PostRecord(
        key=row["key"],
        to=row["recipient"],
        assignment=AssignmentKey(row["ticket_id"], row["audit_id"]) if of_assignment else None,
        intended_at=read_moment(row["intended_at"]),
        executor=row["executor"],
        channel=row["channel"],
        ts=row["ts"],
        shown_revision=row["shown_revision"],
        trouble=row["trouble"],
        proposal=row["proposal"],
        post=_POST.validate_json(row["post"]) if row["post"] else None,
        given_up_at=read_moment_or_none(row["given_up_at"]),
    )
