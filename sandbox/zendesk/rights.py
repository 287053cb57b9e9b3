"""Who sees which ticket, and what their licence lets them do to it."""

from collections.abc import Collection

from sandbox.zendesk.records import Group, Ticket, User
from sandbox.zendesk.world import World


def sees(world: World, user: User, ticket: Ticket) -> bool:
    """A restricted agent sees the tickets of own groups, and those they asked for themselves."""
    if not user.is_agent:
        return False
    if not user.restricted or ticket.requester_id == user.id:
        return True
    return world.is_member(user.id, ticket.group_id)


def may_change(user: User, ticket: Ticket, properties: Collection[str]) -> bool:
    """Light agents only add notes; on a ticket they asked for, they set properties, but never the status."""
    if not user.is_light or not properties:
        return True
    return ticket.requester_id == user.id and "status" not in properties


def assignable_groups(world: World, user: User) -> list[Group]:
    if user.is_light:
        return []
    if not user.restricted or world.assign_to_any_group:
        return list(world.groups.values())
    return world.groups_of(user)


def becomes_public(world: World, ticket: Ticket, author: User, *, asked: bool) -> bool:
    """A light agent's note is private, whatever was asked: unless they are the requester and not of its group."""
    if not author.is_light:
        return asked
    return ticket.requester_id == author.id and not world.is_member(author.id, ticket.group_id)
