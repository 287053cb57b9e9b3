"""What a person may do: `/desk can`, and the answer when their licence does not allow an action."""

from desk.desk import Desk
from desk.errors import OnlyFullAgents
from desk.model.rules import rights
from handlers.interactions.interaction import Interaction
from handlers.views.messages.rights import can, only_full_agents
from handlers.views.parts.blocks import Message
from handlers.views.parts.errors import sentence


class RightsAnswer:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def show(self, interaction: Interaction) -> None:
        """`/desk can`, with the licence and groups that the person has in Zendesk now."""
        connections = self._desk.connections
        link = await connections.refresh(await connections.link(interaction.user))
        full_agents = await self._desk.colleagues.full_agents(group.id for group in link.agent.groups)
        await interaction.say(can(link, rights(link.agent), full_agents, self._desk.vendor.name))

    async def explain(self, user: str, problem: OnlyFullAgents) -> Message:
        """Names the full agents of the ticket's group, or of the person's groups if the ticket's is unknown."""
        group_ids = [problem.group_id] if problem.group_id is not None else await self._groups(user)
        full_agents = await self._desk.colleagues.full_agents(group_ids)
        return only_full_agents(sentence(problem), full_agents, problem.instead)

    async def _groups(self, user: str) -> list[int]:
        link = await self._desk.memory.links.get(user)
        return [group.id for group in link.agent.groups] if link else []
