"""Zendesk's JSON as the desk's own types. Fields and events that the desk does not need are ignored."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar

import structlog
from pydantic import AwareDatetime, BaseModel, ValidationError

from desk.model.people import Agent, Group, Licence
from desk.model.tickets import Audit, Change, Comment, PrivacyChange, Status, Ticket
from zendesk.notes.visible import visible_text

MARK = "partnerdesk"
"""The key of our data in an audit's custom metadata."""

_LIGHT = 1

log = structlog.get_logger()

Shape = TypeVar("Shape", bound=BaseModel)


class TokenShape(BaseModel):
    access_token: str
    refresh_token: str | None = None
    expires_in: float | None = None
    refresh_token_expires_in: float | None = None
    scope: str = ""


class TokenIdShape(BaseModel):
    id: int
    scopes: tuple[str, ...] = ()


class UploadShape(BaseModel):
    token: str


class GroupShape(BaseModel):
    id: int
    name: str

    def group(self) -> Group:
        return Group(self.id, self.name)


class MembershipShape(BaseModel):
    user_id: int


class NamedShape(BaseModel):
    id: int
    name: str


class FoundShape(BaseModel):
    id: int
    result_type: str = "ticket"


class TicketFieldShape(BaseModel):
    id: int
    title: str = ""
    raw_title: str = ""
    active: bool = True


class CustomStatusShape(BaseModel):
    id: int
    agent_label: str = ""
    default: bool = False


class CustomFieldShape(BaseModel):
    id: int
    value: Any = None


class UserShape(BaseModel):
    id: int | None = None
    name: str | None = None
    email: str | None = None
    role: str | None = None
    role_type: int | None = None
    only_private_comments: bool | None = None
    active: bool | None = None
    suspended: bool | None = None

    @property
    def licence(self) -> Licence:
        if self.active is False or self.suspended:
            return Licence.NONE
        if self.role == "admin":
            return Licence.FULL
        if self.role != "agent":
            return Licence.NONE
        return Licence.LIGHT if self.role_type == _LIGHT or self.only_private_comments else Licence.FULL

    def agent(self, groups: Iterable[Group] = ()) -> Agent:
        return Agent(self.id or 0, self.name or f"Agent {self.id}", self.email, self.licence, tuple(groups))


@dataclass(frozen=True)
class Sideloads:
    """Names that came with tickets."""

    users: Mapping[int, str] = field(default_factory=dict)
    groups: Mapping[int, str] = field(default_factory=dict)
    organizations: Mapping[int, str] = field(default_factory=dict)


class TicketShape(BaseModel):
    id: int
    subject: str | None = None
    status: Status
    priority: str | None = None
    group_id: int | None = None
    assignee_id: int | None = None
    requester_id: int | None = None
    organization_id: int | None = None
    custom_status_id: int | None = None
    custom_fields: list[Any] = []
    created_at: AwareDatetime
    updated_at: AwareDatetime

    def ticket(
        self,
        names: Sideloads,
        read_at: datetime,
        time_field: int | None = None,
        labels: Mapping[int, str] | None = None,
    ) -> Ticket:
        """`time_field` is the field of the total time spent; `labels` are the vendor's own names of statuses."""
        return Ticket(
            id=self.id,
            subject=self.subject or "",
            status=self.status,
            priority=self.priority,
            group_id=self.group_id,
            assignee_id=self.assignee_id,
            requester_id=self.requester_id,
            created_at=self.created_at.astimezone(UTC),
            updated_at=self.updated_at.astimezone(UTC),
            read_at=read_at,
            group=_name(names.groups, self.group_id),
            assignee=_name(names.users, self.assignee_id),
            requester=_name(names.users, self.requester_id),
            organization=_name(names.organizations, self.organization_id),
            organization_id=self.organization_id,
            label=_name(labels or {}, self.custom_status_id),
            spent=None if time_field is None else self._whole_number(time_field),
        )

    def _whole_number(self, field: int) -> int:
        held = next((row.value for row in each(CustomFieldShape, self.custom_fields) if row.id == field), None)
        return int(str(held)) if str(held).isdecimal() else 0  # documented as text, seen as a number


class EventShape(BaseModel):
    id: int | None = None
    type: str = ""
    comment_id: int | None = None
    field_name: str | None = None
    value: Any = None
    previous_value: Any = None
    author_id: int | None = None
    html_body: str | None = None
    plain_body: str | None = None
    body: Any = None
    # Zendesk's own default: a comment that does not say that it is internal cannot be trusted to be
    public: bool = True

    def change(self) -> Change:
        return Change(self.field_name or "", _text(self.previous_value), _text(self.value))

    def comment(self, audit_author: int) -> Comment:
        html = self.html_body or ""
        text = visible_text(html) if html else str(self.plain_body or self.body or "")
        return Comment(self.author_id or audit_author, text, html, self.public, self.id)


class AuditShape(BaseModel):
    id: int
    ticket_id: int
    created_at: AwareDatetime
    author_id: int
    events: list[Any] = []
    metadata: Any = None

    def audit(self) -> Audit:
        events = each(EventShape, self.events)
        comments = [event for event in events if event.type == "Comment"]
        return Audit(
            id=self.id,
            ticket_id=self.ticket_id,
            at=self.created_at.astimezone(UTC),
            author_id=self.author_id,
            comment=comments[0].comment(self.author_id) if comments else None,
            changes=tuple(event.change() for event in events if event.type in {"Create", "Change"}),
            # https://developer.zendesk.com/documentation/ticketing/reference-guides/ticket-audit-events-reference/
            privacy=tuple(
                PrivacyChange(event.comment_id, event.public)
                for event in events
                if event.type == "CommentPrivacyChange" and event.comment_id
            ),
            submission=_submission(self.metadata),
        )


def each(shape: type[Shape], rows: Any) -> list[Shape]:
    """Every row that can be read; an unreadable row does not stop the others."""
    shapes = []
    for row in rows if isinstance(rows, list) else []:
        try:
            shapes.append(shape.model_validate(row))
        except ValidationError as problem:
            where = sorted({str(error["loc"][0]) for error in problem.errors() if error["loc"]})
            log.warning("zendesk.unreadable_row", shape=shape.__name__, fields=where)
    return shapes


def sideloads(body: Mapping[str, Any]) -> Sideloads:
    def names(key: str) -> dict[int, str]:
        return {row.id: row.name for row in each(NamedShape, body.get(key))}

    return Sideloads(names("users"), names("groups"), names("organizations"))


def _name(names: Mapping[int, str], found: int | None) -> str | None:
    return None if found is None else names.get(found)


def _text(value: Any) -> str | None:
    if value is None:
        return None
    return " ".join(str(part) for part in value) if isinstance(value, list) else str(value)


def _submission(metadata: Any) -> str | None:
    match metadata:
        case {"custom": {"partnerdesk": {"submission": str(submission)}}}:
            return submission
    return None
