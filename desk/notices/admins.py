"""Telling the partner's admins that something needs them, or that it is well again."""

from desk.model.posts import AdminNews, Post
from desk.ports.memory import Memory
from desk.ports.runtime import Engine


class Admins:
    """The admins named in the settings; if none is named, everybody who ran `watch`."""

    def __init__(self, named: tuple[str, ...], memory: Memory, engine: Engine) -> None:
        self._named = named
        self._memory = memory
        self._engine = engine

    async def users(self) -> tuple[str, ...]:
        if self._named:
            return self._named
        return tuple(dict.fromkeys(watch.by for watch in await self._memory.watches.all()))

    async def tell(self, occasion: str, text: str, channel: str | None = None, *, besides: str | None = None) -> None:
        """`occasion` names this one event: the same occasion is told once, however often this is called.

        `besides` is a user who gets another message about it, and so is left out.
        """
        for user in await self.users():
            if user == besides:
                continue
            await self._engine.post(Post(key=f"admin:{occasion}:{user}", to=user, message=AdminNews(text, channel)))
