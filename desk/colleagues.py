"""Who in a group can do what a light agent may not."""

from collections.abc import Iterable
from dataclasses import dataclass

from desk.memory import Memory
from desk.people import Group


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
