"""The imitated Zendesk account: people, groups, tickets, files and tokens, all in memory."""

import itertools
import secrets
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from sandbox.zendesk import authorize
from sandbox.zendesk.account_fields import AccountFields, Field
from sandbox.zendesk.limits import Limits
from sandbox.zendesk.records import (
    File,
    Group,
    Licence,
    Membership,
    Organization,
    Ticket,
    User,
)
from sandbox.zendesk.tokens import (
    ACCESS_LIVES,
    REFRESH_LIVES,
    Client,
    Kind,
    Token,
    Tokens,
    contradictory,
    fresh_secret,
)
from sandbox.zendesk.upload_tokens import Uploads
from sandbox.zendesk.webhooks import Webhooks

__all__ = ["Group", "Ticket", "User", "World"]

_BIG = 19_400_000_000_000
"""Zendesk's ids are larger than 32 bits; only ticket numbers are small."""


@dataclass(frozen=True)
class Mail:
    """A mail to a customer, caused by a public comment."""

    ticket_id: int
    to: str
    text: str


@dataclass(frozen=True)
class IdempotentAnswer:
    """The request and the answer for which an idempotency key was used."""

    asked: str
    answer: dict[str, Any]
    expires_at: float


@dataclass
class World:
    clock: Callable[[], float] = time.time
    search_lag: float = 30.0
    assign_to_any_group: bool = True
    """Whether roles may assign tickets to groups of which the agent is not a member; a hand-back needs this."""
    has_custom_roles: bool = True
    """Depends on the plan; without custom roles `role_type` is null."""
    limits: Limits = field(default_factory=Limits)
    users: dict[int, User] = field(default_factory=dict)
    groups: dict[int, Group] = field(default_factory=dict)
    memberships: list[Membership] = field(default_factory=list)
    organizations: dict[int, Organization] = field(default_factory=dict)
    tickets: dict[int, Ticket] = field(default_factory=dict)
    mails: list[Mail] = field(default_factory=list)
    tokens: Tokens = field(default_factory=Tokens)
    uploads: Uploads = field(default_factory=Uploads)
    files: dict[int, File] = field(default_factory=dict)
    created: dict[str, IdempotentAnswer] = field(default_factory=dict)
    webhooks: Webhooks = field(default_factory=Webhooks)
    _ids: Iterator[int] = field(default_factory=lambda: itertools.count(_BIG + 7))
    _ticket_ids: Iterator[int] = field(default_factory=lambda: itertools.count(48_200))

    def __post_init__(self) -> None:
        self.limits.clock = self.now
        self.account_fields = AccountFields(self.new_id)
        self.total_time_field = self.account_fields.add_field("Total time spent (sec)")
        self.last_time_field = self.account_fields.add_field("Time spent last update (sec)")
        self.brand_id = self.new_id()

    @property
    def fields(self) -> list[Field]:
        return self.account_fields.fields

    def now(self) -> float:
        return self.clock()

    def new_id(self) -> int:
        return next(self._ids)

    def new_ticket_id(self) -> int:
        return next(number for number in self._ticket_ids if number not in self.tickets)

    def add_group(self, name: str, *, private: bool = False) -> Group:
        group = Group(self.new_id(), name, self.now(), private)
        self.groups[group.id] = group
        return group

    def add_user(
        self,
        name: str,
        email: str,
        *,
        licence: Licence,
        groups: Iterable[Group] = (),
        restricted: bool = True,
        organization: str | None = None,
    ) -> User:
        """The first group is the default one. Admins are never restricted."""
        user = User(self.new_id(), name, email, licence, restricted and licence != "admin", self.now())
        self.users[user.id] = user
        for group in groups:
            self.add_membership(user, group)
        if organization:
            user.join(self.organization(organization))
        return user

    def add_membership(self, user: User, group: Group) -> None:
        is_first = not self.groups_of(user)
        self.memberships.append(Membership(self.new_id(), user.id, group.id, is_first, self.now()))

    def end_membership(self, user: User, group: Group) -> None:
        rest = [m for m in self.memberships if (m.user_id, m.group_id) != (user.id, group.id)]
        heir = next((m for m in rest if m.user_id == user.id), None)
        if heir and not any(m.default for m in rest if m.user_id == user.id):
            rest[rest.index(heir)] = replace(heir, default=True)
        self.memberships = rest

    def groups_of(self, user: User) -> list[Group]:
        """The default group first."""
        mine = sorted((m for m in self.memberships if m.user_id == user.id), key=lambda m: not m.default)
        return [self.groups[m.group_id] for m in mine]

    def is_member(self, user_id: int, group_id: int | None) -> bool:
        return any(m.user_id == user_id and m.group_id == group_id for m in self.memberships)

    def organization(self, name: str) -> Organization:
        known = next((found for found in self.organizations.values() if found.name == name), None)
        if known is None:
            known = Organization(self.new_id(), name, self.now())
            self.organizations[known.id] = known
        return known

    def user_with_email(self, email: str) -> User | None:
        return next((user for user in self.users.values() if user.email.lower() == email.lower()), None)

    def new_file(self, name: str, content_type: str, data: bytes) -> File:
        file = File(self.new_id(), name, content_type, data, key=secrets.token_urlsafe(18))
        self.files[file.id] = file
        return file

    def register_client(
        self,
        identifier: str,
        *,
        redirect_uris: Iterable[str],
        scopes: Iterable[str],
        kind: Kind = "public",
        secret: str | None = None,
    ) -> Client:
        """Registers an OAuth client, as the vendor's admin does once. Without scopes there is no limit."""
        client = Client(
            self.new_id(),
            identifier,
            identifier.replace("_", " ").replace("-", " ").title(),
            tuple(redirect_uris),
            tuple(scopes),
            kind,
            secret if kind == "public" or secret else fresh_secret(),
        )
        authorize.check_redirects(client.redirect_uris)
        if contradictory(client.scopes):
            raise ValueError("a scope list names a verb both alone and for one resource")
        self.tokens.clients[identifier] = client
        return client

    def consent(self, authorize_url: str, user: User, *, allow: bool = True) -> str:
        """Answers the authorize page for this user; returns the redirect address. Raises SignInRefused."""
        return authorize.consent(self.tokens, authorize.request_in(authorize_url), user, self.now(), allow=allow)

    def sign_in(self, user: User, scopes: Iterable[str] = ("read", "tickets:write")) -> Token:
        """A valid token without a browser, for tests that are not about signing in."""
        client = self.tokens.clients.get("sandbox") or self.register_client("sandbox", redirect_uris=(), scopes=())
        return self.issue(user.id, client.id, tuple(scopes))

    def issue(
        self,
        user_id: int,
        client_id: int,
        scopes: tuple[str, ...],
        access_lives: float = ACCESS_LIVES,
        refresh_lives: float = REFRESH_LIVES,
    ) -> Token:
        now = self.now()
        return self.tokens.add(
            Token(
                self.new_id(),
                user_id,
                client_id,
                scopes,
                access=fresh_secret(),
                refresh=fresh_secret(),
                created_at=now,
                expires_at=now + access_lives,
                refresh_expires_at=now + refresh_lives,
            )
        )
