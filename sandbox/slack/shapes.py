"""People, channels, messages, views and files as JSON, as Slack sends them in answers and payloads."""

import mimetypes
from pathlib import PurePath
from typing import Any

from sandbox.slack.records import Channel, File, Message, User, View
from sandbox.slack.state import State


def user_payload(user: User, *, with_email: bool) -> dict[str, Any]:
    """People from another workspace have no e-mail and locale."""
    profile: dict[str, Any] = {
        "real_name": user.real_name,
        "real_name_normalized": user.real_name,
        "display_name": user.name,
        "display_name_normalized": user.name,
        "team": user.team_id,
        "image_72": "",
    }
    if with_email and user.email and not user.outsider:
        profile["email"] = user.email
    payload: dict[str, Any] = {
        "id": user.id,
        "team_id": user.team_id,
        "name": user.name,
        "deleted": user.deleted,
        "real_name": user.real_name,
        "tz": user.tz,
        "profile": profile,
        "is_admin": False,
        "is_owner": False,
        "is_restricted": user.guest,
        "is_ultra_restricted": user.guest and user.single_channel,
        "is_bot": user.bot,
        "is_app_user": False,
        "updated": 0,
    }
    return {**payload, "is_stranger": True} if user.outsider else payload


def channel_payload(state: State, channel: Channel) -> dict[str, Any]:
    payload: dict[str, Any] = {
        "id": channel.id,
        "created": channel.created,
        "is_archived": channel.archived,
        "is_im": channel.kind == "im",
        "is_mpim": False,
        "is_org_shared": False,
        "context_team_id": state.team.id,
    }
    if channel.kind == "im":
        return {**payload, "user": channel.members[0], "is_user_deleted": False}
    shared = any(state.users[member].outsider for member in channel.members)
    return {
        **payload,
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": channel.kind == "public",
        "is_group": channel.kind == "private",
        "is_private": channel.kind == "private",
        "is_general": False,
        "is_shared": shared,
        "is_ext_shared": shared,
        "is_member": channel.bot_in,
        "topic": {"value": "", "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
    }


def message_payload(state: State, message: Message, *, with_metadata: bool = False) -> dict[str, Any]:
    payload: dict[str, Any] = {
        "type": "message",
        "user": message.author,
        "ts": message.ts,
        "text": message.text,
        "team": state.users[message.author].team_id,
        "blocks": message.blocks,
    }
    if message.deleted:
        payload |= {"subtype": "tombstone", "user": "USLACKBOT", "hidden": True}
    if message.by_bot:
        payload |= {"bot_id": state.bot_id, "app_id": state.app_id, "bot_profile": _bot_profile(state)}
    if message.edited:
        payload["edited"] = {"user": message.author, "ts": message.edited}
    if with_metadata and message.metadata:
        payload["metadata"] = message.metadata
    return payload | _thread_part(state, message)


def view_payload(state: State, view: View) -> dict[str, Any]:
    body = view.body
    return {
        "id": view.id,
        "team_id": state.team.id,
        **body,
        "state": {"values": view.values},
        "hash": view.hash,
        "previous_view_id": view.previous.id if view.previous else None,
        "root_view_id": view.root.id,
        "app_id": state.app_id,
        "app_installed_team_id": state.team.id,
        "bot_id": state.bot_id,
    }


def file_payload(state: State, file: File) -> dict[str, Any]:
    suffix = PurePath(file.name).suffix.removeprefix(".") or "text"
    address = f"{state.base_url}/files-pri/{state.team.id}-{file.id}"
    return {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.name,
        "mimetype": mimetypes.guess_type(file.name)[0] or "text/plain",
        "filetype": suffix,
        "pretty_type": suffix.upper(),
        "user": file.owner,
        "user_team": state.users[file.owner].team_id,
        "size": len(file.content),
        "mode": "hosted",
        "is_external": False,
        "is_public": False,
        "url_private": f"{address}/{file.name}",
        "url_private_download": f"{address}/download/{file.name}",
        "permalink": f"{state.base_url}/files/{file.owner}/{file.id}/{file.name}",
    }


def permalink(state: State, message: Message) -> str:
    link = f"{state.base_url}/archives/{message.channel.id}/p{message.ts.replace('.', '')}"
    return f"{link}?thread_ts={message.thread_ts}&cid={message.channel.id}" if message.is_reply else link


def _bot_profile(state: State) -> dict[str, Any]:
    return {
        "id": state.bot_id,
        "app_id": state.app_id,
        "name": state.bot.name,
        "team_id": state.team.id,
        "deleted": False,
        "updated": 0,
    }


def _thread_part(state: State, message: Message) -> dict[str, Any]:
    if message.is_reply:
        parent = message.channel.message(message.thread_ts or "")
        part = {"thread_ts": message.thread_ts, "parent_user_id": parent.author if parent else None}
        return {**part, "subtype": "thread_broadcast"} if message.broadcast else part
    replies = state.replies(message)
    if not replies:
        return {}
    authors = list(dict.fromkeys(reply.author for reply in replies))
    return {
        "thread_ts": message.ts,
        "reply_count": len(replies),
        "reply_users": authors,
        "reply_users_count": len(authors),
        "latest_reply": replies[-1].ts,
        "is_locked": False,
        "subscribed": message.by_bot,
    }
