"""Who is connected: links between chat users and agents, their tokens, and sign-ins that were begun."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from pydantic import TypeAdapter
from sqlite_utils import Database

from desk.model.people import Agent, Link, TokenPair
from desk.ports.memory import SignInAttempt
from desk.ports.runtime import Clock
from storage.sealing import Sealer
from storage.shelf import Row, Shelf, first, insert, listed, moment, moment_or_none, read_moment, read_moment_or_none

_AGENT = TypeAdapter(Agent)


SELECT_SIGN_IN = """
    select * from sign_ins
    where team = :team and account = :account and state_hash = :state_hash and expires_at > :now
"""


@dataclass(frozen=True)
class SqliteLinks:
    shelf: Shelf

    async def get(self, user: str) -> Link | None:
        row = await self.shelf.row(
            "select * from links where team = :team and account = :account and user = :user", user=user
        )
        return _link(row) if row else None

    async def of_agent(self, agent_id: int) -> Link | None:
        row = await self.shelf.row(
            "select * from links where team = :team and account = :account and agent_id = :agent_id", agent_id=agent_id
        )
        return _link(row) if row else None

    async def all(self) -> Sequence[Link]:
        rows = await self.shelf.rows(
            "select * from links where team = :team and account = :account order by connected_at, user"
        )
        return [_link(row) for row in rows]

    async def put(self, link: Link) -> None:
        row = self.shelf.bound(
            {
                "user": link.user,
                "agent_id": link.agent.id,
                "agent": json.dumps(asdict(link.agent), ensure_ascii=False),
                "scopes": listed(link.scopes),
                "connected_at": moment(link.connected_at),
                "checked_at": moment(link.checked_at),
                "lapsed": link.lapsed,
                "ageing": link.ageing,
            }
        )

        def replace_older(db: Database) -> None:
            db.execute(
                """
                delete from links
                where team = :team and account = :account and (user = :user or agent_id = :agent_id)
                """,
                row,
            )
            insert(db, "links", row)

        await self.shelf.sqlite.run(replace_older)

    async def remove(self, user: str) -> None:
        await self.shelf.write(
            "delete from links where team = :team and account = :account and user = :user", user=user
        )


@dataclass(frozen=True)
class SqliteTokens:
    shelf: Shelf
    sealer: Sealer

    async def get(self, agent_id: int) -> TokenPair | None:
        row = await self.shelf.row(
            "select * from tokens where team = :team and account = :account and agent_id = :agent_id", agent_id=agent_id
        )
        if not row:
            return None
        return TokenPair(
            access=self.sealer.open(row["access"]),
            refresh=None if row["refresh"] is None else self.sealer.open(row["refresh"]),
            access_expires_at=read_moment_or_none(row["access_expires_at"]),
            refresh_expires_at=read_moment_or_none(row["refresh_expires_at"]),
            issued_at=read_moment_or_none(row["issued_at"]),
        )

    async def put(self, agent_id: int, tokens: TokenPair) -> None:
        await self.shelf.put(
            "tokens",
            {
                "agent_id": agent_id,
                "access": self.sealer.seal(tokens.access),
                "refresh": None if tokens.refresh is None else self.sealer.seal(tokens.refresh),
                "access_expires_at": moment_or_none(tokens.access_expires_at),
                "refresh_expires_at": moment_or_none(tokens.refresh_expires_at),
                "issued_at": moment_or_none(tokens.issued_at),
            },
        )

    async def keys_used(self) -> Mapping[int, int | None]:
        rows = await self.shelf.rows("select agent_id, access from tokens where team = :team and account = :account")
        return {row["agent_id"]: self.sealer.key_of(row["access"]) for row in rows}

    async def remove(self, agent_id: int) -> None:
        await self.shelf.write(
            "delete from tokens where team = :team and account = :account and agent_id = :agent_id", agent_id=agent_id
        )


@dataclass(frozen=True)
class SqliteSignIns:
    shelf: Shelf
    sealer: Sealer
    clock: Clock

    async def add(self, attempt: SignInAttempt) -> None:
        row = self.shelf.bound(
            {
                "state_hash": attempt.state_hash,
                "user": attempt.user,
                "verifier": self.sealer.seal(attempt.verifier),
                "expires_at": moment(attempt.expires_at),
                "wanted": attempt.wanted,
                "channel": attempt.channel,
            }
        )
        past = self.shelf.bound({"now": moment(self.clock())})

        def add_and_purge(db: Database) -> None:
            db.execute("delete from sign_ins where team = :team and account = :account and expires_at <= :now", past)
            insert(db, "sign_ins", row)

        await self.shelf.sqlite.run(add_and_purge)

    async def get(self, state_hash: str) -> SignInAttempt | None:
        bound = self.shelf.bound({"state_hash": state_hash, "now": moment(self.clock())})
        row = await self.shelf.sqlite.run(lambda db: first(db, SELECT_SIGN_IN, bound))
        return self._attempt(row) if row else None

    async def take(self, state_hash: str) -> SignInAttempt | None:
        bound = self.shelf.bound({"state_hash": state_hash, "now": moment(self.clock())})

        def take_out(db: Database) -> Row | None:
            row = first(db, SELECT_SIGN_IN, bound)
            gone = db.execute(
                "delete from sign_ins where team = :team and account = :account and state_hash = :state_hash", bound
            )
            return row if gone.rowcount == 1 else None

        row = await self.shelf.sqlite.run(take_out)
        return self._attempt(row) if row else None

    def _attempt(self, row: Row) -> SignInAttempt:
        return SignInAttempt(
            state_hash=row["state_hash"],
            user=row["user"],
            verifier=self.sealer.open(row["verifier"]),
            expires_at=read_moment(row["expires_at"]),
            wanted=row["wanted"],
            channel=row["channel"],
        )


def _link(row: Row) -> Link:
    return Link(
        user=row["user"],
        agent=_AGENT.validate_json(row["agent"]),
        scopes=tuple(json.loads(row["scopes"])),
        connected_at=read_moment(row["connected_at"]),
        checked_at=read_moment(row["checked_at"]),
        lapsed=bool(row["lapsed"]),
        ageing=bool(row["ageing"]),
    )
