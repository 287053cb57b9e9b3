"""Checks each request before its listener: refuses malformed payloads and people who may not use the desk.

Runs in Bolt after the check of the signature, and as its error handler. A listener may therefore rely on the form of
its payload (`handlers.interactions.payloads`), on text without lone surrogates, and on the sender of a dialog being a
member. The dispatcher checks all other senders after Slack was answered.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import structlog
from slack_bolt.async_app import AsyncBoltRequest
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.internals import parse_body
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from handlers.interactions import payloads
from handlers.interactions.dispatch import Dispatcher
from handlers.interactions.interaction import Interaction, interaction_from
from handlers.interactions.payloads import PayloadKind
from handlers.views.parts.errors import Unreadable
from handlers.views.parts.redraw import with_problem

URL_VERIFICATION = "url_verification"
_NOT_READ = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
_UNREAD = "bolt_could_not_read_it"

log = structlog.get_logger()


def request_of(body: str | dict[str, Any], headers: Mapping[str, Any] | None, mode: str = "http") -> AsyncBoltRequest:
    """Bolt reads the body before it checks the signature, and raises for a body that it does not expect.

    Such a body still goes through the check of the signature, and then to the guard.
    """
    told: dict[str, str | Sequence[str]] = dict(headers or {})
    try:
        return AsyncBoltRequest(body=body, headers=told, mode=mode)
    except _NOT_READ:
        request = AsyncBoltRequest(body="", headers=told, context={_UNREAD: True}, mode=mode)
    request.raw_body = body if isinstance(body, str) else ""
    request.body = _as_far_as_it_goes(body, request.content_type)
    return request


def _as_far_as_it_goes(body: str | dict[str, Any], content_type: str | None) -> dict[str, Any]:
    try:
        found = parse_body(body, content_type) if isinstance(body, str) else body
    except _NOT_READ:
        return {}
    return found if isinstance(found, dict) else {}


class Guard(AsyncMiddleware):
    def __init__(self, dispatcher: Dispatcher, client: AsyncWebClient) -> None:
        """`client` has its token; the client of Bolt's context gets one only after this middleware.

        A class, because Bolt reads the payload to find the arguments for a function.
        """
        self._dispatcher = dispatcher
        self._client = client

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,  # noqa: ARG002 - as Bolt calls it
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002 - as Bolt calls it
    ) -> BoltResponse:
        """Answers the request itself, or passes it on."""
        body = req.body
        if body.get("type") == URL_VERIFICATION:  # https://docs.slack.dev/reference/events/url_verification
            return await next()
        kind = payloads.kind_of(body)
        if kind is None:
            log.warning("guard.not_ours")
            return _acknowledged(kind)
        if part := "the whole" if _UNREAD in req.context else self._misshapen(kind, body):
            self._tell(kind, body, Unreadable(part))
            return _acknowledged(kind)
        if await self._turned_away(kind, interaction_from(body, self._client)):
            return _acknowledged(kind)
        return await next()

    async def failed(self, error: Exception, body: dict[str, Any]) -> BoltResponse:
        """Bolt's error handler, for errors before `ack`. A dialog stays open with the typed text and the reason."""
        kind = payloads.kind_of(body)
        if kind is not PayloadKind.SUBMISSION or payloads.misshapen(kind, body):
            self._tell(kind, body, error)
            return _acknowledged(kind)
        view = with_problem(body["view"], self._dispatcher.words_for(error))
        return BoltResponse(status=200, body={"response_action": "update", "view": view})

    def _misshapen(self, kind: PayloadKind, body: dict[str, Any]) -> str | None:
        return payloads.misshapen(kind, body) if payloads.clean(body) else "levels"

    async def _turned_away(self, kind: PayloadKind, interaction: Interaction) -> bool:
        """Asks Slack about the sender of a dialog. For others it uses what is remembered: the dispatcher asks later."""
        if kind is PayloadKind.SUBMISSION:
            return not await self._dispatcher.admits(interaction)
        standing = self._dispatcher.knows_as_other(interaction)
        if kind is PayloadKind.EVENT or standing is None:
            return False
        self._dispatcher.turn_away(interaction, standing)
        return True

    def _tell(self, kind: PayloadKind | None, body: Mapping[str, Any], problem: Exception) -> None:
        """Tells the person by direct message, if the payload names one; the rest of the payload is not used."""
        text = self._dispatcher.words_for(problem)
        who = payloads.who(body)
        if who and kind is not PayloadKind.EVENT:  # an event is not a request of a person
            self._dispatcher.say(Interaction(self._client, who.user, who.team), text)


def _acknowledged(kind: PayloadKind | None) -> BoltResponse:
    if kind is PayloadKind.SUBMISSION:
        return BoltResponse(status=200, body={"response_action": "clear"})
    return BoltResponse(status=200, body="")
