"""The methods of auth, api, apps, blocks and files that are imitated.

https://docs.slack.dev/reference/methods
"""

from typing import Any

from sandbox.slack.arguments import Arguments
from sandbox.slack.blocks import complaints_about_blocks, complaints_about_view
from sandbox.slack.errors import SlackError
from sandbox.slack.shapes import file_payload
from sandbox.slack.workspace import Workspace

Answer = dict[str, Any]


def auth_test(workspace: Workspace, args: Arguments) -> Answer:  # noqa: ARG001 - every method has the same signature
    return {
        "url": f"https://{workspace.team.domain}.slack.com/",
        "team": workspace.team.name,
        "user": workspace.bot.name,
        "team_id": workspace.team.id,
        "user_id": workspace.bot.id,
        "bot_id": workspace.bot_id,
        "is_enterprise_install": False,
    }


def api_test(workspace: Workspace, args: Arguments) -> Answer:  # noqa: ARG001
    if "error" in args:
        raise SlackError(args.text("error"), args={"error": args.text("error")})
    return {"args": {}}


def connections_open(workspace: Workspace, args: Arguments) -> Answer:  # noqa: ARG001
    return {"url": workspace.sockets.new_address()}


def blocks_validate(workspace: Workspace, args: Arguments) -> Answer:  # noqa: ARG001
    given = [name for name in ("blocks", "message", "view") if name in args]
    if len(given) != 1:
        raise SlackError.with_messages("invalid_arguments", ["exactly one of blocks, message, view is required"])
    what = args.parsed(given[0])
    if given[0] == "view":
        complaints = complaints_about_view(what)
    else:
        complaints = complaints_about_blocks(what.get("blocks") if given[0] == "message" else what)
    if complaints:
        raise SlackError.with_messages("invalid_blocks", complaints)
    return {}


def files_info(workspace: Workspace, args: Arguments) -> Answer:
    file = workspace.files.get(args.text("file"))
    if file is None:
        raise SlackError("file_not_found")
    return {"file": file_payload(workspace, file), "comments": [], "response_metadata": {"next_cursor": ""}}
