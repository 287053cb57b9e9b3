"""Who of ours is concerned: the agents who are the partner's, and the full agents who can act."""

from collections.abc import Iterable
from dataclasses import dataclass

from desk.model.people import Group, Link
from desk.ports.memory import Memory


@dataclass(frozen=True)
class Colleague:
    name: str
    user: str | None = None
    """The chat user; None for somebody who is not connected here."""


class Colleagues:
    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    async def full_agents(self, group_ids: Iterable[int]) -> tuple[Colleague, ...]:
        """Those who are connected; when nobody is, those whom Zendesk names, as far as it was asked."""
        groups = sorted(set(group_ids))
        links = [link for link in await self._memory.links.all() if link.agent.is_full and not link.lapsed]
        connected = [link for link in links if any(link.agent.belongs_to(group) for group in groups)]
        if connected:
            return tuple(Colleague(link.agent.name, link.user) for link in connected)
        members = {
            member.id: Colleague(member.name)
            for group in groups
            for member in await self._memory.members.get(Group(group, ""))
            if member.is_full
        }
        return tuple(members.values())


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
