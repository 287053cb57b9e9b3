"""Stores of the desk."""

from collections.abc import Mapping

from desk.model.people import TokenPair


class FakeTokens:
    """Implements `desk.ports.memory.TokenStore`; `stored` lists the pairs in the order in which they were put."""

    def __init__(self, *pairs: tuple[int, TokenPair]) -> None:
        self._pairs = dict(pairs)
        self.stored: list[TokenPair] = []

    async def get(self, agent_id: int) -> TokenPair | None:
        return self._pairs.get(agent_id)

    async def put(self, agent_id: int, tokens: TokenPair) -> None:
        self._pairs[agent_id] = tokens
        self.stored.append(tokens)

    async def keys_used(self) -> Mapping[int, int | None]:
        return dict.fromkeys(self._pairs, 0)

    async def remove(self, agent_id: int) -> None:
        self._pairs.pop(agent_id, None)
