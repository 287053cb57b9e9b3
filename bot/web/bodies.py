"""Reads request bodies from any sender, within a size and a time."""

import asyncio
import re
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

_NUMBER = re.compile("[0-9]+")
_LONGEST_NUMBER = 18
READ_SECONDS = 10.0
"""Slack and Zendesk do not wait longer for an answer, and browsers send a form at once."""


async def read_body(request: Request, largest: int) -> bytes:
    """Raises `HTTPException`: 413 when it is larger, whatever length was announced; 408 when it does not arrive in
    time.
    """
    refuse_announced(request, largest)
    read = bytearray()
    try:
        async with asyncio.timeout(READ_SECONDS):
            async for chunk in request.stream():
                read += chunk
                if len(read) > largest:
                    raise _too_large()
    except (ClientDisconnect, TimeoutError):
        raise HTTPException(HTTPStatus.REQUEST_TIMEOUT, "The request is incomplete.") from None
    return bytes(read)


def refuse_announced(request: Request, largest: int) -> None:
    """Raises 413 before anything is read, when the request announces a larger size itself."""
    announced = request.headers.get("content-length", "")
    if _NUMBER.fullmatch(announced) and (len(announced) > _LONGEST_NUMBER or int(announced) > largest):
        raise _too_large()


def _too_large() -> HTTPException:
    return HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The request is too large.")
