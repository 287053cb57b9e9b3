"""Sends one call to the one configured host. Redirects are not followed, and no httpx error leaves this module."""

import time

import httpx
import structlog

from desk.errors import ZendeskAway
from zendesk.api.answers import dropped_keys, no_answer
from zendesk.api.calls import Call
from zendesk.api.throttle import Throttle

_NOTHING_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)

log = structlog.get_logger()


class Transport:
    def __init__(self, url: str, http: httpx.AsyncClient, throttle: Throttle) -> None:
        self._url = url.rstrip("/")
        self._http = http
        self._throttle = throttle

    async def send(self, call: Call, access: str | None = None) -> httpx.Response:
        """Raises `ZendeskAway` when the call has to stay away; that or `OutcomeUnknown` when no answer came."""
        async with self._throttle.turn(call):
            response = await self._sent(call, access)
            self._throttle.heard(call, response)
            return response

    async def _sent(self, call: Call, access: str | None) -> httpx.Response:
        request = self._request(call, access)
        begun, status = time.perf_counter(), None
        try:
            response = await self._http.send(request, auth=None, follow_redirects=False)
            status = response.status_code
        except httpx.HTTPError as trouble:
            log.info("zendesk.no_answer", method=call.method, path=call.path, problem=type(trouble).__name__)
            if isinstance(trouble, _NOTHING_SENT):
                raise (no_answer(call) if call.may_repeat else ZendeskAway()) from None
            raise no_answer(call) from None
        finally:
            self._throttle.counted(call, status, time.perf_counter() - begun)
        _record(call, response, time.perf_counter() - begun)
        return response

    def _request(self, call: Call, access: str | None) -> httpx.Request:
        headers = {"Accept": "application/json"}
        if call.body is not None:
            headers["Content-Type"] = call.media_type
        if call.idempotency_key is not None:
            headers["Idempotency-Key"] = call.idempotency_key
        if access is not None:
            headers["Authorization"] = f"Bearer {access}"
        request = self._http.build_request(
            call.method, self._url + call.filled_path, params=call.params or None, content=call.body, headers=headers
        )
        # the client is shared by all agents: a session cookie of one must not travel with the token of another
        request.headers.pop("Cookie", None)
        return request


def _record(call: Call, response: httpx.Response, seconds: float) -> None:
    log.debug(
        "zendesk.answered",
        method=call.method,
        path=call.path,
        status=response.status_code,
        ms=round(seconds * 1000),
        request_id=response.headers.get("x-request-id"),
    )
    if keys := dropped_keys(response):
        log.warning("zendesk.keys_dropped", method=call.method, path=call.path, keys=keys)
