"""Checks the ticket body of a request: drops unknown keys, validates values, adds the changes that Zendesk implies."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.zendesk.account_fields import Field
from sandbox.zendesk.errors import Refused, forbidden, invalid, invalid_value
from sandbox.zendesk.records import PRIORITIES, STATUSES, TYPES, Ticket, User
from sandbox.zendesk.rights import may_assign_to
from sandbox.zendesk.shapes import Json
from sandbox.zendesk.updates import FieldKey
from sandbox.zendesk.world import World

PROPERTIES = frozenset(
    {
        "assignee_id",
        "custom_fields",
        "custom_status_id",
        "external_id",
        "fields",
        "group_id",
        "organization_id",
        "priority",
        "requester_id",
        "status",
        "subject",
        "tags",
        "ticket_form_id",
        "type",
    }
)
_ON_UPDATE = PROPERTIES | {"comment", "metadata", "safe_update", "updated_stamp"}
_ON_CREATE = PROPERTIES | {"comment", "metadata", "requester", "via_followup_source_id"}
_IN_COMMENT = frozenset({"body", "html_body", "public", "author_id", "uploads"})


@dataclass
class Warnings:
    """Collects the keys that Zendesk ignores without refusing the request."""

    action: str
    keys: list[str] = field(default_factory=list)

    @property
    def header(self) -> dict[str, str]:
        if not self.keys:
            return {}
        named = ", ".join(f'"{key}"' for key in self.keys)
        told = f':controller=>"tickets", :action=>"{self.action}", :unpermitted_keys=>[{named}], :invalid_values=>[]'
        return {"x-zendesk-api-warn": f"{{:allowed_parameters=>{{{told}}}}}"}


def known_part(sent: Json, warnings: Warnings) -> Json:
    known = _ON_UPDATE if warnings.action == "update" else _ON_CREATE
    warnings.keys += [f"ticket.{key}" for key in sent if key not in known]
    kept = {key: value for key, value in sent.items() if key in known}
    comment = kept.get("comment")
    if isinstance(comment, dict):
        warnings.keys += [f"ticket.comment.{key}" for key in comment if key not in _IN_COMMENT]
        kept["comment"] = {key: value for key, value in comment.items() if key in _IN_COMMENT}
    return kept


def wanted_fields(world: World, user: User, ticket: Ticket, sent: Json) -> dict[FieldKey, Any]:
    """The fields that this request changes, including implied changes. Raises Refused."""
    fields: dict[FieldKey, Any] = {}
    for name, check in _CHECKS.items():
        if name in sent:
            fields[name] = check(world, ticket, sent[name])
    if "custom_status_id" in fields:
        fields["status"] = _category(world, ticket, fields)
    fields |= _custom(world, sent.get("custom_fields", sent.get("fields", ())))
    fields |= _implied_organization(world, ticket, fields)
    fields |= _implied_routing(world, ticket, fields)
    _check_group_right(world, user, ticket, fields)
    return fields


def _category(world: World, ticket: Ticket, fields: Mapping[FieldKey, Any]) -> str:
    status = world.account_fields.status(fields["custom_status_id"])
    if status is None or not status.active or fields.get("status", status.category) != status.category:
        raise invalid(custom_status_id="Ticket status: is invalid")
    return _status(world, ticket, status.category)


def _implied_organization(world: World, ticket: Ticket, fields: Mapping[FieldKey, Any]) -> dict[FieldKey, Any]:
    """A new requester also sets the organization; an organization must be one of the requester's. Raises Refused."""
    requester = world.users[fields.get("requester_id", ticket.requester_id)]
    if "organization_id" not in fields:
        return {"organization_id": requester.organization_id} if requester.id != ticket.requester_id else {}
    if fields["organization_id"] not in {None, *requester.organization_ids}:
        raise invalid(organization="Organization: is not one of the requester's")
    return {}


def _implied_routing(world: World, ticket: Ticket, fields: Mapping[FieldKey, Any]) -> dict[FieldKey, Any]:
    """Adds the group of a new assignee and opens a new ticket; removes an assignee who is not in the new group.

    Raises Refused when both are sent and do not match.
    """
    if "assignee_id" not in fields and "group_id" not in fields:
        return {}
    group = fields.get("group_id", ticket.group_id)
    assignee = fields.get("assignee_id", ticket.assignee_id)
    if assignee is None:
        return {}
    if not world.is_member(assignee, group):
        if "assignee_id" not in fields:
            return {"assignee_id": None}
        if "group_id" in fields:
            raise not_a_member()
        return {"group_id": _default_group(world, assignee), **_opened(ticket, fields)}
    return _opened(ticket, fields)


def _opened(ticket: Ticket, fields: Mapping[FieldKey, Any]) -> dict[FieldKey, Any]:
    return {"status": "open"} if ticket.status == "new" and "status" not in fields else {}


def _default_group(world: World, user_id: int) -> int:
    groups = world.groups_of(world.users[user_id])
    if not groups:
        raise not_a_member()
    return groups[0].id


def _check_group_right(world: World, user: User, ticket: Ticket, fields: Mapping[FieldKey, Any]) -> None:
    group = fields.get("group_id", ticket.group_id)
    if group in {None, ticket.group_id} or may_assign_to(world, user, world.groups[group]):
        return
    raise forbidden()


def not_a_member() -> Refused:
    return invalid(assignee=["Assignee: is invalid", "Assignee: is not a member of the group"])


def _one_of(name: str, values: Iterable[str]) -> Callable[[World, Ticket, Any], str]:
    allowed = tuple(values)

    def check(_: World, __: Ticket, value: Any) -> str:
        if value not in allowed:
            raise invalid(**{name: f"{name.title()}: {value} is not included in the list"})
        return str(value)

    return check


def _status(world: World, ticket: Ticket, value: Any) -> str:
    status = _one_of("status", STATUSES)(world, ticket, value)
    if status == "new" and ticket.status != "new":
        raise invalid(status="Status: cannot be set back to new")
    return status


def _group(world: World, _: Ticket, value: Any) -> int | None:
    if value is not None and value not in world.groups:
        raise invalid(group="Group: is invalid")
    return None if value is None else int(value)


def _assignee(world: World, _: Ticket, value: Any) -> int | None:
    if value is None:
        return None
    user = world.users.get(value)
    if user is None or not user.may_be_assigned:
        raise invalid(assignee="Assignee: is invalid")
    return user.id


def _requester(world: World, _: Ticket, value: Any) -> int:
    user = world.users.get(value)
    if user is None or not user.active:
        raise invalid(requester="Requester: is invalid")
    return user.id


def _organization(world: World, _: Ticket, value: Any) -> int | None:
    if value is not None and value not in world.organizations:
        raise invalid(organization="Organization: is invalid")
    return None if value is None else int(value)


def _tags(_: World, __: Ticket, value: Any) -> tuple[str, ...]:
    """Replaces all tags."""
    listed = value.split() if isinstance(value, str) else value or ()
    return tuple(sorted({str(tag).lower().replace(" ", "_") for tag in listed}))


def _subject(_: World, __: Ticket, value: Any) -> str:
    return str(value)


def _text_or_nothing(_: World, __: Ticket, value: Any) -> str | None:
    return None if value is None else str(value)


def _form(world: World, _: Ticket, value: Any) -> int:
    form = world.account_fields.form(value)
    if form is None or not form.active:
        raise invalid(ticket_form_id="Ticket form: is invalid")
    return form.id


def _as_sent(_: World, __: Ticket, value: Any) -> Any:
    return value


_CHECKS: dict[str, Callable[[World, Ticket, Any], Any]] = {
    "status": _status,
    "priority": _one_of("priority", PRIORITIES),
    "type": _one_of("type", TYPES),
    "group_id": _group,
    "assignee_id": _assignee,
    "requester_id": _requester,
    "organization_id": _organization,
    "tags": _tags,
    "subject": _subject,
    "external_id": _text_or_nothing,
    "ticket_form_id": _form,
    "custom_status_id": _as_sent,
}


def _custom(world: World, sent: Any) -> dict[FieldKey, Any]:
    """Unknown and inactive fields are ignored; every custom field here holds a whole number. Raises Refused."""
    values: dict[FieldKey, Any] = {}
    for item in sent if isinstance(sent, list) else ():
        field = world.account_fields.custom_field(item.get("id")) if isinstance(item, dict) else None
        if field and field.active:
            values[field.id] = _whole_number(field, item.get("value"))
    return values


def _whole_number(field: Field, value: Any) -> int | None:
    if value is None:
        return None
    if not str(value).removeprefix("-").isdecimal():
        raise invalid_value(f"{field.title}: '{value}' is not a valid integer", field.id, "FieldInteger")
    return int(value)
