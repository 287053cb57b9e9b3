"""Applies one update to a ticket and writes its audit; used for every change, by API or by the vendor's people."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.zendesk.records import (
    Audit,
    Change,
    Comment,
    Event,
    File,
    Notification,
    PrivacyChange,
    Rule,
    Ticket,
    Via,
)
from sandbox.zendesk.text import Fill, Text
from sandbox.zendesk.world import Mail, World

FieldKey = str | int
"""The name of a property, or the id of a custom field."""

_CREATED_IN_AUDIT = (
    "subject",
    "requester_id",
    "status",
    "custom_status_id",
    "priority",
    "type",
    "group_id",
    "assignee_id",
    "tags",
)


@dataclass(frozen=True)
class Draft:
    author_id: int
    text: Text
    public: bool
    files: tuple[File, ...] = ()


@dataclass(frozen=True)
class Update:
    author_id: int
    via: Via
    fields: Mapping[FieldKey, Any] = field(default_factory=dict)
    draft: Draft | None = None
    custom: Mapping[str, Any] = field(default_factory=dict)
    flags: tuple[int, ...] = ()
    rule: Rule | None = None
    """The rule that changed the fields, if no person did."""
    made_internal: int | None = None
    """The id of the public comment that this update makes internal."""


def commit(world: World, ticket: Ticket, update: Update) -> Audit | None:
    """The audit, or None when the update changes nothing: then `updated_at` stays the same, too."""
    audit_id, fields = world.new_id(), _with_both_statuses(world, ticket, update.fields)
    events: list[Event] = []
    if update.draft:
        events.append(_comment(world, ticket, update.draft, audit_id, update.via))
    if update.made_internal:
        events.append(PrivacyChange(world.new_id(), update.made_internal, public=False))
    events += [
        Change(world.new_id(), "Change", str(key), _value(new), _value(old), update.rule)
        for key, old, new in _differences(ticket, fields)
        if _is_recorded(world, key)
    ]
    if not events:
        return None
    for key, value in fields.items():
        _set(ticket, key, value)
    events += _notifications(world, ticket, events)
    return _record(world, ticket, update, audit_id, events)


def open_ticket(world: World, ticket: Ticket, update: Update) -> Audit:
    """Stores a new ticket, whose fields are already set, and writes its first audit."""
    audit_id = world.new_id()
    world.tickets[ticket.id] = ticket
    ticket.custom_status_id = ticket.custom_status_id or world.account_fields.default_status(ticket.status).id
    events: list[Event] = []
    if update.draft:
        events.append(_comment(world, ticket, update.draft, audit_id, update.via))
    named = [(name, getattr(ticket, name)) for name in _CREATED_IN_AUDIT if _is_recorded(world, name)]
    named += [(str(field_id), value) for field_id, value in ticket.custom_fields.items()]
    events += [Change(world.new_id(), "Create", name, _value(value)) for name, value in named if value]
    events += _notifications(world, ticket, events)
    return _record(world, ticket, update, audit_id, events)


def placeholders(world: World, ticket: Ticket, user_id: int) -> Fill:
    """The values of the placeholders `{{…}}` in a comment; an unknown one becomes an empty string."""

    def person(known_as: str, found_id: int | None) -> dict[str, str]:
        found = world.users.get(found_id or 0)
        return {f"{known_as}.name": found.name, f"{known_as}.email": found.email} if found else {}

    group = world.groups.get(ticket.group_id or 0)
    values = {
        "ticket.id": str(ticket.id),
        "ticket.title": ticket.subject,
        "ticket.status": ticket.status.title(),
        "ticket.description": ticket.description,
        "ticket.group.name": group.name if group else "",
        **person("ticket.requester", ticket.requester_id),
        **person("ticket.assignee", ticket.assignee_id),
        **person("current_user", user_id),
    }
    return lambda name: values.get(name, "")


def _comment(world: World, ticket: Ticket, draft: Draft, audit_id: int, via: Via) -> Comment:
    for file in draft.files:
        file.ticket_id = ticket.id
    if draft.public and draft.author_id != ticket.requester_id:
        world.mails.append(Mail(ticket.id, world.users[ticket.requester_id].email, draft.text.plain))
    return Comment(
        world.new_id(),
        audit_id,
        draft.author_id,
        draft.text.html,
        draft.text.plain,
        draft.public,
        draft.files,
        world.now(),
        via,
    )


def _notifications(world: World, ticket: Ticket, events: list[Event]) -> Iterator[Notification]:
    if any(isinstance(event, Comment) and event.public for event in events):
        rule = Rule(19_400_000_000_003, "Notify requester of comment update", "trigger")
        subject, body = f"[Request received] {ticket.subject}", "{{ticket.latest_comment}}"
        yield Notification(world.new_id(), subject, body, (ticket.requester_id,), rule)


def _record(world: World, ticket: Ticket, update: Update, audit_id: int, events: list[Event]) -> Audit:
    now = world.now()
    audit = Audit(audit_id, ticket.id, update.author_id, now, update.via, tuple(events), update.custom, update.flags)
    ticket.audits.append(audit)
    ticket.updated_at = now
    ticket.keep_version()
    world.webhooks.changed(ticket, events)
    return audit


def _with_both_statuses(world: World, ticket: Ticket, fields: Mapping[FieldKey, Any]) -> Mapping[FieldKey, Any]:
    """Adds the category to a custom status, and the default custom status to a category.

    Closing a solved ticket keeps its custom status.
    """
    account_fields = world.account_fields
    if own := account_fields.status(fields.get("custom_status_id")):
        return {**fields, "status": own.category}
    if "status" not in fields:
        return fields
    before = account_fields.status(ticket.custom_status_id)
    if fields["status"] == "closed" and before and before.category == "solved":
        return fields
    return {**fields, "custom_status_id": account_fields.default_status(fields["status"]).id}


def _is_recorded(world: World, key: FieldKey) -> bool:
    return key != "custom_status_id" or world.account_fields.has_own_statuses


def _differences(ticket: Ticket, fields: Mapping[FieldKey, Any]) -> Iterator[tuple[FieldKey, Any, Any]]:
    for key, new in fields.items():
        old = ticket.custom_fields.get(key) if isinstance(key, int) else getattr(ticket, key)
        if old != new:
            yield key, old, new


def _set(ticket: Ticket, key: FieldKey, value: Any) -> None:
    if isinstance(key, int):
        ticket.custom_fields[key] = value
    else:
        setattr(ticket, key, value)


def _value(value: Any) -> str | list[str] | None:
    """The value as an audit shows it: ids and numbers as strings, tags as a list."""
    if value is None:
        return None
    return [str(item) for item in value] if isinstance(value, tuple) else str(value)
