"""Calls between Slack and the bot: how long each takes, and a refusal of answers that lead elsewhere."""

import re
import time
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.monitoring.metrics import Metrics

_METHOD = re.compile(r"[a-z]{1,30}(\.[A-Za-z]{1,40}){1,3}")
_KINDS = frozenset({"block_actions", "view_submission", "view_closed", "event_callback"})
_NOT_SIGNED = 401
_REDIRECT = 3


class TimedApp(AsyncApp):
    """Slack's answer is what Bolt's dispatch returns, in Socket Mode as in HTTP mode."""

    def __init__(self, metrics: Metrics, **options: Any) -> None:
        super().__init__(**options)
        self._metrics = metrics

    async def async_dispatch(self, req: AsyncBoltRequest) -> BoltResponse:
        begun = time.perf_counter()
        response = await super().async_dispatch(req)
        if response.status != _NOT_SIGNED:  # not Slack's
            self._metrics.answered_slack(_kind(req.body), time.perf_counter() - begun)
        return response


class Redirected(aiohttp.ClientError):
    """Slack's Web API answered with another address; the message was not sent there."""


def slack_session(metrics: Metrics, api_url: str, timeout: float) -> aiohttp.ClientSession:
    """The session for all calls to Slack; Slack's library sets no timeout on a session that it is given."""
    trace = aiohttp.TraceConfig()

    async def start(_session: object, context: SimpleNamespace, _params: object) -> None:
        context.begun = time.perf_counter()

    async def end(_session: object, context: SimpleNamespace, params: aiohttp.TraceRequestEndParams) -> None:
        metrics.asked(
            "slack", endpoint(str(params.url), api_url), params.response.status, time.perf_counter() - context.begun
        )

    async def fail(_session: object, context: SimpleNamespace, params: aiohttp.TraceRequestExceptionParams) -> None:
        metrics.asked("slack", endpoint(str(params.url), api_url), None, time.perf_counter() - context.begun)

    trace.on_request_start.append(start)
    trace.on_request_end.append(end)
    trace.on_request_exception.append(fail)
    return aiohttp.ClientSession(
        timeout=aiohttp.ClientTimeout(total=timeout), trace_configs=[trace], middlewares=[_stays_at(api_url)]
    )


def _stays_at(api_url: str) -> aiohttp.ClientMiddlewareType:
    """Slack's library follows redirects, and with a 307 or 308 it would send the whole message to the new address."""

    async def stay(request: aiohttp.ClientRequest, ask: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
        answer = await ask(request)
        if answer.status // 100 == _REDIRECT and str(request.url).startswith(api_url):
            answer.close()
            raise Redirected
        return answer

    return stay


def endpoint(url: str, api_url: str) -> str:
    """The method's name; of any other address only its kind, because it names people or is a key itself."""
    place = url.partition("?")[0]
    method = place.removeprefix(api_url.rstrip("/") + "/")
    if method != place:
        return method if _METHOD.fullmatch(method) else "other"
    first = urlsplit(place).path.lstrip("/").partition("/")[0]
    return {"commands": "response_url", "actions": "response_url", "files-pri": "file"}.get(first, "other")


def _kind(body: dict[str, Any]) -> str:
    if "command" in body:
        return "command"
    kind = body.get("type")
    return kind if isinstance(kind, str) and kind in _KINDS else "other"
