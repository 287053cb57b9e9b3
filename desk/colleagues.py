"""Who of ours is concerned: the agents who are the partner's, and the full agents who can act."""

from desk.memory import Memory
from desk.people import Group, Link


async def our_agents(memory: Memory, group: Group) -> frozenset[int]:
    """Whatever they do or write is not the vendor's."""
    links = await memory.links.all()
    return frozenset({link.agent.id for link in links} | {member.id for member in await memory.members.get(group)})


async def full_agents(memory: Memory, group_id: int | None) -> tuple[Link, ...]:
    """The connected full agents of the group."""
    return tuple(link for link in await memory.links.all() if link.agent.is_full and link.agent.belongs_to(group_id))


async def who_can(memory: Memory, group_id: int | None) -> str:
    """Completes an answer to somebody who may not: plain text."""
    names = sorted(link.agent.name for link in await full_agents(memory, group_id) if not link.lapsed)
    if not names:
        return "No full agent of your group is connected here: ask one to type `/desk connect`."
    return f"{' or '.join(names[:_NAMED])} can."


_NAMED = 5
