"""The chat."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count

from desk.errors import ChannelUnreachable, ChatAway, FileGone, PostUnknown
from desk.model.cards import Card, Content, ShownProposal
from desk.model.new_tickets import NewTicket
from desk.model.posts import CardPosted, Message, Post, PostRecord, ProposalPosted
from desk.model.submissions import Submission


@dataclass(frozen=True)
class Posted:
    post: Post
    thread: str | None
    channel: str
    ts: str

    @property
    def message(self) -> Message:
        return self.post.message


class FakeChat:
    """Implements `desk.ports.chat.Chat`: it keeps what it was given, and fails as it is told."""

    def __init__(self) -> None:
        self._ts = count(1)
        self.posted: list[Posted] = []
        self.away: ChatAway | None = None
        self.losing_answers = 0
        """How many of the next posts are made without an answer."""
        self.losing_posts = 0
        """How many of the next posts get lost on their way, without an answer."""
        self.unreachable: dict[str, str] = {}
        self.refuses_posts: dict[str, str] = {}
        """By channel, which can be reached all the same."""
        self.mistakes: dict[str, Exception] = {}
        """By key of a card: the error when it is redrawn."""
        self.looks: list[str] = []
        self.redrawn: list[str] = []
        self.open_screens: set[str] = set()
        self.queued: list[Submission] = []
        self.outcomes: list[Submission] = []
        self.creations: list[NewTicket] = []
        """What the dialogs that ask for new tickets were given to show."""
        self.people: dict[str, str] = {}
        self.emails: dict[str, str] = {}
        self.files: dict[str, bytes] = {}

    def texts_to(self, to: str) -> list[str]:
        """Kinds of the messages that were posted there."""
        return [each.message.kind for each in self.posted if each.post.to == to]

    def messages_to(self, to: str) -> list[Message]:
        return [each.message for each in self.posted if each.post.to == to]

    @property
    def keys(self) -> list[str]:
        return [each.post.key for each in self.posted]

    async def post(self, post: Post, content: Content, thread: str | None) -> tuple[str, str]:
        assert (content is not None) == isinstance(post.message, CardPosted | ProposalPosted)
        self._reach(post.to)
        if post.to in self.refuses_posts:
            raise ChannelUnreachable(self.refuses_posts[post.to])
        if self.losing_posts:
            self.losing_posts -= 1
            raise PostUnknown
        channel = f"D-{post.to}" if post.to.startswith("U") else post.to
        made = Posted(post, thread, channel, f"{next(self._ts)}.000")
        self.posted.append(made)
        if self.losing_answers:
            self.losing_answers -= 1
            raise PostUnknown
        return made.channel, made.ts

    async def find(
        self, post: Post, since: datetime, thread: str | None, until: datetime | None = None
    ) -> tuple[str, str] | None:
        assert since.tzinfo
        assert until is None or until >= since
        self._reach(post.to)
        self.looks.append(post.key)
        there = (each for each in self.posted if each.post.key == post.key and each.thread == thread)
        return next(((each.channel, each.ts) for each in there), None)

    async def redraw(self, record: PostRecord, content: Card | ShownProposal) -> None:
        assert isinstance(content, ShownProposal) == bool(record.proposal)
        self._reach(record.to)
        if mistake := self.mistakes.get(record.key):
            raise mistake
        self.redrawn.append(record.key)

    async def show_outcome(self, submission: Submission) -> bool:
        self._reach(submission.author)
        if submission.screen not in self.open_screens:
            return False
        self.outcomes.append(submission)
        return True

    async def show_creation(self, new: NewTicket) -> bool:
        self._reach(new.author)
        if new.screen not in self.open_screens:
            return False
        self.creations.append(new)
        return True

    async def show_queued(self, submission: Submission) -> None:
        self._reach(submission.author)
        self.queued.append(submission)

    async def look_at(self, channel: str) -> None:
        self._reach(channel)

    async def user_with_email(self, email: str) -> str | None:
        return self.emails.get(email)

    async def names(self, users: Sequence[str]) -> Mapping[str, str]:
        self._reach("")
        return {user: self.people[user] for user in users if user in self.people}

    async def fetch(self, url: str) -> bytes:
        self._reach("")
        if url not in self.files:
            raise FileGone
        return self.files[url]

    def _reach(self, to: str) -> None:
        if self.away:
            raise self.away
        if to in self.unreachable:
            raise ChannelUnreachable(self.unreachable[to])
