"""The methods of users.* that are imitated.

https://docs.slack.dev/reference/methods?family=users
"""

from typing import Any

from sandbox.slack.arguments import Arguments
from sandbox.slack.errors import SlackError
from sandbox.slack.paging import page
from sandbox.slack.shapes import user_payload
from sandbox.slack.workspace import Workspace

Answer = dict[str, Any]


def info(workspace: Workspace, args: Arguments) -> Answer:
    user = workspace.users.get(args.text("user"))
    if user is None:
        raise SlackError("user_not_found")
    payload = user_payload(user, with_email=_may_see_email(workspace))
    if args.flag("include_locale") and not user.outsider:
        payload["locale"] = "en-US"
    return {"user": payload}


def list_(workspace: Workspace, args: Arguments) -> Answer:
    found, more = page(list(workspace.users.values()), args, 1000)
    email = _may_see_email(workspace)
    return {
        "members": [user_payload(user, with_email=email) for user in found],
        "cache_ts": int(workspace.clock()),
        **more,
    }


def lookup_by_email(workspace: Workspace, args: Arguments) -> Answer:
    wanted = args.text("email").lower()
    for user in workspace.users.values():
        if user.email.lower() == wanted and not user.outsider:
            return {"user": user_payload(user, with_email=True)}
    raise SlackError("users_not_found")


def _may_see_email(workspace: Workspace) -> bool:
    return "users:read.email" in workspace.scopes
