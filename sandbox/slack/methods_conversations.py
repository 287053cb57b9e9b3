"""The methods of conversations.* that are imitated.

https://docs.slack.dev/reference/methods?family=conversations
"""

from typing import Any

from sandbox.slack.access import need_scope, readable
from sandbox.slack.arguments import Arguments
from sandbox.slack.errors import SlackError
from sandbox.slack.paging import page
from sandbox.slack.records import Channel, Message
from sandbox.slack.shapes import channel_payload, message_payload
from sandbox.slack.workspace import Workspace

Answer = dict[str, Any]
_TYPES = {"public_channel": "public", "private_channel": "private", "im": "im"}
_READ_SCOPES = {"public_channel": "channels:read", "private_channel": "groups:read", "im": "im:read"}


def open_(workspace: Workspace, args: Arguments) -> Answer:
    """Opens the conversation with one person; group conversations are not imitated."""
    if args.text("channel") in workspace.channels:
        return {"channel": {"id": args.text("channel")}, "no_op": True, "already_open": True}
    users = [user for user in args.text("users").split(",") if user]
    if len(users) != 1:
        raise SlackError("not_enough_users" if not users else "method_not_supported")
    need_scope(workspace, "im:write")
    if users[0] not in workspace.people:
        raise SlackError("user_not_found")
    channel = workspace.direct(users[0])
    whole = channel_payload(workspace, channel) if args.flag("return_im") else {"id": channel.id}
    return {"channel": whole}


def info(workspace: Workspace, args: Arguments) -> Answer:
    channel = readable(workspace, args.text("channel"), "read")
    payload = channel_payload(workspace, channel)
    if args.flag("include_num_members"):
        payload["num_members"] = len(_members(workspace, channel))
    return {"channel": payload}


def list_(workspace: Workspace, args: Arguments) -> Answer:
    wanted = args.text("types", "public_channel").split(",")
    if any(name not in _READ_SCOPES for name in wanted):
        raise SlackError("invalid_types")
    for name in wanted:
        need_scope(workspace, _READ_SCOPES[name])
    kinds = {_TYPES[name] for name in wanted}
    channels = [
        channel
        for channel in workspace.channels.values()
        if channel.kind in kinds
        and (channel.bot_in or channel.kind == "public")
        and not (channel.archived and args.flag("exclude_archived"))
    ]
    found, more = page(channels, args, 100)
    return {"channels": [channel_payload(workspace, channel) for channel in found], **more}


def members(workspace: Workspace, args: Arguments) -> Answer:
    channel = readable(workspace, args.text("channel"), "read")
    found, more = page(_members(workspace, channel), args, 100)
    return {"members": found, **more}


def history(workspace: Workspace, args: Arguments) -> Answer:
    """Newest first, without replies, unless they were also sent to the channel."""
    channel = readable(workspace, args.text("channel"), "history")
    listed = [m for m in reversed(channel.messages) if m.only_for is None and (not m.is_reply or m.broadcast)]
    return _messages(workspace, args, [m for m in listed if _within(m, args)])


def replies(workspace: Workspace, args: Arguments) -> Answer:
    """The parent and its replies, oldest first."""
    channel = readable(workspace, args.text("channel"), "history")
    parent = channel.message(args.text("ts"))
    if parent is None or parent.only_for is not None:
        raise SlackError("thread_not_found")
    if parent.is_reply:
        return _messages(workspace, args, [parent])
    answers = [reply for reply in workspace.replies(parent) if _within(reply, args)]
    return _messages(workspace, args, [parent, *answers])


def _messages(workspace: Workspace, args: Arguments, messages: list[Message]) -> Answer:
    found, more = page(messages, args, 100, most=999)
    with_metadata = args.flag("include_all_metadata")
    return {
        "messages": [message_payload(workspace, message, with_metadata=with_metadata) for message in found],
        "has_more": bool(more["response_metadata"]["next_cursor"]),
        "pin_count": 0,
        **more,
    }


def _within(message: Message, args: Arguments) -> bool:
    ts = float(message.ts)
    try:
        oldest, latest = float(args.text("oldest", "0")), float(args.text("latest", "inf"))
    except ValueError:
        raise SlackError("invalid_ts_oldest") from None
    return oldest <= ts <= latest if args.flag("inclusive") else oldest < ts < latest


def _members(workspace: Workspace, channel: Channel) -> list[str]:
    return [*channel.members, *([workspace.bot.id] if channel.bot_in else [])]
