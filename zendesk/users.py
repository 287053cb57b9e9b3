"""People in Zendesk: the agent behind a token, the agents of a group, the names of users."""

from collections.abc import Mapping, Sequence

from desk.errors import ConnectionLapsed
from desk.model.people import Agent, Group, Licence
from zendesk.api.answers import unreadable
from zendesk.api.calls import Ask, Call
from zendesk.api.pages import batches, pages
from zendesk.shapes import GroupShape, MembershipShape, NamedShape, UserShape, each

_READING_AGENTS = "reading its agents and groups"


async def who_am_i(ask: Ask) -> UserShape:
    """The user behind the token. To an invalid token Zendesk answers 200, with an anonymous user that has no id."""
    # https://developer.zendesk.com/api-reference/ticketing/users/users/#show-self
    answer = await ask(Call("GET", "/api/v2/users/me", _READING_AGENTS))
    users = each(UserShape, [answer.body.get("user")])
    if not users or not users[0].id:
        raise ConnectionLapsed
    return users[0]


async def with_groups(ask: Ask, user: UserShape) -> Agent:
    if user.licence is Licence.NONE:
        return user.agent()
    # https://developer.zendesk.com/api-reference/ticketing/groups/groups/#list-groups
    call = Call("GET", "/api/v2/users/{user}/groups", _READING_AGENTS, {"user": user.id or 0})
    rows = [row async for page in pages(ask, call) for row in each(GroupShape, page.body.get("groups"))]
    return user.agent(row.group() for row in rows)


async def members(ask: Ask, group_id: int) -> Sequence[Agent]:
    # https://developer.zendesk.com/api-reference/ticketing/users/users/#list-users
    call = Call("GET", "/api/v2/groups/{group}/users", _READING_AGENTS, {"group": group_id})
    users = [user async for page in pages(ask, call) for user in each(UserShape, page.body.get("users"))]
    return [user.agent() for user in users if user.id and user.licence is not Licence.NONE]


async def users(ask: Ask, user_ids: Sequence[int]) -> Sequence[Agent]:
    found: list[Agent] = []
    for batch in batches([user_id for user_id in user_ids if user_id > 0]):
        # https://developer.zendesk.com/api-reference/ticketing/users/users/#show-many-users
        params = {"ids": ",".join(map(str, batch))}
        answer = await ask(Call("GET", "/api/v2/users/show_many", _READING_AGENTS, params=params))
        found += [user.agent() for user in each(UserShape, answer.body.get("users")) if user.id]
    return found


async def group(ask: Ask, group_id: int) -> Group:
    # https://developer.zendesk.com/api-reference/ticketing/groups/groups/#show-group
    call = Call("GET", "/api/v2/groups/{group}", _READING_AGENTS, {"group": group_id})
    answer = await ask(call)
    rows = each(GroupShape, [answer.body.get("group")])
    if not rows:
        raise unreadable(call)
    return rows[0].group()


async def assignable_groups(ask: Ask) -> Sequence[Group]:
    # https://developer.zendesk.com/api-reference/ticketing/groups/groups/#list-assignable-groups
    call = Call("GET", "/api/v2/groups/assignable", _READING_AGENTS)
    return [row.group() async for page in pages(ask, call) for row in each(GroupShape, page.body.get("groups"))]


async def assignable_agents(ask: Ask, group_id: int) -> frozenset[int]:
    # https://developer.zendesk.com/api-reference/ticketing/groups/group_memberships/#list-assignable-memberships
    call = Call("GET", "/api/v2/groups/{group}/memberships/assignable", _READING_AGENTS, {"group": group_id})
    rows = [row async for page in pages(ask, call) for row in each(MembershipShape, page.body.get("group_memberships"))]
    return frozenset(row.user_id for row in rows)


async def names(ask: Ask, user_ids: Sequence[int]) -> Mapping[int, str]:
    found: dict[int, str] = {}
    for batch in batches([user_id for user_id in user_ids if user_id > 0]):  # -1 is Zendesk itself
        # https://developer.zendesk.com/api-reference/ticketing/users/users/#show-many-users
        params = {"ids": ",".join(map(str, batch))}
        answer = await ask(Call("GET", "/api/v2/users/show_many", _READING_AGENTS, params=params))
        found |= {user.id: user.name for user in each(NamedShape, answer.body.get("users"))}
    return found
