"""Connected people: their tokens, their licences, and what only a connected agent can see of Zendesk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from time import monotonic

import httpx

from bot.doctor import access
from bot.doctor.finding import Finding, not_done, well, wrong
from bot.doctor.zendesk import Vendor
from bot.settings import Settings
from desk.errors import ConnectionLapsed, DeskError, StorageUnusable
from desk.model.people import Agent, Licence, Link, TokenPair
from desk.ports.memory import TokenStore
from desk.ports.runtime import Clock
from storage.store import Store
from zendesk.account_fields import AccountFields
from zendesk.api.calls import Account
from zendesk.api.session import Session, open_session
from zendesk.api.throttle import Throttle
from zendesk.client import ZendeskTickets
from zendesk.sign_in import granted_scopes, missing_scopes

_AGAIN = "They have to type /desk connect."
_NO_SIGHT = (
    "the access token has run out, as it does while nobody uses it, and no colleague's can be used to ask. "
    "Once they press something in Slack the bot renews it."
)


class AsTheyAre:
    """Implements `desk.ports.memory.TokenStore` for reading only: no pair is renewed through it."""

    def __init__(self, tokens: TokenStore) -> None:
        self._tokens = tokens

    async def get(self, agent_id: int) -> TokenPair | None:
        pair = await self._tokens.get(agent_id)
        return replace(pair, refresh=None) if pair else None

    async def put(self, agent_id: int, tokens: TokenPair) -> None:
        raise AssertionError(f"the doctor stores no token, and none of {agent_id}: {tokens}")

    async def keys_used(self) -> Mapping[int, int | None]:
        return await self._tokens.keys_used()

    async def remove(self, agent_id: int) -> None:
        raise AssertionError(f"the doctor removes no token, and none of {agent_id}")


@dataclass(frozen=True)
class Seen:
    """One connection."""

    link: Link
    scopes: tuple[str, ...] = ()
    pair: TokenPair | None = None
    trouble: str | None = None
    """What is wrong with it."""
    unseen: str | None = None
    """Why it could not be looked at."""
    agent: Agent | None = None
    """As Zendesk reports under this token."""


async def look(
    settings: Settings, store: Store | None, vendor: Vendor, http: httpx.AsyncClient, clock: Clock
) -> list[Finding]:
    about = "People"
    if not vendor.is_there:
        return [not_done(about, "Zendesk could not be reached.")]
    if store is None:
        return [not_done(about, "the database or its keys could not be read, or there is none yet.")]
    links = await store.links.all()
    if not links:
        return [not_done(about, "nobody is connected yet. Type /desk connect in Slack.")]
    account = Account(settings.zendesk_url, settings.zendesk_client_id)
    session = open_session(account, http, AsTheyAre(store.tokens), clock, Throttle(monotonic))
    tickets = ZendeskTickets(session, AccountFields(clock))
    seen = await _through_colleagues(tickets, [await _seen(link, store, session, tickets, clock()) for link in links])
    live = [each.agent for each in seen if each.agent]
    usable = [each.link for each in seen if not each.trouble]
    return [
        _sealing(await store.tokens.keys_used()),
        *[_finding(each) for each in seen],
        *access.groups(await store.watches.all(), usable),
        *await access.hand_back(tickets, await store.watches.all(), [agent for agent in live if agent.is_full]),
        await access.time_fields(settings, partial(session.ask, live[0].id) if live else None),
    ]


def _sealing(used: Mapping[int, int | None]) -> Finding:
    """Whether an older key is still needed. A connection that no key opens is named."""
    older = sum(1 for key in used.values() if key)
    if older:
        text = (
            f"{older} of {len(used)} still need an older key. "
            "Each is sealed with the first key when it is renewed: keep the older key until then."
        )
        return well("Sealed connections", text)
    return well("Sealed connections", "no older key is needed for any of them.")


async def _seen(link: Link, store: Store, session: Session, tickets: ZendeskTickets, now: datetime) -> Seen:
    seen = Seen(link, link.scopes)
    if link.lapsed:
        return replace(seen, trouble=f"Zendesk no longer takes the connection. {_AGAIN}")
    try:
        pair = await store.tokens.get(link.agent.id)
    except StorageUnusable as problem:
        return replace(seen, trouble=str(problem))
    seen = replace(seen, pair=pair, trouble=_age(pair, now))
    if seen.trouble or _has_run_out(pair, now):
        return seen
    asked = await _asked(seen, session, tickets)
    if asked.trouble and await store.tokens.get(link.agent.id) != pair:  # the bot renewed it in the meantime
        return await _seen(link, store, session, tickets, now)
    return asked


async def _asked(seen: Seen, session: Session, tickets: ZendeskTickets) -> Seen:
    """Zendesk's answer under this very token."""
    actor = seen.link.agent.id
    try:
        agent = await tickets.whoami(actor)
        return replace(seen, agent=agent, scopes=await granted_scopes(partial(session.ask, actor)))
    except ConnectionLapsed:
        return replace(seen, trouble=f"Zendesk refuses the token. {_AGAIN}")
    except DeskError as problem:
        return replace(seen, unseen=str(problem))


def _has_run_out(pair: TokenPair | None, now: datetime) -> bool:
    return bool(pair and pair.access_expires_at and pair.access_expires_at <= now)


def _age(pair: TokenPair | None, now: datetime) -> str | None:
    if pair is None:
        return f"there is no token. {_AGAIN}"
    until = pair.lives_until
    if until and until <= now:
        return f"the connection could be renewed until {until:%Y-%m-%d}. {_AGAIN}"
    if until and pair.is_ageing(now):
        since = f" since {pair.issued_at:%Y-%m-%d}" if pair.issued_at else " for weeks"
        return f"the connection was not renewed{since} and lapses on {until:%Y-%m-%d}. Start the bot; else: {_AGAIN}"
    return None


async def _through_colleagues(tickets: ZendeskTickets, seen: Sequence[Seen]) -> list[Seen]:
    """An agent whose own token expired is looked up under a colleague's token, as the bot reads its groups."""
    reader = next((each.agent for each in seen if each.agent), None)
    idle = [each.link.agent.id for each in seen if each.pair and not (each.agent or each.trouble or each.unseen)]
    if reader is None or not idle:
        return [replace(each, unseen=_NO_SIGHT) if each.link.agent.id in idle else each for each in seen]
    try:
        found = {agent.id: agent for agent in await tickets.users(reader.id, idle)}
    except DeskError as problem:
        return [replace(each, unseen=str(problem)) if each.link.agent.id in idle else each for each in seen]
    return [_known(each, found.get(each.link.agent.id)) if each.link.agent.id in idle else each for each in seen]


def _known(seen: Seen, agent: Agent | None) -> Seen:
    licence = agent.licence if agent else Licence.NONE
    return replace(seen, link=replace(seen.link, agent=replace(seen.link.agent, licence=licence)))


def _finding(seen: Seen) -> Finding:
    agent = seen.agent or seen.link.agent
    about = f"{agent.name} ({seen.link.user})"
    if seen.trouble:
        return wrong(about, seen.trouble)
    if seen.unseen:
        return not_done(about, seen.unseen)
    if agent.licence is Licence.NONE:
        text = "is not an active agent in Zendesk any more. Ask the vendor's admin, or have them type /desk disconnect."
        return wrong(about, text)
    if missing := missing_scopes(seen.scopes):
        text = (
            f"the connection lacks {', '.join(missing)}. Ask the vendor's admin to allow it for the OAuth client; then "
            "they have to type /desk connect."
        )
        return wrong(about, text)
    groups = ", ".join(group.name for group in agent.groups) or "no group"
    return well(about, f"{agent.licence}, {groups}; {_lives(seen.pair)}.")


def _lives(pair: TokenPair | None) -> str:
    if pair is None or pair.lives_until is None:
        return "the connection does not end by itself"
    renewed = f"renewed on {pair.issued_at:%Y-%m-%d}, " if pair.issued_at else ""
    return f"{renewed}good until {pair.lives_until:%Y-%m-%d}"
