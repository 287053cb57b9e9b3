"""HTTP mode: each of Slack's requests is signed, of limited size, and accepted once.

https://docs.slack.dev/authentication/verifying-requests-from-slack/
"""

import re
import time
from collections.abc import Callable

import structlog
from slack_bolt.adapter.starlette.async_handler import to_starlette_response
from slack_bolt.async_app import AsyncApp
from slack_sdk.signature import SignatureVerifier
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from bot.web.bodies import read_body, refuse_announced
from handlers.interactions.guard import request_of

LARGEST_REQUEST = 5_000_000
"""Bytes; Slack's largest payload is a view of 250 kB."""
REMEMBERED_SECONDS = 10 * 60
"""A signature is accepted from five minutes before its time until five minutes after it, by our clock."""

_TIMESTAMP, _SIGNATURE = "x-slack-request-timestamp", "x-slack-signature"
_TIME = re.compile("[0-9]{1,12}")
_SIGNED = re.compile("v0=[0-9a-f]{64}")
_FOR_BOLT = (b"content-type", _TIMESTAMP.encode(), _SIGNATURE.encode())
"""Headers are not signed, and Bolt obeys some: only these reach it."""

log = structlog.get_logger()


class Once:
    """Signatures of the last minutes, in memory; docs/adr/011-a-webhook-is-a-poke.md says why that suffices."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._heard: dict[str, float] = {}

    def is_first(self, signature: str) -> bool:
        now = self._clock()
        while self._heard and now - next(iter(self._heard.values())) > REMEMBERED_SECONDS:
            del self._heard[next(iter(self._heard))]  # the oldest, because they are in the order in which they came
        if signature in self._heard:
            return False
        self._heard[signature] = now
        return True


class SlackRequests:
    def __init__(self, app: AsyncApp, signing_secret: str) -> None:
        self._app = app
        self._verifier = SignatureVerifier(signing_secret)
        self._once = Once()

    async def answer(self, request: Request) -> Response:
        """Bolt reads a body before it checks the signature, and fails on some; so both are checked here first."""
        refuse_announced(request, LARGEST_REQUEST)
        timestamp, signature = request.headers.getlist(_TIMESTAMP), request.headers.getlist(_SIGNATURE)
        if not (_are_one(timestamp, _TIME) and _are_one(signature, _SIGNED)):
            return PlainTextResponse("The request is not signed.", status_code=401)
        body = await read_body(request, LARGEST_REQUEST)
        if not self._is_slacks(body, timestamp[0], signature[0]):
            return PlainTextResponse("The signature is wrong, or older than five minutes.", status_code=401)
        if not self._once.is_first(signature[0]):
            log.warning("slack.replayed")
            return PlainTextResponse("The request was taken before; nothing was done.", status_code=401)
        return await self._taken(request, body)

    def _is_slacks(self, body: bytes, timestamp: str, signature: str) -> bool:
        try:
            return self._verifier.is_valid(body, timestamp, signature)
        except UnicodeDecodeError:
            return False

    async def _taken(self, request: Request, body: bytes) -> Response:
        headers = [header for header in request.scope["headers"] if header[0] in _FOR_BOLT]
        try:
            asked = request_of(body.decode(), Headers(raw=headers))
            return to_starlette_response(await self._app.async_dispatch(asked))
        except Exception as mistake:  # noqa: BLE001 - Bolt answers for its listeners; what is left is reading the body
            log.warning("slack.unreadable_request", problem=type(mistake).__name__)
            return PlainTextResponse("The request cannot be read.", status_code=400)


def _are_one(values: list[str], shape: re.Pattern[str]) -> bool:
    return len(values) == 1 and shape.fullmatch(values[0]) is not None
