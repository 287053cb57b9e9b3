"""What Slack shows to a person after an action."""

from dataclasses import dataclass, field
from http import HTTPStatus

from sandbox.slack.delivery import Ack
from sandbox.slack.records import Message, View

TROUBLE = "We had some trouble connecting. Try again?"


@dataclass(frozen=True)
class CommandOutcome:
    error: str | None = None
    shown: str | None = None
    """Slack's own message when the command failed."""
    reply: Message | None = None
    """The message that came with the acknowledgement, if any."""


@dataclass(frozen=True)
class ClickOutcome:
    error: str | None = None
    shown: str | None = None
    opened_url: str | None = None


@dataclass(frozen=True)
class SubmitOutcome:
    sent: bool = True
    """False when Slack's client refused to send the form."""
    errors: dict[str, str] = field(default_factory=dict)
    closed: bool = False
    updated: bool = False
    pushed: bool = False
    error: str | None = None
    shown: str | None = None
    view: View | None = None
    """The topmost view after the submission."""


NOT_CONFIGURED = ClickOutcome("not_configured", "This app is not configured to handle interactive responses.")


def problem_code(ack: Ack) -> str | None:
    """The error code that Slack's client shows; None when the acknowledgement was fine."""
    if ack.problem == "http_error":
        return (
            "http_client_error"
            if ack.status is not None and ack.status < HTTPStatus.INTERNAL_SERVER_ERROR
            else "http_service_error"
        )
    return {
        "timeout": "operation_timeout",
        "no_connection": "dispatch_failed",
        "connection_failed": "dispatch_failed",
    }.get(ack.problem or "")


def command_failed(command: str, code: str) -> CommandOutcome:
    return CommandOutcome(code, f'Slack: {command} failed with the error "{code}"')


def click_failed(ack: Ack, code: str) -> ClickOutcome:
    if ack.problem == "http_error":
        return ClickOutcome(code, f"This app responded with Status Code {ack.status}.")
    if ack.problem == "timeout":
        return ClickOutcome(code, "Operation timed out. Apps need to respond within 3 seconds.")
    return ClickOutcome(code, "This app is not responding.")
