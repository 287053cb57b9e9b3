"""One line in the thread of each card of an assignment, once for each occasion."""

from desk.model.assignments import AssignmentKey
from desk.model.posts import Message, Post
from desk.ports.outbox import PostStore
from desk.ports.runtime import Engine


class Threads:
    def __init__(self, posts: PostStore, engine: Engine) -> None:
        self._posts = posts
        self._engine = engine

    async def tell(
        self, assignment: AssignmentKey | None, occasion: str, message: Message, *, proposal: str | None = None
    ) -> bool:
        """True when the assignment has a card, and so a thread.

        `occasion` names this one event: the same occasion is told once, however often this is called. `proposal` is
        the id of the proposal that the message shows, if it shows one.
        """
        cards = await self._posts.cards_of(assignment) if assignment else ()
        for card in cards:
            post = Post(f"{occasion}:{card.to}", card.to, message, assignment, in_thread=True, proposal=proposal)
            earlier = await self._posts.get(post.key)
            if earlier is None or earlier.ts is None:  # the clock tells the same line again and again
                await self._engine.post(post)
        return bool(cards)
