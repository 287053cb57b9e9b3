"""The records of the imitated Slack: people, channels, messages, views, files, triggers."""

from dataclasses import dataclass, field
from typing import Any, Literal

ChannelKind = Literal["public", "private", "im"]
Values = dict[str, dict[str, dict[str, Any]]]
"""block_id -> action_id -> the element's state, as `state.values` carries it."""


@dataclass(frozen=True)
class Team:
    id: str
    domain: str
    name: str


@dataclass(frozen=True)
class User:
    id: str
    name: str
    real_name: str
    email: str
    team_id: str
    tz: str
    outsider: bool = False
    """Belongs to another workspace and is a member through Slack Connect."""
    guest: bool = False
    single_channel: bool = False
    """A single-channel guest."""
    deleted: bool = False
    """Deactivated."""
    bot: bool = False


@dataclass(eq=False)
class Channel:
    id: str
    name: str
    kind: ChannelKind
    members: list[str]
    created: int
    bot_in: bool = True
    archived: bool = False
    messages: list["Message"] = field(default_factory=list)
    """All messages in order, including ephemeral ones."""

    def message(self, ts: str) -> "Message | None":
        return next((message for message in self.messages if message.ts == ts), None)


@dataclass(eq=False)
class Message:
    """Mutable: an edit changes this object."""

    channel: Channel
    ts: str
    author: str
    text: str
    blocks: list[dict[str, Any]] = field(default_factory=list)
    by_bot: bool = False
    thread_ts: str | None = None
    broadcast: bool = False
    metadata: dict[str, Any] | None = None
    only_for: str | None = None
    """The one person who sees an ephemeral message."""
    edited: str | None = None
    deleted: bool = False
    unfurl_links: bool = True
    unfurl_media: bool = True
    values: dict[str, Values] = field(default_factory=dict)
    """The state of the message's menus, by user id."""

    @property
    def is_reply(self) -> bool:
        return self.thread_ts is not None and self.thread_ts != self.ts


@dataclass(eq=False)
class View:
    """Mutable: an update changes this object."""

    id: str
    owner: str
    body: dict[str, Any]
    hash: str
    previous: "View | None" = None
    channel_id: str | None = None
    """The conversation from which it was opened."""
    values: Values = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    """The errors below the fields, by block_id."""
    trouble: str | None = None
    """Slack's own error when the bot's answer was missing or wrong."""
    is_open: bool = True

    @property
    def root(self) -> "View":
        return self if self.previous is None else self.previous.root

    @property
    def title(self) -> str:
        return str((self.body.get("title") or {}).get("text", ""))

    @property
    def callback_id(self) -> str:
        return str(self.body["callback_id"])

    @property
    def blocks(self) -> list[dict[str, Any]]:
        blocks: list[dict[str, Any]] = self.body["blocks"]
        return blocks


@dataclass(frozen=True)
class File:
    id: str
    name: str
    content: bytes
    owner: str
    created: int


@dataclass
class Trigger:
    id: str
    user_id: str
    at: float
    channel_id: str | None
    view: View | None
    exchanged: bool = False


@dataclass
class ResponseUrl:
    key: str
    kind: Literal["commands", "actions"]
    channel: Channel
    user_id: str
    at: float
    source: Message | None
    uses: int = 0


@dataclass(frozen=True)
class Notification:
    """An active mention of a person, a user group or a whole channel."""

    who: str
    """A user id, a user group id, or "channel", "here", "everyone"."""
    message: Message
    edited: bool
    """The mention came with an edit: Slack highlights it but does not notify."""
