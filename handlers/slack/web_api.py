"""Calling Slack's Web API, and what its answers mean to the desk."""

from collections.abc import Awaitable
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from desk.errors import ChannelUnreachable, ChatAway, MessageGone, PostUnknown
from desk.ports.runtime import LONGEST_WAIT

GONE = {
    "channel_not_found": "the channel does not exist any more, or it is private and I was removed from it.",
    "is_archived": "the channel is archived.",
    "not_in_channel": "I am not a member of it. Type `/invite` with my name in the channel.",
    "message_not_found": "the message was deleted.",
    "cant_update_message": "the message is not mine.",
    "restricted_action": "the workspace does not let me post there.",
    "user_not_found": "the person is not in this workspace.",
    "user_disabled": "the person has left this workspace.",
    "cannot_dm_bot": "that is a bot.",
}
"""https://docs.slack.dev/reference/methods/chat.postMessage#errors, in our words."""

DELETED = frozenset({"message_not_found", "cant_update_message"})

_BROKEN = frozenset({"fatal_error", "internal_error", "request_timeout", "service_unavailable", "team_added_to_org"})
_AWAY = _BROKEN | {"ratelimited", "rate_limited"}
REFUSED = frozenset({"invalid_auth", "token_revoked", "token_expired", "account_inactive", "not_authed"})
"""Slack's words for a token that it does not accept."""
TOO_MANY = 429
SERVER_ERROR = 500


def code(error: SlackApiError) -> str:
    data = error.response.data if isinstance(error.response, AsyncSlackResponse) else error.response
    return str(data.get("error", "")) if isinstance(data, dict) else ""


async def asked(call: Awaitable[AsyncSlackResponse]) -> dict[str, Any]:
    """The answer to a call that may safely be repeated. Raises `ChatAway` and `ChannelUnreachable`."""
    try:
        answer = await call
    except SlackApiError as error:
        raise _translated(error) from error
    except (aiohttp.ClientError, TimeoutError) as error:
        raise ChatAway from error
    return _data(answer)


async def posted(call: Awaitable[AsyncSlackResponse]) -> dict[str, Any]:
    """The answer to a post. After a broken connection its outcome is unknown: `PostUnknown`."""
    try:
        answer = await call
    except SlackApiError as error:
        if code(error) in _BROKEN or _status(error) >= SERVER_ERROR:
            raise PostUnknown from error
        raise _translated(error) from error
    except aiohttp.ClientConnectorError as error:
        raise ChatAway from error  # nothing was sent
    except (aiohttp.ClientError, TimeoutError) as error:
        raise PostUnknown from error
    return _data(answer)


def _translated(error: SlackApiError) -> Exception:
    problem = code(error)
    if problem in DELETED:
        return MessageGone(GONE[problem])
    if problem in GONE:
        return ChannelUnreachable(GONE[problem])
    if problem in REFUSED:
        return ChatAway("Slack refuses the bot's token.", refused=problem)
    if problem in _AWAY or _status(error) == TOO_MANY or _status(error) >= SERVER_ERROR:
        return ChatAway(retry_after=_retry_after(error))
    return error


def _status(error: SlackApiError) -> int:
    return error.response.status_code if isinstance(error.response, AsyncSlackResponse) else 0


def _retry_after(error: SlackApiError) -> float | None:
    headers = error.response.headers if isinstance(error.response, AsyncSlackResponse) else {}
    value = next((value for name, value in headers.items() if name.lower() == "retry-after"), None)
    try:
        seconds = float(str(value))
    except ValueError:
        return None
    return min(seconds, LONGEST_WAIT) if seconds >= 0 else None


def _data(answer: AsyncSlackResponse) -> dict[str, Any]:
    return answer.data if isinstance(answer.data, dict) else {}
