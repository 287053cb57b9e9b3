"""Routes for users, groups and group memberships."""

from collections.abc import Iterable

from aiohttp import web

from sandbox.zendesk.call import Call, Handler
from sandbox.zendesk.errors import forbidden, not_found
from sandbox.zendesk.paging import Listing, single_page
from sandbox.zendesk.records import Group, Membership, User
from sandbox.zendesk.rights import assignable_groups

USERS: Listing[User] = Listing(lambda user: (user.id,))
GROUPS: Listing[Group] = Listing(lambda group: (group.id,))
MEMBERSHIPS: Listing[Membership] = Listing(lambda membership: (membership.id,))


_ANONYMOUS = {
    "id": None,
    "url": None,
    "name": "Anonymous user",
    "email": "invalid@example.com",
    "role": "end-user",
    "active": None,
    "verified": False,
    "locale": "en-US",
}


# https://developer.zendesk.com/api-reference/ticketing/users/users/#show-self
async def show_me(call: Call) -> web.Response:
    """Without a token Zendesk answers 200 with an anonymous user."""
    if call.signed_in is None:
        return call.answer({"user": _ANONYMOUS})
    shown = {"user": call.shapes.user(call.user)}
    if not call.token.may(("read", "users:read")):
        raise forbidden()
    beside = [call.shapes.group(group) for group in call.world.groups_of(call.user)]
    return call.answer(shown | ({"groups": beside} if "groups" in call.sideloads else {}))


# https://developer.zendesk.com/api-reference/ticketing/users/users/#show-user
async def show_user(call: Call) -> web.Response:
    return call.answer({"user": call.shapes.user(_user(call))})


# https://developer.zendesk.com/api-reference/ticketing/users/users/#show-many-users
async def show_users(call: Call) -> web.Response:
    _agents_only(call)
    found = [call.world.users[number] for number in call.ids() if number in call.world.users]
    return call.answer({"users": [call.shapes.user(user) for user in found], **single_page(len(found))})


# https://developer.zendesk.com/api-reference/ticketing/users/users/#list-users
async def users_of_group(call: Call) -> web.Response:
    group = _group(call)
    members = {m.user_id for m in call.world.memberships if m.group_id == group.id}
    rows, paging = USERS.page([call.world.users[number] for number in members], call.request.url)
    return call.answer({"users": [call.shapes.user(row) for row in rows], **paging})


# https://developer.zendesk.com/api-reference/ticketing/groups/groups/#list-groups
async def list_groups(call: Call) -> web.Response:
    _agents_only(call)
    return _groups(call, call.world.groups.values())


# https://developer.zendesk.com/api-reference/ticketing/groups/groups/#show-group
async def show_group(call: Call) -> web.Response:
    return call.answer({"group": call.shapes.group(_group(call))})


# https://developer.zendesk.com/api-reference/ticketing/groups/groups/#list-assignable-groups
async def list_assignable_groups(call: Call) -> web.Response:
    _agents_only(call)
    return _groups(call, assignable_groups(call.world, call.user))


async def groups_of_user(call: Call) -> web.Response:
    return _groups(call, call.world.groups_of(_user(call)))


# https://developer.zendesk.com/api-reference/ticketing/groups/group_memberships/#list-memberships
async def memberships_of_user(call: Call) -> web.Response:
    user = _user(call)
    return _memberships(call, (m for m in call.world.memberships if m.user_id == user.id))


async def memberships_of_group(call: Call) -> web.Response:
    group = _group(call)
    return _memberships(call, (m for m in call.world.memberships if m.group_id == group.id))


# https://developer.zendesk.com/api-reference/ticketing/groups/group_memberships/#list-assignable-memberships
async def assignable_memberships(call: Call) -> web.Response:
    group, world = _group(call), call.world
    if group not in assignable_groups(world, call.user):
        return _memberships(call, ())
    return _memberships(
        call, (m for m in world.memberships if m.group_id == group.id and world.users[m.user_id].may_be_assigned)
    )


def _agents_only(call: Call) -> None:
    if not call.user.is_agent:
        raise forbidden()


def _user(call: Call) -> User:
    _agents_only(call)
    user = call.world.users.get(call.number("user_id"))
    if user is None:
        raise not_found()
    return user


def _group(call: Call) -> Group:
    _agents_only(call)
    group = call.world.groups.get(call.number("group_id"))
    if group is None:
        raise not_found()
    return group


def _groups(call: Call, groups: Iterable[Group]) -> web.Response:
    rows, paging = GROUPS.page(list(groups), call.request.url)
    return call.answer({"groups": [call.shapes.group(row) for row in rows], **paging})


def _memberships(call: Call, memberships: Iterable[Membership]) -> web.Response:
    rows, paging = MEMBERSHIPS.page(list(memberships), call.request.url)
    shown = {"group_memberships": [call.shapes.membership(row) for row in rows], **paging}
    if "users" in call.sideloads:
        shown["users"] = [call.shapes.user(call.world.users[row.user_id]) for row in rows]
    return call.answer(shown)


HANDLERS: dict[str, Handler] = {
    "show_me": show_me,
    "show_user": show_user,
    "show_users": show_users,
    "users_of_group": users_of_group,
    "list_groups": list_groups,
    "show_group": show_group,
    "assignable_groups": list_assignable_groups,
    "groups_of_user": groups_of_user,
    "memberships_of_user": memberships_of_user,
    "memberships_of_group": memberships_of_group,
    "assignable_memberships": assignable_memberships,
}
