"""What one person finds on their Home tab: their tickets, unclaimed ones, those near the budget, and what waits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from desk.connections.connections import Connections
from desk.errors import Refusal, ZendeskAway
from desk.model.budget import Level
from desk.model.cards import QueueRow
from desk.model.people import Link
from desk.model.proposals import Proposal, ProposalState
from desk.model.rules import Right, rights
from desk.ports.memory import Memory
from desk.ports.runtime import Clock
from desk.screens.queue import Queue
from desk.screens.waiting import Waiting
from desk.screens.waiting_items import WaitingItem

FRESH = timedelta(minutes=10)
"""How long licence and groups are believed before they are read from Zendesk again (R1)."""


@dataclass(frozen=True)
class ProposalRow:
    proposal: Proposal
    row: QueueRow


@dataclass(frozen=True)
class Home:
    link: Link
    rights: tuple[Right, ...]
    mine: tuple[QueueRow, ...] = ()
    unclaimed: tuple[QueueRow, ...] = ()
    near: tuple[QueueRow, ...] = ()
    """The budget is nearly spent or spent, for any holder."""
    proposals: tuple[ProposalRow, ...] = ()
    """For a full agent the proposals to confirm; for a light agent their own."""
    waiting: tuple[WaitingItem, ...] = ()
    """What is not sent yet and is theirs to decide about: their own, and for an admin everybody's."""


class HomePage:
    def __init__(self, connections: Connections, queue: Queue, waiting: Waiting, memory: Memory, clock: Clock) -> None:
        self._connections = connections
        self._queue = queue
        self._waiting = waiting
        self._memory = memory
        self._clock = clock

    async def of(self, user: str) -> Home:
        """Raises `NotConnected` and `ConnectionLapsed`."""
        link = await self._believed(await self._connections.link(user))
        rows = await self._queue.of(link)
        return Home(
            link=link,
            rights=rights(link.agent),
            mine=tuple(row for row in rows if row.hold and row.hold.user == user),
            unclaimed=tuple(row for row in rows if row.hold is None),
            near=tuple(row for row in rows if row.budget.level is not Level.WELL),
            proposals=tuple(await self._proposals(link, rows)),
            waiting=tuple(each for each in await self._waiting.seen_by(user, link) if each.in_hand),
        )

    async def _believed(self, link: Link) -> Link:
        if self._clock() - link.checked_at < FRESH:
            return link
        try:
            return await self._connections.refresh(link)
        except (ZendeskAway, Refusal):
            return link

    async def _proposals(self, link: Link, rows: Sequence[QueueRow]) -> list[ProposalRow]:
        """Oldest first; only for tickets in the person's queue (R1)."""
        seen = {row.key: row for row in rows}
        return [
            ProposalRow(proposal, row)
            for proposal in await self._memory.proposals.in_state(ProposalState.WAITING)
            if (row := seen.get(proposal.assignment)) and (link.agent.is_full or proposal.by == link.user)
        ]
