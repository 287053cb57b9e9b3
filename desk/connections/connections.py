"""Links between chat users and Zendesk agents: made, kept up to date, lapsed and ended."""

import hashlib
import secrets
from collections.abc import Awaitable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta

import structlog

from desk.connections.departures import Departures
from desk.connections.expiring import Expiring
from desk.errors import ConnectionLapsed, DeskError, NotConnected, Refusal, SignInFailed
from desk.model.people import Licence, Link
from desk.model.posts import AdminNews, Post
from desk.ports.memory import Memory, SignInAttempt
from desk.ports.runtime import Clock, Engine
from desk.ports.sign_in import Grant, SignIn
from desk.ports.tickets import TicketSystem

SIGN_IN_LIVES = timedelta(minutes=15)
UNKNOWN_SIGN_IN = (
    "This sign-in is unknown, was used before, or is older than 15 minutes. Type `/desk connect` to start a new one."
)
CHECK_AFTER = timedelta(days=1)

log = structlog.get_logger()


@dataclass(frozen=True)
class Invitation:
    """Where a person's browser goes to consent, and whether it will come back by itself."""

    address: str
    comes_back: bool


@dataclass(frozen=True)
class Connected:
    """A finished sign-in, and what the person wanted before it."""

    link: Link
    wanted: str | None
    channel: str | None


class Connections:
    def __init__(
        self,
        tickets: TicketSystem,
        sign_in: SignIn,
        memory: Memory,
        engine: Engine,
        departures: Departures,
        expiring: Expiring,
        clock: Clock,
    ) -> None:
        self._tickets = tickets
        self._sign_in = sign_in
        self._memory = memory
        self._engine = engine
        self._clock = clock
        self._departures = departures
        self._expiring = expiring

    async def link(self, user: str) -> Link:
        """The person's link, if it works. Raises `NotConnected` or `ConnectionLapsed`."""
        link = await self._memory.links.get(user)
        if link is None:
            raise NotConnected
        if link.lapsed:
            raise ConnectionLapsed
        return link

    async def check_key(self, link: Link) -> None:
        """Raises `KeyMissing` when the connection was sealed with a key that we do not have."""
        await self._memory.tokens.get(link.agent.id)

    async def invite(self, user: str, wanted: str | None = None, channel: str | None = None) -> Invitation:
        state, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(64)
        await self._memory.sign_ins.add(
            SignInAttempt(_hashed(state), user, verifier, self._clock() + SIGN_IN_LIVES, wanted, channel)
        )
        return Invitation(self._sign_in.address(state, verifier), self._sign_in.comes_back)

    async def begun_by(self, state: str) -> str:
        """The chat user who began this sign-in. The attempt stays usable. Raises `SignInFailed`."""
        attempt = await self._memory.sign_ins.get(_hashed(state))
        if attempt is None:
            raise SignInFailed(UNKNOWN_SIGN_IN)
        return attempt.user

    async def finish(self, state: str, code: str, user: str | None = None) -> Connected:
        """Links the person who began this sign-in to the agent who consented.

        `user` is the person who brings the code, when that is known. A code that another person brings is refused, and
        the attempt is used up.
        """
        attempt = await self._memory.sign_ins.take(_hashed(state))
        if attempt is None:
            raise SignInFailed(UNKNOWN_SIGN_IN)
        if user is not None and attempt.user != user:
            log.warning("connect.brought_by_another", user=user)
            raise SignInFailed("This sign-in was begun by somebody else. Type `/desk connect` to start your own.")
        grant = await self._sign_in.redeem(code, attempt.verifier)
        now = self._clock()
        link = Link(attempt.user, grant.agent, grant.scopes, connected_at=now, checked_at=now)
        try:
            await self._check_is_ours(link)
        except SignInFailed:
            await self._give_back(grant)
            raise
        older = await self._memory.links.get(link.user)
        await self._replace_older(link)
        await self._memory.tokens.put(grant.agent.id, grant.tokens)
        await self._memory.links.put(link)
        if older and older.ageing:
            await self._expiring.tell_well(link)
        await self._tidy()
        log.info("connect.done", user=attempt.user, agent=grant.agent.id, licence=link.agent.licence)
        return Connected(link, attempt.wanted, attempt.channel)

    async def decline(self, state: str) -> None:
        """The person refused at Zendesk: the attempt is used up."""
        await self._memory.sign_ins.take(_hashed(state))

    async def disconnect(self, user: str) -> bool:
        """Revokes the token at Zendesk and forgets it; False when Zendesk could not be told."""
        link = await self._memory.links.get(user)
        if link is None:
            raise Refusal("You are not connected, so there is nothing to disconnect.")
        try:
            await self._sign_in.revoke(link.agent.id)
        except ConnectionLapsed:
            revoked = True  # Zendesk had already dropped it
        except DeskError:
            revoked = False
        else:
            revoked = True
        await self._memory.tokens.remove(link.agent.id)
        await self._memory.links.remove(user)
        await self._tidy()
        log.info("connect.ended", user=user, revoked=revoked)
        return revoked

    async def lapse(self, link: Link) -> None:
        """Zendesk refused the token: the person is told once, and nothing is read under this link until they sign in
        again.
        """
        current = await self._current(link)
        if current is None or current.lapsed:
            return
        key = f"lapsed:{link.user}:{link.connected_at.isoformat()}"
        await self._engine.post(Post(key, link.user, AdminNews(str(ConnectionLapsed()))))
        await self._memory.links.put(replace(current, lapsed=True))
        log.warning("connect.lapsed", user=link.user)

    async def refresh(self, link: Link) -> Link:
        """Reads licence, groups and active state from Zendesk. Raises `NotConnected` when the link ended in the
        meantime.
        """
        try:
            agent = await self._tickets.whoami(link.agent.id)
        except ConnectionLapsed:
            await self.lapse(link)
            raise
        current = await self._current(link)
        if current is None:
            raise NotConnected
        fresh = replace(current, agent=agent, checked_at=self._clock())
        await self._memory.links.put(fresh)
        await self._tidy()
        return fresh

    async def refresh_due(self) -> None:
        """Once a day for everybody. Also renews rarely used refresh tokens, and tells when that fails."""
        for link in await self._memory.links.all():
            if link.lapsed:
                continue
            if self._clock() - link.checked_at >= CHECK_AFTER:
                await self._checked("connect.check_failed", link.user, self.refresh(link))
            await self._checked("connect.age_unknown", link.user, self._expiring.look(link.user))

    async def _checked(self, trouble: str, user: str, check: Awaitable[object]) -> None:
        """An error with one person's link does not stop the check of the others."""
        try:
            await check
        except DeskError as problem:
            log.warning(trouble, user=user, problem=type(problem).__name__)

    async def _tidy(self) -> None:
        """Ends the holds of people who may no longer see the ticket."""
        try:
            await self._departures.tidy()
        except DeskError as problem:  # the clock does it again
            log.warning("holders.not_tidied", problem=type(problem).__name__)

    async def _current(self, link: Link) -> Link | None:
        """The same connection as stored now; None when it was ended or replaced since `link` was read."""
        now = await self._memory.links.get(link.user)
        return now if now and now.connected_at == link.connected_at else None

    async def _check_is_ours(self, link: Link) -> None:
        """Once the partner's groups are known, a Zendesk agent of none of them is told so."""
        if link.agent.licence is Licence.NONE:
            raise SignInFailed(
                f"{link.agent.name} is no active agent in Zendesk. Ask your partner admin which account to use."
            )
        partner_groups = {watch.group.id for watch in await self._memory.watches.all()}
        if partner_groups and not any(link.agent.belongs_to(group) for group in partner_groups):
            raise SignInFailed(
                f"{link.agent.name} is in none of the Zendesk groups that are worked here. "
                "Sign out of Zendesk in your browser if that is not you, or ask your partner admin to add you."
            )

    async def _give_back(self, grant: Grant) -> None:
        """Revokes tokens that may not be used here."""
        agent = grant.agent.id
        if await self._memory.links.of_agent(agent):
            return
        await self._memory.tokens.put(agent, grant.tokens)
        with suppress(DeskError):
            await self._sign_in.revoke(agent)
        await self._memory.tokens.remove(agent)

    async def _replace_older(self, link: Link) -> None:
        """Ends the user's older link to another agent and revokes its token."""
        older = await self._memory.links.get(link.user)
        if older and older.agent.id != link.agent.id:
            await self.disconnect(link.user)


def _hashed(state: str) -> str:
    return hashlib.sha256(state.encode()).hexdigest()
