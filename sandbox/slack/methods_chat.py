"""The methods of chat.* that are imitated.

https://docs.slack.dev/reference/methods?family=chat
"""

from typing import Any

from sandbox.slack.access import bot_message, visible, writable
from sandbox.slack.answers import MAX_TEXT
from sandbox.slack.arguments import Arguments
from sandbox.slack.blocks import complaints_about_blocks
from sandbox.slack.errors import RateLimited, SlackError
from sandbox.slack.records import Channel
from sandbox.slack.shapes import message_payload, permalink
from sandbox.slack.workspace import Workspace

Answer = dict[str, Any]
MAX_UPDATE_TEXT = 4000
MAX_BLOCKS_TEXT = 12_000
_BURST = 4
"""Posts that a channel accepts at once; after that, one per second."""


def post_message(workspace: Workspace, args: Arguments) -> Answer:
    without_joining = "chat:write.public" in workspace.scopes
    channel = writable(workspace, args.text("channel"), without_joining=without_joining)
    text, blocks = _content(workspace, args, "chat.postMessage")
    metadata = _metadata(args)
    _check_rate(workspace, channel)
    message = workspace.post(
        channel,
        workspace.bot,
        text[:MAX_TEXT],
        blocks=blocks or [],
        thread_ts=workspace.thread_root(channel, args.text("thread_ts")),
        broadcast=args.flag("reply_broadcast"),
        metadata=metadata,
        unfurl_links=args.flag("unfurl_links", default=True),
        unfurl_media=args.flag("unfurl_media", default=True),
    )
    warning = {"warning": "message_truncated"} if len(text) > MAX_TEXT else {}
    return {"channel": channel.id, "ts": message.ts, "message": message_payload(workspace, message), **warning}


def post_ephemeral(workspace: Workspace, args: Arguments) -> Answer:
    channel = writable(workspace, args.text("channel"))
    user_id = args.text("user")
    if user_id not in channel.members:
        raise SlackError("user_not_in_channel")
    text, blocks = _content(workspace, args, "chat.postEphemeral")
    message = workspace.post(
        channel,
        workspace.bot,
        text[:MAX_TEXT],
        blocks=blocks or [],
        thread_ts=workspace.thread_root(channel, args.text("thread_ts")),
        only_for=user_id,
    )
    return {"message_ts": message.ts}


def update(workspace: Workspace, args: Arguments) -> Answer:
    """Text without blocks removes the blocks; blocks without text keep the text; without both the error is no_text."""
    channel = visible(workspace, args.text("channel"))
    message = bot_message(channel, args.text("ts"), "cant_update_message")
    if channel.archived:
        raise SlackError("is_archived")
    text, blocks = _content(workspace, args, "chat.update")
    if len(text) > MAX_UPDATE_TEXT:
        raise SlackError("msg_too_long")
    metadata = _metadata(args)
    if "metadata" in args:
        message.metadata = metadata or None
    workspace.edit(message, text or message.text, blocks or [], mark=not blocks)
    return {
        "channel": channel.id,
        "ts": message.ts,
        "text": message.text,
        "message": message_payload(workspace, message),
    }


def delete(workspace: Workspace, args: Arguments) -> Answer:
    channel = visible(workspace, args.text("channel"))
    message = bot_message(channel, args.text("ts"), "cant_delete_message")
    workspace.delete(message)
    return {"channel": channel.id, "ts": message.ts}


def get_permalink(workspace: Workspace, args: Arguments) -> Answer:
    channel = visible(workspace, args.text("channel"))
    message = channel.message(args.text("message_ts"))
    if message is None or message.only_for is not None:
        raise SlackError("message_not_found")
    return {"channel": channel.id, "permalink": permalink(workspace, message)}


def _content(workspace: Workspace, args: Arguments, method: str) -> tuple[str, list[dict[str, Any]] | None]:
    text = args.text("text") or args.text("markdown_text")
    blocks = args.parsed("blocks", "invalid_blocks_format")
    if not text and not blocks and not args.parsed("attachments"):
        raise SlackError("no_text")
    if not blocks:
        return text, None
    if not isinstance(blocks, list):
        raise SlackError("invalid_blocks_format")
    complaints = complaints_about_blocks(blocks)
    if complaints:
        raise SlackError.with_messages("invalid_blocks", complaints)
    if _text_length(blocks) > MAX_BLOCKS_TEXT:
        raise SlackError("msg_blocks_too_long")
    if not text:
        workspace.advise(f"{method} came without the text that notifications and screen readers use")
    return text, blocks


def _text_length(part: Any) -> int:
    if isinstance(part, list):
        return sum(_text_length(item) for item in part)
    if isinstance(part, dict):
        own = part.get("text")
        return len(own) if isinstance(own, str) else sum(_text_length(value) for value in part.values())
    return 0


def _metadata(args: Arguments) -> dict[str, Any] | None:
    """An event type and a flat payload: its values are scalars or lists of scalars."""
    metadata = args.parsed("metadata", "invalid_metadata_format")
    if not metadata:
        return None
    payload = metadata.get("event_payload") if isinstance(metadata, dict) else None
    if not isinstance(payload, dict) or not isinstance(metadata.get("event_type"), str):
        raise SlackError("invalid_metadata_format")
    values = [one for value in payload.values() for one in (value if isinstance(value, list) else [value])]
    if any(isinstance(value, dict | list) for value in values):
        raise SlackError("invalid_metadata_schema")
    return {"event_type": metadata["event_type"], "event_payload": payload}


def _check_rate(workspace: Workspace, channel: Channel) -> None:
    if not workspace.strict_rates:
        return
    now = workspace.clock()
    recent = [m for m in channel.messages if m.by_bot and not m.only_for and now - float(m.ts) < _BURST]
    if len(recent) >= _BURST:
        raise RateLimited(1)
