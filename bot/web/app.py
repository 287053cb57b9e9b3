"""The web routes: Slack's HTTP mode, the return from Zendesk's sign-in, its webhook, health, and metrics."""

from collections.abc import Awaitable, Sequence
from typing import Protocol
from urllib.parse import parse_qs

import structlog
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.clients import now
from bot.monitoring.logs import reference
from bot.monitoring.part import Part
from bot.web.bodies import read_body
from bot.web.pages import page, question
from bot.web.slack_requests import SlackRequests
from desk.connections.connections import Connected
from desk.errors import DeskError, SignInFailed
from zendesk import webhook

LARGEST_FORM = 10_000
POKE_AGAIN_SECONDS = 5

log = structlog.get_logger()


class Running(Protocol):
    """What the routes need of the running bot; parts are None until it has started."""

    slack_requests: SlackRequests | None

    async def parts(self) -> list[Part]: ...
    async def metrics(self) -> bytes: ...
    async def begun_by(self, state: str) -> str: ...
    async def came_back(self, state: str, code: str) -> Connected: ...
    async def declined(self, state: str) -> None: ...
    async def poked(self, marks: Sequence[str]) -> bool: ...


class Web:
    def __init__(self, running: Running, webhook_secret: str | None = None) -> None:
        """Without the secret there is no webhook route."""
        self._running = running
        self._webhook_secret = webhook_secret

    @property
    def routes(self) -> list[Route]:
        return [
            Route("/slack/events", self.slack_events, methods=["POST"]),
            Route("/zendesk/callback", self.zendesk_callback),
            Route("/zendesk/callback", self.connect, methods=["POST"]),
            *([Route("/zendesk/webhook", self.zendesk_webhook, methods=["POST"])] if self._webhook_secret else []),
            Route("/healthz", self.healthz),
            Route("/readyz", self.readyz),
            Route("/metrics", self.metrics),
        ]

    async def slack_events(self, request: Request) -> Response:
        if self._running.slack_requests is None:
            return PlainTextResponse("HTTP mode is off, or the bot is starting.", status_code=503)
        return await self._running.slack_requests.answer(request)

    async def zendesk_callback(self, request: Request) -> Response:
        state, code = request.query_params.get("state", ""), request.query_params.get("code", "")
        if not state or not (code or "error" in request.query_params):
            return page("This is not a sign-in", "Type /desk connect in Slack to start one.", status=400)
        if "error" in request.query_params:
            return await _answered(self._declined(state))
        return await _answered(self._ask(state, code))

    async def connect(self, request: Request) -> Response:
        """The person confirmed that they began this sign-in."""
        form = parse_qs((await read_body(request, LARGEST_FORM)).decode(errors="replace"))
        return await _answered(self._connect(form.get("state", [""])[0], form.get("code", [""])[0]))

    async def _ask(self, state: str, code: str) -> Response:
        return question(await self._running.begun_by(state), state, code)

    async def _declined(self, state: str) -> Response:
        await self._running.declined(state)
        return page("You declined", "Nothing was connected. Type /desk connect in Slack to try again.", status=400)

    async def _connect(self, state: str, code: str) -> Response:
        agent = (await self._running.came_back(state, code)).link.agent
        return page(
            f"Connected as {agent.name}", f"You are a {agent.licence}. Go back to Slack; you can close this page."
        )

    async def zendesk_webhook(self, request: Request) -> Response:
        """Only makes the next poll come sooner. Zendesk sends again what is answered 409, or 503 with a short
        `Retry-After`.
        """
        body = await read_body(request, webhook.LARGEST)
        try:
            marks = webhook.check(self._webhook_secret or "", request.headers, body, now())
            is_news = await self._running.poked(marks)
        except webhook.NotFromZendesk as forged:
            log.warning("webhook.refused", reason=str(forged))
            return PlainTextResponse(str(forged), status_code=401)
        except webhook.NotAPoke as misshapen:
            log.warning("webhook.refused", reason=str(misshapen))
            return PlainTextResponse(str(misshapen), status_code=400)
        except DeskError as problem:
            log.warning("webhook.trouble", problem=type(problem).__name__)
            return PlainTextResponse("Not now.", status_code=503, headers={"Retry-After": str(POKE_AGAIN_SECONDS)})
        if not is_news:
            return PlainTextResponse("This invocation was received before; nothing was done.", status_code=403)
        return PlainTextResponse("Accepted: the ticket will be read.")

    async def healthz(self, _request: Request) -> Response:
        return PlainTextResponse("ok")

    async def readyz(self, _request: Request) -> Response:
        parts = await self._running.parts()
        ready = bool(parts) and all(part.well for part in parts)
        body = {"ready": ready, "parts": {part.name: part.as_json() for part in parts}}
        return JSONResponse(body, status_code=200 if ready else 503)

    async def metrics(self, _request: Request) -> Response:
        return Response(await self._running.metrics(), media_type=CONTENT_TYPE_LATEST)


async def _answered(shown: Awaitable[Response]) -> Response:
    """Every failure of a sign-in becomes a page that says what to do next."""
    try:
        return await shown
    except SignInFailed as problem:
        return page("You are not connected", str(problem).replace("`", ""), status=400)
    except DeskError as problem:
        return page("Not connected yet", f"{problem} Type /desk connect in Slack to try again.", status=502)
    except Exception:
        quoted = reference()
        log.exception("web.mistake", reference=quoted)
        return page("Something went wrong", f"Tell your partner admin this reference: {quoted}", status=500)


async def plain_error(_request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        return PlainTextResponse("This failed.", status_code=500)
    is_there = error.status_code not in {404, 405}
    return PlainTextResponse(
        error.detail if is_there else "There is nothing here.", status_code=error.status_code, headers=error.headers
    )
