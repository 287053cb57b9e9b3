"""What all tries to send something to Zendesk share."""

import random
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import TypeVar

import structlog

from desk.connections.connections import Connections
from desk.delivery.breaker import BACKOFF, Breaker
from desk.errors import (
    ChatAway,
    ConnectionLapsed,
    DeskError,
    NotConnected,
    OutcomeUnknown,
    Refusal,
    TicketBusy,
    TicketMoved,
    TicketNotYours,
    ZendeskAway,
)
from desk.model.people import Link
from desk.model.tickets import Ticket
from desk.ports.runtime import Clock
from desk.ports.tickets import TicketSystem

TURN = 0.5
"""Seconds until it is checked again whether an earlier change of the same ticket is finished."""
RECONNECT = 60.0
"""At most so many seconds until a change whose author has to sign in again is tried again ..."""
RECONNECT_POLLS = 10
"""... and at most so many intervals of polling."""
SIGNER_MAY_TAKE = timedelta(days=3)
"""After it, an author who has not signed in again gets the text back."""

T = TypeVar("T")

log = structlog.get_logger()


class Attempts:
    def __init__(
        self, tickets: TicketSystem, connections: Connections, breaker: Breaker, clock: Clock, reconnect_waits: float
    ) -> None:
        self._tickets = tickets
        self._connections = connections
        self._breaker = breaker
        self._clock = clock
        self._reconnect_waits = reconnect_waits

    async def make(
        self,
        deed: Callable[[], Awaitable[float]],
        *,
        refused: Callable[[Refusal], Awaitable[None]],
        held_up: Callable[[DeskError], Awaitable[None]],
    ) -> float | None:
        """One try. None when the change is finished; else the seconds to wait before the next try."""
        if wait := self._breaker.wait():
            return wait
        try:
            wait = await deed()
        except Refusal as refusal:
            self._breaker.close()
            await refused(refusal)
            return None
        except DeskError as trouble:
            seconds = self._seconds(trouble)
            await held_up(trouble)
            return seconds
        self._breaker.close()
        return wait or None

    def hurry(self) -> None:
        """Lets the next try through at once, also while the breaker is open."""
        self._breaker.close()

    async def signer(self, author: str, since: datetime) -> Link:
        """The author's link. Refuses after `SIGNER_MAY_TAKE`, because later changes of the ticket wait for this one."""
        try:
            return await self._connections.link(author)
        except (NotConnected, ConnectionLapsed):
            if self._clock() - since < SIGNER_MAY_TAKE:
                raise
            raise Refusal("You were not connected to Zendesk for three days, so this was not sent.") from None

    async def read(self, link: Link, ticket_id: int) -> Ticket:
        try:
            return await self.signed(link, self._tickets.ticket(link.agent.id, ticket_id))
        except TicketNotYours:
            await self._connections.refresh(link)
            raise

    async def refreshed(self, link: Link) -> Link:
        """The link with licence and groups as Zendesk has them now."""
        return await self._connections.refresh(link)

    async def signed(self, link: Link, call: Awaitable[T]) -> T:
        """Zendesk's answer to this person; tells them when Zendesk no longer accepts their token."""
        try:
            return await call
        except ConnectionLapsed:
            await self._connections.lapse(link)
            raise

    def _seconds(self, trouble: DeskError) -> float:
        match trouble:
            case NotConnected() | ConnectionLapsed():
                return self._reconnect_waits
            case TicketMoved() | TicketBusy():  # changes of other tickets need not wait
                self._breaker.close()
                return trouble.retry_after or TURN + random.uniform(0, TURN)  # noqa: S311 - jitter, no secret
            case ZendeskAway():
                return self._breaker.trip(trouble.retry_after)
            case OutcomeUnknown():
                return self._breaker.trip(None)
            case ChatAway():
                return trouble.retry_after or BACKOFF[-1]
            case _:  # for us to mend: the author is told that it waits, and status shows why
                log.error("attempt.held_up", problem=type(trouble).__name__)
                return BACKOFF[-1]
