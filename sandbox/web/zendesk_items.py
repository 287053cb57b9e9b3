"""The items of the vendor's Zendesk that the page shows."""

from typing import Any

from sandbox.scene import Scene
from sandbox.web.zendesk_history import audit_item, category_name, group_name, hours, person_name
from sandbox.zendesk.records import LICENCE_NAMES, Comment, Ticket
from sandbox.zendesk.world import World

Item = dict[str, Any]


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
        "status_name": _status(world, ticket),
        "priority": ticket.priority,
        "group": group_name(world, ticket.group_id),
        "assignee": person_name(world, ticket.assignee_id) if ticket.assignee_id else None,
        "requester": person_name(world, ticket.requester_id),
        "organization": organization.name if organization else None,
        "spent": _spent(world, ticket),
        "with_partner": ticket.group_id == scene.partner_group.id,
        "updated_at": ticket.updated_at,
        "comments": [_comment(world, *numbered) for numbered in enumerate(ticket.comments)],
        "audits": [audit_item(world, audit) for audit in ticket.audits],
    }


def _comment(world: World, number: int, comment: Comment) -> Item:
    author = world.users[comment.author_id]
    return {
        "id": comment.id,
        "author": author.name,
        "licence": LICENCE_NAMES[author.licence],
        "public": comment.public,
        "text": comment.plain.replace("\xa0", " "),
        "files": [{"name": file.name, "size": len(file.data)} for file in comment.files],
        "at": comment.created_at,
        "by_api": comment.via == "api",
        "first": number == 0,
    }


def _status(world: World, ticket: Ticket) -> str:
    """The label that agents see: the vendor's own status where the ticket has one."""
    own = world.account_fields.status(ticket.custom_status_id)
    return category_name(ticket.status) if own is None or own.default else own.label


def _spent(world: World, ticket: Ticket) -> Item | None:
    total = ticket.custom_fields.get(world.total_time_field.id)
    last = ticket.custom_fields.get(world.last_time_field.id)
    return None if total is None and last is None else {"total": hours(total or 0), "last": hours(last or 0)}
