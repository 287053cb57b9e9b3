"""Cursor paging.

https://docs.slack.dev/apis/web-api/pagination
"""

import base64
import binascii
from collections.abc import Sequence
from typing import Any, TypeVar

from sandbox.slack.arguments import Arguments
from sandbox.slack.errors import SlackError

Item = TypeVar("Item")


def page(items: Sequence[Item], args: Arguments, default: int, most: int = 1000) -> tuple[list[Item], dict[str, Any]]:
    """One page, and the `response_metadata` with the cursor of the next. Raises SlackError."""
    limit = args.integer("limit", default)
    if not 0 <= limit <= most:
        raise SlackError("invalid_limit")
    start = _start(args.text("cursor"))
    end = start + (limit or default)
    cursor = base64.b64encode(f"next:{end}".encode()).decode() if end < len(items) else ""
    return list(items[start:end]), {"response_metadata": {"next_cursor": cursor}}


def _start(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        return int(base64.b64decode(cursor, validate=True).decode().removeprefix("next:"))
    except (binascii.Error, ValueError):
        raise SlackError("invalid_cursor") from None
