"""Which channels follow which groups."""

from collections.abc import Sequence
from dataclasses import replace

import structlog

from desk.errors import Refusal
from desk.intake.feed import Feed
from desk.model.people import Group, Link
from desk.model.tickets import Ticket
from desk.model.watches import Watch
from desk.people.teams import Teams
from desk.ports.memory import Memory
from desk.ports.runtime import Clock

log = structlog.get_logger()


class Watches:
    def __init__(self, feed: Feed, teams: Teams, memory: Memory, clock: Clock) -> None:
        self._feed = feed
        self._teams = teams
        self._memory = memory
        self._clock = clock

    async def watch(
        self, link: Link, channel: str, group_ids: Sequence[int], *, shows_excerpt: bool
    ) -> list[tuple[Group, Sequence[Ticket]]]:
        """Begins to watch the chosen groups, and ends the watches of the person's own groups that were not chosen.

        Returns, for each group that was not watched there, the tickets that it holds already.
        """
        groups = [group for group in link.agent.groups if group.id in group_ids]
        if not groups:
            raise Refusal("Choose at least one of your own Zendesk groups.")
        async with self._feed.turn:  # a poll that began without this watch would miss its first assignments
            return await self._watch(link, channel, groups, shows_excerpt=shows_excerpt)

    async def _watch(
        self, link: Link, channel: str, groups: Sequence[Group], *, shows_excerpt: bool
    ) -> list[tuple[Group, Sequence[Ticket]]]:
        before = {watch.group.id: watch for watch in await self._memory.watches.of_channel(channel)}
        for dropped in before.keys() & {group.id for group in link.agent.groups} - {group.id for group in groups}:
            await self._memory.watches.remove(channel, dropped)
        begun = []
        for group in groups:
            if earlier := before.get(group.id):
                await self._memory.watches.put(replace(earlier, shows_excerpt=shows_excerpt))
                continue
            held = await self._feed.backlog(link.agent.id, group)
            since = max((ticket.read_at for ticket in held), default=self._clock())
            await self._teams.refresh(link.agent.id, group)
            await self._memory.watches.put(Watch(channel, group, shows_excerpt, by=link.user, since=since))
            begun.append((group, held))
            log.info("watch.begun", channel=channel, group=group.id)
        return begun

    async def show_backlog(self, link: Link, channel: str, group_id: int) -> int:
        group = next((group for group in link.agent.groups if group.id == group_id), None)
        if group is None:
            raise Refusal("That group is none of yours any more.")
        return await self._feed.show_backlog(link.agent.id, group, channel)

    async def unwatch(self, channel: str) -> Sequence[Group]:
        """Ends every watch of the channel; returns the groups that were watched."""
        watches = await self._memory.watches.of_channel(channel)
        for watch in watches:
            await self._memory.watches.remove(channel, watch.group.id)
        return [watch.group for watch in watches]
