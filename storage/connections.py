"""Links between chat users and Zendesk agents, the agents' tokens, and sign-ins that are not finished."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from desk.model.people import Link, TokenPair
from desk.ports.memory import SignInAttempt
from desk.ports.runtime import Clock
from storage.rows import Rows, Statements, Table
from storage.sealing import Sealer

LINKS = Table("links", Link)
TOKENS = Table("tokens", TokenPair)
SIGN_INS = Table("sign_ins", SignInAttempt)


@dataclass(frozen=True)
class SqliteLinks:
    rows: Rows

    async def get(self, user: str) -> Link | None:
        return await self.rows.first(LINKS, "user = :user", user=user)

    async def of_agent(self, agent_id: int) -> Link | None:
        return await self.rows.first(LINKS, "agent_id = :agent_id", agent_id=agent_id)

    async def all(self) -> Sequence[Link]:
        return await self.rows.all(LINKS, "true", "order by connected_at, user")

    async def put(self, link: Link) -> None:
        def replace_older(desk: Statements) -> None:
            desk.delete(LINKS, "user = :user or agent_id = :agent_id", user=link.user, agent_id=link.agent.id)
            desk.add(LINKS, link, agent_id=link.agent.id)

        await self.rows.together(replace_older)

    async def remove(self, user: str) -> None:
        await self.rows.delete(LINKS, "user = :user", user=user)


@dataclass(frozen=True)
class SqliteTokens:
    rows: Rows
    sealer: Sealer

    async def get(self, agent_id: int) -> TokenPair | None:
        sealed = await self.rows.first(TOKENS, "agent_id = :agent_id", agent_id=agent_id)
        if not sealed:
            return None
        refresh = None if sealed.refresh is None else self.sealer.open(sealed.refresh)
        return replace(sealed, access=self.sealer.open(sealed.access), refresh=refresh)

    async def put(self, agent_id: int, tokens: TokenPair) -> None:
        refresh = None if tokens.refresh is None else self.sealer.seal(tokens.refresh)
        sealed = replace(tokens, access=self.sealer.seal(tokens.access), refresh=refresh)
        await self.rows.put(TOKENS, sealed, agent_id=agent_id)

    async def keys_used(self) -> Mapping[int, int | None]:
        rows = await self.rows.select("agent_id, access", TOKENS.name)
        return {row["agent_id"]: self.sealer.key_of(row["access"]) for row in rows}

    async def remove(self, agent_id: int) -> None:
        await self.rows.delete(TOKENS, "agent_id = :agent_id", agent_id=agent_id)


@dataclass(frozen=True)
class SqliteSignIns:
    rows: Rows
    sealer: Sealer
    clock: Clock

    async def add(self, attempt: SignInAttempt) -> None:
        now, sealed = self.clock(), replace(attempt, verifier=self.sealer.seal(attempt.verifier))

        def add_and_purge(desk: Statements) -> None:
            desk.delete(SIGN_INS, "expires_at <= :now", now=now)
            desk.add(SIGN_INS, sealed)

        await self.rows.together(add_and_purge)

    async def get(self, state_hash: str) -> SignInAttempt | None:
        now = self.clock()
        return self._opened(await self.rows.together(lambda desk: _usable(desk, state_hash, now)))

    async def take(self, state_hash: str) -> SignInAttempt | None:
        now = self.clock()

        def take_out(desk: Statements) -> SignInAttempt | None:
            sealed = _usable(desk, state_hash, now)
            desk.delete(SIGN_INS, "state_hash = :state_hash", state_hash=state_hash)
            return sealed

        return self._opened(await self.rows.together(take_out))

    def _opened(self, sealed: SignInAttempt | None) -> SignInAttempt | None:
        return replace(sealed, verifier=self.sealer.open(sealed.verifier)) if sealed else None


def _usable(desk: Statements, state_hash: str, now: datetime) -> SignInAttempt | None:
    return desk.first(SIGN_INS, "state_hash = :state_hash and expires_at > :now", state_hash=state_hash, now=now)
