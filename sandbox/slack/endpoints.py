"""The imitated Web API methods, with the scopes and arguments that each needs."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from sandbox.slack import methods_chat as chat
from sandbox.slack import methods_conversations as conversations
from sandbox.slack import methods_other as other
from sandbox.slack import methods_users as users
from sandbox.slack import methods_views as views
from sandbox.slack.arguments import Arguments
from sandbox.slack.workspace import Workspace


@dataclass(frozen=True)
class Endpoint:
    method: str
    run: Callable[[Workspace, Arguments], dict[str, Any]]
    scopes: tuple[str, ...] = ()
    """One of these is needed to call the method; `access` checks the conversation."""
    required: tuple[str, ...] = ()
    caller: Literal["bot", "app", "anybody"] = "bot"
    takes_json: bool = True
    """Methods that only read do not accept a JSON body."""


_READ = ("channels:read", "groups:read", "im:read", "mpim:read")
_HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")
_OPEN = ("channels:manage", "groups:write", "im:write", "mpim:write")

ENDPOINTS: dict[str, Endpoint] = {
    endpoint.method: endpoint
    for endpoint in (
        Endpoint("api.test", other.api_test, caller="anybody"),
        Endpoint("auth.test", other.auth_test),
        Endpoint("apps.connections.open", other.connections_open, ("connections:write",), caller="app"),
        Endpoint("blocks.validate", other.blocks_validate, caller="anybody"),
        Endpoint("chat.postMessage", chat.post_message, ("chat:write",), ("channel",)),
        Endpoint("chat.postEphemeral", chat.post_ephemeral, ("chat:write",), ("channel", "user")),
        Endpoint("chat.update", chat.update, ("chat:write",), ("channel", "ts")),
        Endpoint("chat.delete", chat.delete, ("chat:write",), ("channel", "ts")),
        Endpoint("chat.getPermalink", chat.get_permalink, (), ("channel", "message_ts"), takes_json=False),
        Endpoint("conversations.open", conversations.open_, _OPEN),
        Endpoint("conversations.info", conversations.info, _READ, ("channel",), takes_json=False),
        Endpoint("conversations.list", conversations.list_, _READ, takes_json=False),
        Endpoint("conversations.members", conversations.members, _READ, ("channel",), takes_json=False),
        Endpoint("conversations.history", conversations.history, _HISTORY, ("channel",), takes_json=False),
        Endpoint("conversations.replies", conversations.replies, _HISTORY, ("channel", "ts"), takes_json=False),
        Endpoint("files.info", other.files_info, ("files:read",), ("file",), takes_json=False),
        Endpoint("users.info", users.info, ("users:read",), ("user",), takes_json=False),
        Endpoint("users.list", users.list_, ("users:read",), takes_json=False),
        Endpoint("users.lookupByEmail", users.lookup_by_email, ("users:read.email",), ("email",), takes_json=False),
        Endpoint("views.open", views.open_, (), ("trigger_id", "view")),
        Endpoint("views.push", views.push, (), ("trigger_id", "view")),
        Endpoint("views.update", views.update, (), ("view",)),
        Endpoint("views.publish", views.publish, (), ("user_id", "view")),
    )
}
