"""Carries out the bot's answers: acknowledgements of commands and submissions, and posts to a response_url."""

from typing import Any

from sandbox.slack.blocks import complaints_about_blocks
from sandbox.slack.delivery import Ack
from sandbox.slack.errors import SlackError
from sandbox.slack.outcomes import TROUBLE, CommandOutcome, SubmitOutcome, command_failed, problem_code
from sandbox.slack.records import Channel, Message, ResponseUrl, User, View
from sandbox.slack.state import State
from sandbox.slack.views import Views

RESPONSE_USES = 5
RESPONSE_SECONDS = 30 * 60
MAX_TEXT = 40_000


def after_command(state: State, user: User, channel: Channel, command: str, ack: Ack) -> CommandOutcome:
    code = problem_code(ack)
    if code is not None:
        return command_failed(command, code)
    body = {"text": ack.body} if isinstance(ack.body, str) else ack.body
    if not body:
        return CommandOutcome()
    if not isinstance(body, dict):
        return command_failed(command, "invalid_command_response")
    if not (body.get("text") or body.get("blocks")):
        return CommandOutcome()
    try:
        return CommandOutcome(reply=_post(state, channel, user.id, body))
    except SlackError as refusal:
        return command_failed(command, refusal.code)


def after_submission(views: Views, view: View, ack: Ack) -> SubmitOutcome:
    """Carries out the response_action; after any other answer the view stays open and shows an error.

    https://docs.slack.dev/surfaces/modals#response_actions
    """
    if not view.is_open:  # closed before the answer came: the answer has no effect
        return SubmitOutcome(closed=True, view=_top(views, view))
    code = problem_code(ack)
    if code is not None:
        return _trouble(views, view, code)
    try:
        return _carry_out(views, view, ack.body)
    except SlackError as refusal:
        return _trouble(views, view, refusal.code)


def respond(state: State, url: ResponseUrl, body: dict[str, Any]) -> None:
    """One POST to a response_url.

    https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
    """
    if state.clock() - url.at > RESPONSE_SECONDS:
        raise SlackError("expired_url")
    if url.uses >= RESPONSE_USES:
        raise SlackError("used_url")
    url.uses += 1
    if body.get("delete_original"):
        if url.source is None:
            raise SlackError("cant_delete_message")
        if _exists(url.source):
            state.delete(url.source)
    elif body.get("replace_original") and url.source is not None:
        _check_content(body)
        if _exists(url.source):
            state.edit(url.source, str(body.get("text") or ""), body.get("blocks") or [])
    else:
        _post(state, url.channel, url.user_id, body)


def _exists(message: Message) -> bool:
    """False for an ephemeral message that was dismissed: only the client knows that, so Slack accepts the answer.

    Raises SlackError for any other message that is gone.
    """
    if message in message.channel.messages and not message.deleted:
        return True
    if message.only_for is None:
        raise SlackError("message_not_found")
    return False


def _post(state: State, channel: Channel, user_id: str, body: dict[str, Any]) -> Message:
    _check_content(body)
    public = body.get("response_type") == "in_channel"
    thread_ts = state.thread_root(channel, str(body.get("thread_ts") or ""))
    if thread_ts and (not public or body.get("replace_original")):
        raise SlackError("invalid_arguments")
    return state.post(
        channel,
        state.bot,
        str(body.get("text") or "")[:MAX_TEXT],
        blocks=body.get("blocks") or [],
        only_for=None if public else user_id,
        thread_ts=thread_ts,
        metadata=body.get("metadata"),
    )


def _check_content(body: dict[str, Any]) -> None:
    if not (body.get("text") or body.get("blocks") or body.get("attachments")):
        raise SlackError("no_text")
    if body.get("blocks"):
        complaints = complaints_about_blocks(body["blocks"])
        if complaints:
            raise SlackError.with_messages("invalid_blocks", complaints)


def _carry_out(views: Views, view: View, body: Any) -> SubmitOutcome:
    if not body:
        views.close(view)
        return SubmitOutcome(closed=True, view=_top(views, view))
    action = body.get("response_action") if isinstance(body, dict) else None
    match action:
        case "errors":
            view.errors = _checked_errors(view, body.get("errors"))
            return SubmitOutcome(errors=view.errors, view=view)
        case "update":
            views.update(view, body.get("view"))
            return SubmitOutcome(updated=True, view=_top(views, view))
        case "push":
            return SubmitOutcome(pushed=True, view=views.push_on(view, body.get("view")))
        case "clear":
            views.close_all(view.owner)
            return SubmitOutcome(closed=True)
        case _:
            raise SlackError("invalid_response")


def _checked_errors(view: View, errors: Any) -> dict[str, str]:
    fields = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not set(errors) <= fields:
        raise SlackError("invalid_response")
    return {name: str(text) for name, text in errors.items()}


def _trouble(views: Views, view: View, code: str) -> SubmitOutcome:
    view.trouble = TROUBLE
    return SubmitOutcome(error=code, shown=TROUBLE, view=_top(views, view))


def _top(views: Views, view: View) -> View | None:
    stack = views.stack(view.owner)
    return stack[-1] if stack else None
