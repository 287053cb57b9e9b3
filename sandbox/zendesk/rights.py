"""Who sees which ticket, and what their licence lets them do to it."""

from collections.abc import Collection

from sandbox.zendesk.records import Group, Ticket, User
from sandbox.zendesk.world import World

_STATUS = frozenset({"status", "custom_status_id"})


def sees(world: World, user: User, ticket: Ticket) -> bool:
    """What one asked for or follows, and own groups' tickets; the unrestricted see the rest, save in private groups."""
    if not user.is_agent:
        return False
    if user.id in {ticket.requester_id, *ticket.follower_ids} or world.is_member(user.id, ticket.group_id):
        return True
    group = world.groups.get(ticket.group_id or 0)
    return user.licence == "admin" or not (user.restricted or (group and group.private))


def may_change(user: User, ticket: Ticket, properties: Collection[str]) -> bool:
    """Light agents only add notes; on a ticket they asked for, they set properties, but never the status."""
    if not user.is_light or not properties:
        return True
    return ticket.requester_id == user.id and _STATUS.isdisjoint(properties)


def assignable_groups(world: World, user: User) -> list[Group]:
    """Light agents assign nobody."""
    return [] if user.is_light else _open_groups(world, user)


def may_assign_to(world: World, user: User, group: Group) -> bool:
    """Whether this person's tickets may go to the group; a light agent's role has no right to any but own ones."""
    return group in _open_groups(world, user)


def _open_groups(world: World, user: User) -> list[Group]:
    told = user.assigns_to_any_group
    by_role = world.assign_to_any_group if told is None else told
    if not user.restricted or (by_role and not user.is_light):
        return list(world.groups.values())
    return world.groups_of(user)


def becomes_public(world: World, ticket: Ticket, author: User, *, asked: bool) -> bool:
    """A light agent's note is private, whatever was asked: unless they are the requester and not of its group."""
    if not author.is_light:
        return asked
    return ticket.requester_id == author.id and not world.is_member(author.id, ticket.group_id)
