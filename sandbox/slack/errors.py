"""The errors of the imitated Slack.

SlackError             becomes the answer {"ok": false, "error": ...}
└── RateLimited        becomes HTTP 429 with Retry-After
NotThere               a test or the page used a button or field that the person does not see
"""

from typing import Any


class SlackError(Exception):
    def __init__(self, code: str, **more: Any) -> None:
        super().__init__(code)
        self.code = code
        self.more = more

    @classmethod
    def with_messages(cls, code: str, complaints: list[str]) -> "SlackError":
        said = [f"[ERROR] {complaint}" for complaint in complaints]
        return cls(code, errors=complaints, response_metadata={"messages": said})


class RateLimited(SlackError):
    def __init__(self, retry_after: int) -> None:
        super().__init__("ratelimited")
        self.retry_after = retry_after


class NotThere(Exception):
    """The person does not see this button, field, view or message."""
