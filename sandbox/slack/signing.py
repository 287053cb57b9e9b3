"""Slack's signature of HTTP requests.

https://docs.slack.dev/authentication/verifying-requests-from-slack
"""

import hashlib
import hmac

VERIFICATION_TOKEN = "verification-token"  # noqa: S105 - the deprecated token that Slack still sends; the bot does not check it


def signature(secret: str, timestamp: int, body: bytes) -> str:
    signed = f"v0:{timestamp}:".encode() + body
    return "v0=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
