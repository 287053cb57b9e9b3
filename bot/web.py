"""The web routes: Slack's HTTP mode, the way back from Zendesk's sign-in, and health."""

from collections.abc import Awaitable
from html import escape
from typing import Protocol
from urllib.parse import parse_qs

import structlog
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.health import Part
from bot.logs import reference
from desk.connections import Connected
from desk.errors import DeskError, SignInFailed

LARGEST_REQUEST = 5_000_000
"""Bytes; Slack's largest payload is a view of 250 kB."""

LARGEST_FORM = 10_000

log = structlog.get_logger()


class Running(Protocol):
    """What the routes need of the running bot; parts are None until it has started."""

    slack_requests: AsyncSlackRequestHandler | None

    async def parts(self) -> list[Part]: ...
    async def begun_by(self, state: str) -> str: ...
    async def came_back(self, state: str, code: str) -> Connected: ...
    async def declined(self, state: str) -> None: ...


class Web:
    def __init__(self, running: Running) -> None:
        self._running = running

    @property
    def routes(self) -> list[Route]:
        return [
            Route("/slack/events", self.slack_events, methods=["POST"]),
            Route("/zendesk/callback", self.zendesk_callback),
            Route("/zendesk/callback", self.connect, methods=["POST"]),
            Route("/healthz", self.healthz),
            Route("/readyz", self.readyz),
        ]

    async def slack_events(self, request: Request) -> Response:
        """HTTP mode. What Bolt's check would break on is a forgery like any other; and it reads before it checks."""
        handler = self._running.slack_requests
        if handler is None:
            return PlainTextResponse("HTTP mode is off, or the bot is starting.", status_code=503)
        timestamp, signature = (
            request.headers.get(f"x-slack-{name}", "") for name in ("request-timestamp", "signature")
        )
        if not (timestamp.isascii() and timestamp.isdigit() and signature.isascii()):
            return PlainTextResponse("The request is not signed.", status_code=401)
        if "content-length" not in request.headers:  # Slack sends it; without it the body has no bound
            return PlainTextResponse("The length of the request is missing.", status_code=411)
        if int(request.headers["content-length"]) > LARGEST_REQUEST:
            return PlainTextResponse("The request is too large.", status_code=413)
        try:
            return await handler.handle(request)
        except Exception as mistake:  # noqa: BLE001 - Bolt answers for its listeners; what is left is reading the body
            log.warning("slack.unreadable_request", problem=type(mistake).__name__)
            return PlainTextResponse("The request cannot be read.", status_code=400)

    async def zendesk_callback(self, request: Request) -> Response:
        state, code = request.query_params.get("state", ""), request.query_params.get("code", "")
        if not state or not (code or "error" in request.query_params):
            return _page("This is not a sign-in", "Type /desk connect in Slack to start one.", status=400)
        if "error" in request.query_params:
            await self._running.declined(state)
            return _page("You declined", "Nothing was connected. Type /desk connect in Slack to try again.", status=400)
        return await _answered(self._ask(state, code))

    async def connect(self, request: Request) -> Response:
        """The person said that it was they who began this sign-in."""
        if not 0 < int(request.headers.get("content-length") or 0) <= LARGEST_FORM:
            return _page("This is not a sign-in", "Type /desk connect in Slack to start one.", status=400)
        form = parse_qs((await request.body()).decode(errors="replace"))
        return await _answered(self._connect(form.get("state", [""])[0], form.get("code", [""])[0]))

    async def _ask(self, state: str, code: str) -> Response:
        """R4: a sign-in link that was passed on would link the agent to whoever sent it."""
        name = await self._running.begun_by(state)
        question = (
            f"{name} began this sign-in in Slack. If that is you, go on. If it is somebody else, close this page: "
            "whoever began it would act in Zendesk under your name."
        )
        form = _FORM.format(state=escape(state), code=escape(code), name=escape(name))
        return _page(f"Are you {name}?", question, form)

    async def _connect(self, state: str, code: str) -> Response:
        agent = (await self._running.came_back(state, code)).link.agent
        return _page(f"Connected as {agent.name}", f"You are a {agent.licence}. Go back to Slack; this page can go.")

    async def healthz(self, _request: Request) -> Response:
        return PlainTextResponse("ok")

    async def readyz(self, _request: Request) -> Response:
        parts = await self._running.parts()
        ready = bool(parts) and all(part.well for part in parts)
        body = {"ready": ready, "parts": {part.name: part.as_json() for part in parts}}
        return JSONResponse(body, status_code=200 if ready else 503)


async def _answered(page: Awaitable[Response]) -> Response:
    """Whatever goes wrong in a sign-in is a page that says what next."""
    try:
        return await page
    except SignInFailed as problem:
        return _page("You are not connected", str(problem).replace("`", ""), status=400)
    except DeskError as problem:
        return _page("Not connected yet", f"{problem} Type /desk connect in Slack to try again.", status=502)
    except Exception:
        quoted = reference()
        log.exception("web.mistake", reference=quoted)
        return _page("Something went wrong", f"Tell your partner admin this reference: {quoted}", status=500)


async def plain_error(_request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    return PlainTextResponse("There is nothing here." if status < 500 else "This failed.", status_code=status)  # noqa: PLR2004


def _page(title: str, text: str, form: str = "", status: int = 200) -> Response:
    return HTMLResponse(
        _PAGE.format(title=escape(title), text=escape(text), form=form),
        status_code=status,
        headers={
            "Cache-Control": "no-store",
            "Referrer-Policy": "no-referrer",
            "Content-Security-Policy": _POLICY,
            "X-Content-Type-Options": "nosniff",
        },
    )


_POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'"
_FORM = """<form method="post">
<input type="hidden" name="state" value="{state}"><input type="hidden" name="code" value="{code}">
<button>Yes, connect {name}</button>
</form>"""
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; font: 18px/1.5 system-ui, sans-serif; }}
button {{ font: inherit; padding: .5rem 1rem; }}
main {{ max-width: 34rem; margin: 18vh auto 0; padding: 0 1.5rem; }}
</style>
</head>
<body><main><h1>{title}</h1><p>{text}</p>{form}</main></body>
</html>
"""
