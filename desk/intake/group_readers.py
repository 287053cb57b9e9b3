"""Under whose token the watched groups are read: as few connected agents as are needed."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import structlog

from desk.connections.connections import Connections
from desk.errors import ConnectionLapsed, DeskError, KeyMissing, NotConnected, Refusal
from desk.model.people import Link
from desk.model.watches import Watch
from desk.ports.memory import Memory

T = TypeVar("T")

log = structlog.get_logger()


class NobodyConnected(DeskError):
    """No connected agent of a watched group can read it at the moment."""

    def __init__(self, groups: Mapping[int, str]) -> None:
        self.ids = sorted(groups)
        self.groups = sorted(groups.values())
        super().__init__(", ".join(self.groups))


@dataclass(frozen=True)
class GroupReading(Generic[T]):
    """What one agent was told about the groups that it reads for us."""

    reader: Link
    groups: frozenset[int]
    answer: T


class GroupReaders:
    def __init__(self, memory: Memory, connections: Connections) -> None:
        self._memory = memory
        self._connections = connections

    async def ask(
        self, watches: Sequence[Watch], question: Callable[[int, frozenset[int]], Awaitable[T]]
    ) -> tuple[list[GroupReading[T]], Mapping[int, str]]:
        """Asks until every watched group is read; when one agent fails, another agent of the group is asked.

        Also returns the groups that could not be read.
        """
        missing = {watch.group.id: watch.group.name for watch in watches}
        links = [link for link in await self._memory.links.all() if not link.lapsed]
        readings = []
        for link in sorted(links, key=lambda each: -len(_groups(each) & missing.keys())):
            groups = _groups(link) & missing.keys()
            if not groups:
                continue
            try:
                readings.append(GroupReading(link, groups, await question(link.agent.id, groups)))
            except ConnectionLapsed:
                await self._connections.lapse(link)
            except KeyMissing:
                log.warning("readers.key_missing", user=link.user)
            except Refusal as problem:
                log.warning("readers.refused", user=link.user, problem=type(problem).__name__)
                await self.still_read(link, groups)
            else:
                missing = {group: name for group, name in missing.items() if group not in groups}
        return readings, missing

    async def still_read(self, reader: Link, groups: frozenset[int]) -> bool:
        """Reads the reader's groups from Zendesk; False when the reader has left one of these groups."""
        try:
            return groups <= _groups(await self._connections.refresh(reader))
        except (ConnectionLapsed, NotConnected, Refusal):
            return False


def _groups(link: Link) -> frozenset[int]:
    return frozenset(group.id for group in link.agent.groups)
