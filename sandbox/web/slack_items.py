"""The items of one person's Slack that the page shows, each under its own key."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from sandbox.slack.person import Person
from sandbox.slack.records import Channel, Message, View
from sandbox.slack.workspace import Workspace

Item = dict[str, Any]
_MESSAGES_SHOWN = 1000


def slack_items(slack: Workspace, person: Person) -> dict[str, Item]:
    items: dict[str, Item] = {f"user:{user.id}": _user(slack, user.id) for user in slack.users.values()}
    items["slack"] = _workspace(slack, person)
    for channel in _channels(slack, person):
        items[f"channel:{channel.id}"] = _channel(slack, channel)
        items |= {f"message:{channel.id}:{item['ts']}": item for item in _messages(channel, person)}
    for at, view in enumerate(person.modals):
        items[f"view:{view.id}"] = {**_view(view), "at": at}
    if person.home is not None:
        items["home"] = _view(person.home)
    return items


def _user(slack: Workspace, user_id: str) -> Item:
    user = slack.users[user_id]
    return {"id": user.id, "name": user.name, "real_name": user.real_name, "bot": user.bot, "outsider": user.outsider}


def _workspace(slack: Workspace, person: Person) -> Item:
    """A person from another workspace has no commands of this one."""
    commands = [] if person.user.outsider else list(slack.commands.values())
    tab = (slack.manifest.get("features") or {}).get("app_home") or {}
    return {
        "me": person.id,
        "commands": [
            {name: command.get(name, "") for name in ("command", "usage_hint", "description")} for command in commands
        ],
        "home_enabled": slack.home_enabled,
        "messages_read_only": bool(tab.get("messages_tab_read_only_enabled")),
    }


def _channels(slack: Workspace, person: Person) -> list[Channel]:
    if not person.user.outsider:
        slack.direct(person.id)
    return [channel for channel in slack.channels.values() if person.id in channel.members]


def _channel(slack: Workspace, channel: Channel) -> Item:
    shared = any(slack.users[member].outsider for member in channel.members)
    return {"id": channel.id, "name": channel.name, "kind": channel.kind, "shared": shared}


def _messages(channel: Channel, person: Person) -> Iterator[Item]:
    shown = [message for message in channel.messages if message.only_for in (None, person.id)][-_MESSAGES_SHOWN:]
    replies = Counter(message.thread_ts for message in shown if message.is_reply and message.only_for is None)
    for message in shown:
        yield _message(message, person, replies[message.ts])


def _message(message: Message, person: Person, replies: int) -> Item:
    return {
        "channel": message.channel.id,
        "ts": message.ts,
        "author": message.author,
        "text": message.text,
        "blocks": message.blocks,
        "thread": message.thread_ts if message.is_reply else None,
        "broadcast": message.broadcast,
        "ephemeral": message.only_for is not None,
        "edited": bool(message.edited),
        "deleted": message.deleted,
        "values": message.values.get(person.id, {}),
        "replies": replies,
    }


def _view(view: View) -> Item:
    body = view.body
    return {
        "id": view.id,
        "title": view.title,
        "submit": (body["submit"] or {}).get("text"),
        "close": (body["close"] or {}).get("text") or "Cancel",
        "blocks": view.blocks,
        "values": view.values,
        "errors": view.errors,
        "trouble": view.trouble,
    }
