"""Calls under an agent's own token, which is renewed when needed: one renewal at a time for each agent."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from typing import TypeVar

import httpx
import stamina
import structlog

from desk.errors import ConnectionLapsed, ZendeskAway
from desk.model.people import TokenPair
from desk.ports.memory import TokenStore
from desk.ports.runtime import Clock
from zendesk.api.answers import Hiccup, TokenRefused, answered_at, value
from zendesk.api.calls import Account, Answer, Call
from zendesk.api.throttle import Throttle
from zendesk.api.tokens import GrantRefused, Grants
from zendesk.api.transport import Transport

_RENEW_BEFORE = timedelta(seconds=60)
_ATTEMPTS = 3

T = TypeVar("T")

log = structlog.get_logger()


def open_session(
    account: Account, http: httpx.AsyncClient, tokens: TokenStore, clock: Clock, throttle: Throttle
) -> "Session":
    transport = Transport(account.url, http, throttle)
    return Session(account, transport, Grants(account, transport, clock), tokens, clock)


class Session:
    def __init__(
        self, account: Account, transport: Transport, grants: Grants, tokens: TokenStore, clock: Clock
    ) -> None:
        self.account = account
        self.grants = grants
        self._transport = transport
        self._tokens = tokens
        self._clock = clock
        self._locks: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._renewals: set[asyncio.Task[TokenPair]] = set()

    async def ask(self, actor: int, call: Call) -> Answer:
        """Makes the call as this agent. Only reads are repeated, and not when Zendesk asks us to wait."""
        attempts = stamina.retry_context(
            on=_is_passing, attempts=_ATTEMPTS, timeout=5, wait_initial=0.1, wait_max=0.5, wait_jitter=0.1
        )
        async for attempt in attempts:
            with attempt:
                answer = await self.with_token(actor, lambda access: self.ask_with(access, call))
        return answer

    async def ask_with(self, access: str, call: Call) -> Answer:
        """Makes the call with this token."""
        response = await self._transport.send(call, access)
        return Answer(value(response, call), answered_at(response, self._clock()))

    async def with_token(self, actor: int, deed: Callable[[str], Awaitable[T]]) -> T:
        """Runs it with the agent's token; once more with a renewed token if Zendesk refuses the first."""
        pair = await self._tokens.get(actor)
        if pair is None:
            raise ConnectionLapsed
        if pair.refresh and self._expires_soon(pair):
            pair = await self._renewed(actor, pair)
        try:
            return await deed(pair.access)
        except TokenRefused:
            pair = await self._renewed(actor, pair)
            return await deed(pair.access)

    def _expires_soon(self, pair: TokenPair) -> bool:
        return pair.access_expires_at is not None and pair.access_expires_at - self._clock() <= _RENEW_BEFORE

    async def _renewed(self, actor: int, spent: TokenPair) -> TokenPair:
        """Not cancelled with its caller: between Zendesk's answer and our disk the old pair is invalid already."""
        renewal = asyncio.create_task(self._renew(actor, spent))
        self._renewals.add(renewal)
        renewal.add_done_callback(self._forget)
        return await asyncio.shield(renewal)

    async def _renew(self, actor: int, spent: TokenPair) -> TokenPair:
        async with self._locks[actor]:
            pair = await self._tokens.get(actor)
            if pair is None or not pair.refresh:
                raise ConnectionLapsed
            if pair.access != spent.access:
                return pair
            fresh = await self._successor(pair)
            await self._tokens.put(actor, fresh)
            log.debug("zendesk.token_renewed", agent=actor)
            return fresh

    async def _successor(self, pair: TokenPair) -> TokenPair:
        try:
            return await self.grants.by_refresh(pair)
        except GrantRefused as refused:
            if refused.is_about_the_grant:
                raise ConnectionLapsed from None
            raise ZendeskAway(
                "Zendesk no longer accepts our OAuth client. The vendor's admin has to check its registration."
            ) from None

    def _forget(self, renewal: asyncio.Task[TokenPair]) -> None:
        self._renewals.discard(renewal)
        with suppress(asyncio.CancelledError):
            renewal.exception()  # retrieved, because all callers may have given up


def _is_passing(problem: Exception) -> bool:
    return isinstance(problem, Hiccup)
