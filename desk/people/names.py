"""Names of Zendesk users; each is asked for once."""

from collections.abc import Iterable, Mapping

from desk.errors import Refusal
from desk.ports.memory import Memory
from desk.ports.tickets import TicketSystem


class Names:
    def __init__(self, tickets: TicketSystem, memory: Memory) -> None:
        self._tickets = tickets
        self._memory = memory

    async def known(self, user_ids: Iterable[int | None]) -> Mapping[int, str]:
        return await self._memory.people.names(sorted({user_id for user_id in user_ids if user_id}))

    async def learn(self, actor: int, user_ids: Iterable[int | None]) -> Mapping[int, str]:
        """Names of all these users; asks Zendesk for those that are not stored yet."""
        wanted = {user_id for user_id in user_ids if user_id and user_id > 0}
        known = await self.known(wanted)
        missing = sorted(wanted - known.keys())
        if not missing:
            return known
        try:
            learned = await self._tickets.names(actor, missing)
        except Refusal:
            return known  # a card without a name is better than none
        await self._memory.people.remember(learned)
        return {**known, **learned}
