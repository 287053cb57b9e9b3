"""Fakes that keep state, one for each port."""

from desk.people import TokenPair


class FakeTokens:
    """Implements `desk.ports.Tokens`; `stored` tells in which order pairs came."""

    def __init__(self, *pairs: tuple[int, TokenPair]) -> None:
        self._pairs = dict(pairs)
        self.stored: list[TokenPair] = []

    async def get(self, agent_id: int) -> TokenPair | None:
        return self._pairs.get(agent_id)

    async def put(self, agent_id: int, tokens: TokenPair) -> None:
        self._pairs[agent_id] = tokens
        self.stored.append(tokens)

    async def remove(self, agent_id: int) -> None:
        self._pairs.pop(agent_id, None)
