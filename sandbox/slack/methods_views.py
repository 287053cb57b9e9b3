"""The methods of views.* that are imitated.

https://docs.slack.dev/reference/methods?family=views
"""

from typing import Any

from sandbox.slack.arguments import Arguments
from sandbox.slack.errors import SlackError
from sandbox.slack.records import View
from sandbox.slack.shapes import view_payload
from sandbox.slack.workspace import Workspace

Answer = dict[str, Any]


def open_(workspace: Workspace, args: Arguments) -> Answer:
    return _shown(workspace, workspace.views.open(args.text("trigger_id"), args.parsed("view")))


def push(workspace: Workspace, args: Arguments) -> Answer:
    return _shown(workspace, workspace.views.push(args.text("trigger_id"), args.parsed("view")))


def update(workspace: Workspace, args: Arguments) -> Answer:
    if ("view_id" in args) == ("external_id" in args):
        raise SlackError.with_messages("invalid_arguments", ["exactly one of view_id, external_id is required"])
    view = workspace.views.find(args.text("view_id"), args.text("external_id"))
    return _shown(workspace, workspace.views.update(view, args.parsed("view"), args.text("hash")))


def publish(workspace: Workspace, args: Arguments) -> Answer:
    return _shown(workspace, workspace.views.publish(args.text("user_id"), args.parsed("view"), args.text("hash")))


def _shown(workspace: Workspace, view: View) -> Answer:
    return {"view": view_payload(workspace, view)}
