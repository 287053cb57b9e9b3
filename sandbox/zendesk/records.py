"""The records of the imitated Zendesk. Users, files and tickets change; the other records do not."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Literal

Licence = Literal["admin", "full", "light", "end-user"]
Via = Literal["web", "api", "email", "rule"]

LICENCE_NAMES = {"admin": "admin", "full": "full agent", "light": "light agent", "end-user": "customer"}
"""For people to read."""

STATUSES = ("new", "open", "pending", "hold", "solved", "closed")
PRIORITIES = ("low", "normal", "high", "urgent")
TYPES = ("problem", "incident", "question", "task")

SYSTEM = -1
"""The author id of a change that no person made."""


def stamp(moment: float) -> str:
    """The moment as Zendesk writes it, in whole seconds."""
    return datetime.fromtimestamp(int(moment), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(frozen=True)
class Group:
    id: int
    name: str
    created_at: float
    private: bool = False


@dataclass(frozen=True)
class Membership:
    id: int
    user_id: int
    group_id: int
    default: bool
    created_at: float


@dataclass(frozen=True)
class Organization:
    id: int
    name: str
    created_at: float


@dataclass
class User:
    id: int
    name: str
    email: str
    licence: Licence
    restricted: bool
    created_at: float
    suspended: bool = False
    active: bool = True
    assigns_to_any_group: bool | None = None
    """This person's role; None means the account's default (`World.assign_to_any_group`)."""
    notes_only: bool = False
    """A full agent whose custom role allows private comments only."""
    organization_ids: tuple[int, ...] = ()
    """The default one first."""

    @property
    def organization_id(self) -> int | None:
        return self.organization_ids[0] if self.organization_ids else None

    def join(self, organization: Organization) -> None:
        if organization.id not in self.organization_ids:
            self.organization_ids += (organization.id,)

    @property
    def is_agent(self) -> bool:
        return self.licence != "end-user"

    @property
    def is_light(self) -> bool:
        return self.licence == "light"

    @property
    def only_private_comments(self) -> bool:
        return self.is_light or self.notes_only

    @property
    def may_be_assigned(self) -> bool:
        return self.licence in {"admin", "full"} and self.active and not self.suspended


@dataclass
class File:
    id: int
    name: str
    content_type: str
    data: bytes
    key: str
    """The random part of its address."""
    ticket_id: int | None = None
    """None until a comment has the file."""


@dataclass(frozen=True)
class Comment:
    id: int
    audit_id: int
    author_id: int
    html: str
    plain: str
    public: bool
    files: tuple[File, ...]
    created_at: float
    via: Via


@dataclass(frozen=True)
class Rule:
    id: int
    title: str
    kind: Literal["trigger", "automation"]


@dataclass(frozen=True)
class Change:
    """A field was set: `Create` on the ticket's first audit, `Change` afterwards."""

    id: int
    type: Literal["Create", "Change"]
    field_name: str
    value: str | list[str] | None
    previous_value: str | list[str] | None = None
    rule: Rule | None = None


@dataclass(frozen=True)
class Notification:
    """A mail that a trigger sent because of this update."""

    id: int
    subject: str
    body: str
    recipients: tuple[int, ...]
    rule: Rule


@dataclass(frozen=True)
class PrivacyChange:
    """A comment was made internal. The list of comments shows the new state; its first audit stays unchanged."""

    id: int
    comment_id: int
    public: bool


Event = Comment | Change | Notification | PrivacyChange


@dataclass(frozen=True)
class Audit:
    id: int
    ticket_id: int
    author_id: int
    created_at: float
    via: Via
    events: tuple[Event, ...]
    custom: Mapping[str, Any] = field(default_factory=dict)
    flags: tuple[int, ...] = ()

    @property
    def comment(self) -> Comment | None:
        return next((event for event in self.events if isinstance(event, Comment)), None)


@dataclass
class Ticket:
    id: int
    subject: str
    description: str
    requester_id: int
    submitter_id: int
    created_at: float
    updated_at: float
    via: Via
    status: str = "new"
    """The category; `custom_status_id` is the status within it."""
    custom_status_id: int | None = None
    priority: str | None = None
    type: str | None = None
    group_id: int | None = None
    assignee_id: int | None = None
    organization_id: int | None = None
    external_id: str | None = None
    ticket_form_id: int | None = None
    tags: tuple[str, ...] = ()
    follower_ids: tuple[int, ...] = ()
    custom_fields: dict[int, Any] = field(default_factory=dict)
    followup_source_id: int | None = None
    followup_ids: tuple[int, ...] = ()
    archived: bool = False
    audits: list[Audit] = field(default_factory=list)
    versions: list["Ticket"] = field(default_factory=list, repr=False)
    """A copy of the ticket after each update, oldest first; the search index shows an old one."""

    @property
    def comments(self) -> list[Comment]:
        events = [event for audit in self.audits for event in audit.events]
        now = {event.comment_id: event.public for event in events if isinstance(event, PrivacyChange)}
        written = [audit.comment for audit in self.audits if audit.comment]
        return [replace(comment, public=now.get(comment.id, comment.public)) for comment in written]

    @property
    def is_public(self) -> bool:
        return any(comment.public for comment in self.comments)

    def keep_version(self) -> None:
        self.versions.append(replace(self, custom_fields=dict(self.custom_fields), audits=self.audits, versions=[]))
