"""Sealing keys that are missing: the admins are told at the start, because the connections sealed with them cannot be
used.
"""

import structlog

from desk.notices.admins import Admins
from desk.ports.memory import Memory
from desk.ports.runtime import Clock

log = structlog.get_logger()

_DO = (
    "Put that key back into SECRET_KEYS, after the others (or into the key file, one a line), and start again; if "
    "it is lost, those people have to type `/desk connect`."
)


class MissingKeys:
    def __init__(self, memory: Memory, admins: Admins, clock: Clock) -> None:
        self._memory = memory
        self._admins = admins
        self._clock = clock

    async def look(self) -> None:
        """Called once at each start. The bot serves all other people."""
        used = await self._memory.tokens.keys_used()
        names = [link.agent.name for link in await self._memory.links.all() if used.get(link.agent.id, 0) is None]
        if not names:
            return
        log.error("keys.missing", connections=len(names), do=_DO)
        whose = ", ".join(names)
        text = f"I was started without the key that sealed the connection to Zendesk of {whose}. {_DO}"
        await self._admins.tell(f"keys:{self._clock():%Y%m%dT%H%M%S}", text)
