"""Who is in the watched groups, and which chat user each of them is."""

from collections.abc import Sequence
from dataclasses import dataclass

from desk.model.people import Agent, Group, Link
from desk.ports.chat import Chat
from desk.ports.memory import Memory
from desk.ports.tickets import TicketSystem


@dataclass(frozen=True)
class TeamMember:
    """An agent of a watched group, and their chat user."""

    agent: Agent
    link: Link | None
    suggestion: str | None = None
    """A chat user with the same e-mail address, when the agent is not linked."""


@dataclass(frozen=True)
class Team:
    group: str
    members: tuple[TeamMember, ...]


class Teams:
    def __init__(self, tickets: TicketSystem, chat: Chat, memory: Memory) -> None:
        self._tickets = tickets
        self._chat = chat
        self._memory = memory

    async def of(self, link: Link) -> tuple[Team, ...]:
        """Each watched group that the person belongs to, read from Zendesk now."""
        watched = {watch.group.id for watch in await self._memory.watches.all()}
        teams = []
        ours = [group for group in link.agent.groups if group.id in watched]
        for group in sorted(ours, key=lambda each: each.name):
            members = await self.refresh(link.agent.id, group)
            teams.append(Team(group.name, tuple([await self._member(member) for member in members])))
        return tuple(teams)

    async def refresh(self, actor: int, group: Group) -> Sequence[Agent]:
        members = await self._tickets.members(actor, group.id)
        await self._memory.members.put(group, members)
        return members

    async def _member(self, agent: Agent) -> TeamMember:
        link = await self._memory.links.of_agent(agent.id)
        suggestion = await self._chat.user_with_email(agent.email) if agent.email and not link else None
        return TeamMember(agent, link, suggestion)
