"""Slack's signature of HTTP requests.

https://docs.slack.dev/authentication/verifying-requests-from-slack
"""

import hashlib
import hmac


def signature(secret: str, timestamp: int, body: bytes) -> str:
    signed = f"v0:{timestamp}:".encode() + body
    return "v0=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
