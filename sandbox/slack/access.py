"""Which conversations the app may read and write: it needs membership and the scope for the kind of conversation."""

from sandbox.slack.errors import SlackError
from sandbox.slack.records import Channel, Message
from sandbox.slack.workspace import Workspace

_KIND_SCOPES = {"public": "channels", "private": "groups", "im": "im"}


def need_scope(workspace: Workspace, *any_of: str) -> None:
    if any_of and not set(any_of) & set(workspace.scopes):
        raise SlackError("missing_scope", needed=",".join(any_of), provided=",".join(workspace.scopes))


def visible(workspace: Workspace, channel_id: str) -> Channel:
    """A private channel is not found when the bot is not in it."""
    channel = workspace.channels.get(channel_id)
    if channel is None or (channel.kind == "private" and not channel.bot_in):
        raise SlackError("channel_not_found")
    return channel


def readable(workspace: Workspace, channel_id: str, what: str) -> Channel:
    """The channel, checked for the scope "read" or "history" in `what`."""
    channel = visible(workspace, channel_id)
    need_scope(workspace, f"{_KIND_SCOPES[channel.kind]}:{what}")
    if what == "history" and not channel.bot_in:
        raise SlackError("not_in_channel")
    return channel


def writable(workspace: Workspace, where: str, *, without_joining: bool = False) -> Channel:
    """The channel to post in. `where` is a channel id, a #name, or a user id for the direct conversation."""
    if where in workspace.people:
        return workspace.direct(where)
    named = workspace.named(where)
    channel = visible(workspace, named.id if named is not None else where)
    if not channel.bot_in and not without_joining:
        raise SlackError("not_in_channel")
    if channel.archived:
        raise SlackError("is_archived")
    return channel


def bot_message(channel: Channel, ts: str, refusal: str) -> Message:
    message = channel.message(ts)
    if message is None or message.only_for is not None or message.deleted:
        raise SlackError("message_not_found")
    if not message.by_bot:
        raise SlackError(refusal)
    return message
