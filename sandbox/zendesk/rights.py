"""Which tickets a user sees, and which changes their licence allows."""

from collections.abc import Collection

from sandbox.zendesk.records import Group, Ticket, User
from sandbox.zendesk.world import World

_STATUS = frozenset({"status", "custom_status_id"})


def sees(world: World, user: User, ticket: Ticket) -> bool:
    """True for tickets that the user requested or follows and for those of their own groups.

    Unrestricted agents also see all others, except those in private groups; admins see every ticket.
    """
    if not user.is_agent:
        return False
    if user.id in {ticket.requester_id, *ticket.follower_ids} or world.is_member(user.id, ticket.group_id):
        return True
    group = world.groups.get(ticket.group_id or 0)
    return user.licence == "admin" or not (user.restricted or (group and group.private))


def may_change(user: User, ticket: Ticket, properties: Collection[str]) -> bool:
    """Light agents may only add notes; on tickets they requested, they may also set all properties but the status."""
    if not user.is_light or not properties:
        return True
    return ticket.requester_id == user.id and _STATUS.isdisjoint(properties)


def assignable_groups(world: World, user: User) -> list[Group]:
    """The groups that this user may assign tickets to; a light agent has none."""
    return [] if user.is_light else _open_groups(world, user)


def may_assign_to(world: World, user: User, group: Group) -> bool:
    """Whether this user may create or move a ticket in this group; a light agent is limited to own groups."""
    return group in _open_groups(world, user)


def _open_groups(world: World, user: User) -> list[Group]:
    own = user.assigns_to_any_group
    by_role = world.assign_to_any_group if own is None else own
    if not user.restricted or (by_role and not user.is_light):
        return list(world.groups.values())
    return world.groups_of(user)


def becomes_public(world: World, ticket: Ticket, author: User, *, asked: bool) -> bool:
    """A light agent's note is private even when `asked` is true, and public when they request the ticket from outside.

    From outside: they are the ticket's requester and not a member of its group (rule R12).
    """
    if not author.is_light:
        return asked
    return ticket.requester_id == author.id and not world.is_member(author.id, ticket.group_id)
