"""The chat, as the desk needs it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from desk.model.cards import Card, Content, ShownProposal
from desk.model.new_tickets import NewTicket
from desk.model.posts import Post, PostRecord
from desk.model.submissions import Submission


class Chat(Protocol):
    """Where partner users are. Calls raise `ChatAway`; posts also `PostUnknown` and `ChannelUnreachable`."""

    async def post(self, post: Post, content: Content, thread: str | None) -> tuple[str, str]:
        """Posts once; returns where: the channel and the message's id. Never retries by itself."""
        ...

    async def find(
        self, post: Post, since: datetime, thread: str | None, until: datetime | None = None
    ) -> tuple[str, str] | None:
        """The place of this post, found by its key, if it was made in this time."""
        ...

    async def redraw(self, record: PostRecord, content: Card | ShownProposal) -> None:
        """Draws a posted card or proposal again, in its place."""
        ...

    async def show_outcome(self, submission: Submission) -> bool:
        """Shows the outcome in the author's "saving" dialog; False when the author closed it."""
        ...

    async def show_queued(self, submission: Submission) -> None: ...

    async def show_creation(self, new: NewTicket) -> bool:
        """Shows the state in the author's "creating" dialog; False when the author closed it."""
        ...

    async def look_at(self, channel: str) -> None:
        """Raises `ChannelUnreachable` when a post could not be made there."""
        ...

    async def user_with_email(self, email: str) -> str | None: ...

    async def names(self, users: Sequence[str]) -> Mapping[str, str]:
        """Names of people in the chat; people who cannot be found are absent."""
        ...

    async def fetch(self, url: str) -> bytes:
        """The content of a file in the chat. Raises `FileGone`."""
        ...
