"""What Slack's answers mean to the desk."""

from collections.abc import Mapping

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from desk.errors import ChatAway
from handlers.slack.web_api import asked


async def refusing(headers: Mapping[str, str]) -> AsyncSlackResponse:
    response = AsyncSlackResponse(
        client=AsyncWebClient(),
        http_verb="POST",
        api_url="https://slack.com/api/chat.postMessage",
        req_args={},
        data={"ok": False, "error": "ratelimited"},
        headers=dict(headers),
        status_code=429,
    )
    raise SlackApiError("ratelimited", response)  # type: ignore[no-untyped-call]


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("30", 30),
        ("0", 0),
        ("1.5", 1.5),
        ("86400", 900),
        ("1e300", 900),
        ("inf", 900),
        ("nan", None),
        ("-1", None),
        ("²", None),
        ("soon", None),
        ("", None),
        (None, None),
    ],
)
async def test_slacks_retry_after_is_obeyed_within_a_bound(header: str | None, seconds: float | None) -> None:
    with pytest.raises(ChatAway) as away:
        await asked(refusing({} if header is None else {"Retry-After": header}))
    assert away.value.retry_after == seconds
