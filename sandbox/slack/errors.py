"""How the imitated Slack says no.

SlackError             an answer {"ok": false, "error": ...}
└── RateLimited        the same as HTTP 429 with Retry-After
NotThere               a test or a page asked a person to do what the screen does not offer
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
    """The screen has nothing of that name."""
