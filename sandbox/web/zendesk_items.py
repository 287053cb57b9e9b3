"""The vendor's Zendesk, as its agent sees it on the page."""

from collections.abc import Iterator
from typing import Any

from sandbox.scene import Scene
from sandbox.zendesk.records import SYSTEM, Audit, Change, Comment, Event, Ticket
from sandbox.zendesk.world import World

Item = dict[str, Any]
_LICENCES = {"admin": "admin", "full": "full agent", "light": "light agent", "end-user": "customer"}
_FIELDS = {"group_id": "group", "assignee_id": "assignee", "requester_id": "requester"}


def zendesk_items(scene: Scene) -> dict[str, Item]:
    world = scene.town.zendesk
    about: Item = {
        "vendor_group": scene.vendor_group.name,
        "partner_group": scene.partner_group.name,
        "agent": scene.joris.name,
        "mails": len(world.mails),
    }
    return {"zendesk": about} | {f"ticket:{ticket.id}": _ticket(scene, ticket) for ticket in world.tickets.values()}


def _ticket(scene: Scene, ticket: Ticket) -> Item:
    world = scene.town.zendesk
    organization = world.organizations.get(ticket.organization_id or 0)
    return {
        "id": ticket.id,
        "subject": ticket.subject,
        "status": ticket.status,
        "priority": ticket.priority,
        "group": _group(world, ticket.group_id),
        "assignee": _person(world, ticket.assignee_id) if ticket.assignee_id else None,
        "requester": _person(world, ticket.requester_id),
        "organization": organization.name if organization else None,
        "with_partner": ticket.group_id == scene.partner_group.id,
        "updated_at": ticket.updated_at,
        "comments": [_comment(world, comment) for comment in ticket.comments],
        "audits": [_audit(world, audit) for audit in ticket.audits],
    }


def _comment(world: World, comment: Comment) -> Item:
    author = world.users[comment.author_id]
    return {
        "id": comment.id,
        "author": author.name,
        "licence": _LICENCES[author.licence],
        "public": comment.public,
        "text": comment.plain.replace("\xa0", " "),
        "files": [{"name": file.name, "size": len(file.data)} for file in comment.files],
        "at": comment.created_at,
        "by_api": comment.via == "api",
    }


def _audit(world: World, audit: Audit) -> Item:
    author = "the system" if audit.author_id == SYSTEM else _person(world, audit.author_id)
    lines = list(_lines(world, audit))
    return {"id": audit.id, "author": author, "at": audit.created_at, "by_api": audit.via == "api", "lines": lines}


def _lines(world: World, audit: Audit) -> Iterator[str]:
    for event in audit.events:
        yield _line(world, event)


def _line(world: World, event: Event) -> str:
    if isinstance(event, Comment):
        return "public reply" if event.public else "internal note"
    if isinstance(event, Change):
        field = _FIELDS.get(event.field_name) or _title(world, event.field_name)
        now = _value(world, event.field_name, event.value)
        before = _value(world, event.field_name, event.previous_value)
        return f"{field}: {now}" if event.type == "Create" else f"{field}: {before} → {now}"
    return f"mail to {', '.join(_person(world, number) for number in event.recipients)}"


def _value(world: World, field: str, value: str | list[str] | None) -> str:
    if not value:
        return "nobody" if field == "assignee_id" else "nothing"
    if isinstance(value, list):
        return ", ".join(value)
    if field == "group_id":
        return _group(world, int(value)) or value
    return _person(world, int(value)) if field in _FIELDS else value


def _title(world: World, field: str) -> str:
    return next((each.title for each in world.fields if str(each.id) == field), field)


def _group(world: World, number: int | None) -> str | None:
    group = world.groups.get(number or 0)
    return group.name if group else None


def _person(world: World, number: int) -> str:
    user = world.users.get(number)
    return user.name if user else "somebody"
