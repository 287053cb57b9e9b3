"""Every request to Zendesk passes here and may have to wait, or is refused without being sent.

The vendor's other tools and people share the account's limits. So writes go first; few requests run at once, and only
one that changes a given ticket; reads for which no person waits are refused when little is left; and after a 429
nothing is sent to the same place until the time is over (docs/adr/015-a-guest-in-the-vendors-account.md).
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass
from http import HTTPStatus
from weakref import WeakValueDictionary

import httpx
import structlog

from desk.errors import NoRoom, SlowDown, TicketBusy, ZendeskAway
from desk.intake.pace import RESERVE, Room
from desk.ports.runtime import LONGEST_WAIT, Stopwatch
from zendesk.api.answers import retry_after
from zendesk.api.calls import Call, Counted, uncounted
from zendesk.api.limits import ACCOUNT, Window, is_about_endpoint, is_about_one_ticket, windows
from zendesk.api.slots import Rank, Slots

BACKOFF = (5.0, 15.0, 60.0, 300.0, LONGEST_WAIT)
"""Seconds to stay away when a 429 does not say how long; also the minimum, one step lower, when several follow each
other.
"""
KNOWN_FOR = 300.0
"""Seconds: how long after a limit started again its last reading still tells how busy the account is."""
MOST_WINDOWS = 20
"""Zendesk has fewer limits than this that we meet; further names in headers are not stored."""

_idle: ContextVar[bool] = ContextVar("idle", default=False)

log = structlog.get_logger()


@contextmanager
def nobody_waits() -> Iterator[None]:
    """Reads within it let all others go first."""
    before = _idle.set(True)
    try:
        yield
    finally:
        _idle.reset(before)


@dataclass(frozen=True)
class Pause:
    until: float
    """By the stopwatch, in seconds."""
    refusals: int
    """Number of 429s in a row."""


@dataclass(frozen=True)
class Seen:
    window: Window
    resets_at: float
    """By the stopwatch, in seconds."""
    by_polls: bool
    """Whether reads for which no person waits count against it."""


class Throttle:
    """Implements `desk.intake.pace.Allowance`."""

    def __init__(self, stopwatch: Stopwatch, counted: Counted = uncounted, slots: Slots | None = None) -> None:
        self.counted = counted
        self.slots = slots or Slots()
        self._stopwatch = stopwatch
        self._holds: dict[str, Pause] = {}
        self._seen: dict[str, Seen] = {}
        self._limits_of: dict[str, frozenset[str]] = {}
        self._tickets: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def turn(self, call: Call) -> AsyncIterator[None]:
        """Raises `ZendeskAway`, with nothing sent, when this call has to stay away."""
        if call.is_sign_in:  # only its own limit applies to it, and a code lives two minutes
            self._check_holds(call)
            yield
            return
        self._check(call)
        async with self._alone(call), self.slots.one(_rank(call)):
            self._check(call)  # a call before it may have been refused
            yield

    def heard(self, call: Call, response: httpx.Response) -> None:
        """Learns the limits from an answer."""
        now, told = self._stopwatch(), windows(response)
        for window in told:
            self._see(window, now)
        self._limits_of[call.endpoint] = frozenset(window.name for window in told)
        if response.status_code == HTTPStatus.TOO_MANY_REQUESTS:
            self._stay_away(call, told, retry_after(response), now)
        elif response.is_success:
            for scope in _scopes(call):
                if scope in self._holds and not self._left(scope):  # otherwise it was sent before the refusal
                    del self._holds[scope]

    def room(self) -> Room | None:
        """The limit with the least left, of those that polling counts against."""
        now = self._stopwatch()
        known = [seen for seen in self._seen.values() if seen.by_polls and now - seen.resets_at < KNOWN_FOR]
        least = min(known, key=lambda seen: seen.window.share, default=None)
        return Room(least.window.share, max(least.resets_at - now, 0.0)) if least else None

    @property
    def windows(self) -> list[Window]:
        """As reported by the last answers."""
        return [seen.window for seen in self._seen.values()]

    def stays_away_for(self) -> float:
        """Seconds of the longest current wait."""
        return max((self._left(scope) for scope in self._holds), default=0.0)

    def _alone(self, call: Call) -> AbstractAsyncContextManager[object]:
        """Allows one change of a ticket at a time."""
        return self._tickets.setdefault(call.ids["ticket"], asyncio.Lock()) if call.changes_ticket else nullcontext()

    def _check_holds(self, call: Call) -> None:
        for scope in _scopes(call):
            if wait := self._left(scope):
                raise _refused(call, scope, wait)

    def _check(self, call: Call) -> None:
        self._check_holds(call)
        if _rank(call) is Rank.IDLE:
            for name in {ACCOUNT} | self._limits_of.get(call.endpoint, frozenset()):
                seen = self._seen.get(name)
                if seen and seen.window.share < RESERVE and (wait := self._until(seen.resets_at)):
                    raise NoRoom(retry_after=wait)

    def _left(self, scope: str) -> float:
        hold = self._holds.get(scope)
        return self._until(hold.until) if hold else 0.0

    def _until(self, moment: float) -> float:
        """Seconds; 0 when it is past."""
        return max(moment - self._stopwatch(), 0.0)

    def _see(self, window: Window, now: float) -> None:
        before = self._seen.get(window.name)
        if before is None and len(self._seen) >= MOST_WINDOWS:
            return
        by_polls = window.name == ACCOUNT or _idle.get() or bool(before and before.by_polls)
        self._seen[window.name] = Seen(window, now + window.resets_in, by_polls)

    def _stay_away(self, call: Call, told: list[Window], asked: float | None, now: float) -> None:
        scope = _scope(call, told)
        before = self._holds.get(scope)
        refusals = (before.refusals if before else 0) + (0 if self._left(scope) else 1)  # several at once
        wait = max(_wait(asked, refusals), self._left(scope))
        self._forget_old(now)
        self._holds[scope] = Pause(now + wait, refusals)
        log.warning("zendesk.too_many_requests", endpoint=call.endpoint, whole_account=scope == ACCOUNT, wait=wait)

    def _forget_old(self, now: float) -> None:
        old = [scope for scope, hold in self._holds.items() if now - hold.until > LONGEST_WAIT]
        for scope in old:
            del self._holds[scope]


def _wait(asked: float | None, refusals: int) -> float:
    """Zendesk's word counts the first time; if it refuses again, the word was wrong and the backoff applies."""
    steps = refusals if not asked else refusals - 1
    return max(asked or 0.0, BACKOFF[min(steps, len(BACKOFF)) - 1] if steps else 0.0)


def _rank(call: Call) -> Rank:
    if not call.may_repeat:
        return Rank.WRITE
    return Rank.IDLE if _idle.get() else Rank.READ


def _scopes(call: Call) -> tuple[str, ...]:
    """Everything that can keep this call away: the account, its endpoint and its ticket; for a sign-in its endpoint
    alone.
    """
    if call.is_sign_in:
        return (call.endpoint,)
    return (ACCOUNT, call.endpoint, f"{call.method} {call.filled_path}")


def _scope(call: Call, told: list[Window]) -> str:
    if call.is_sign_in:
        return call.endpoint
    account, endpoint, ticket = _scopes(call)
    if is_about_one_ticket(call, told):
        return ticket
    return endpoint if is_about_endpoint(told) else account


def _refused(call: Call, scope: str, wait: float) -> ZendeskAway:
    if call.changes_ticket and scope == _scopes(call)[-1]:
        return TicketBusy(retry_after=wait)
    return SlowDown(retry_after=wait)
