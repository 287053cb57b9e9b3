"""The page and its routes, served on their own port."""

import asyncio
import re
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from sandbox.town import serve
from sandbox.web import bodies
from sandbox.web.errors import Conflict, NotFound
from sandbox.web.guard import add_headers, in_sentences, only_from_here
from sandbox.web.page_state import PageState
from sandbox.web.slack_routes import SlackRoutes
from sandbox.web.vendor_routes import VendorRoutes

PAGE = Path(__file__).parent.parent / "page"
_FILES = {file.relative_to(PAGE).as_posix(): file for file in PAGE.rglob("*") if file.is_file()}
BODY_BYTES = 1024 * 1024


@asynccontextmanager
async def serve_page(state: PageState, listening: socket.socket) -> AsyncIterator[None]:
    runner = await serve(page_app(state), listening)
    try:
        with state.traffic.watching():
            yield
    finally:
        state.live.end()
        await runner.cleanup()


def page_app(state: PageState) -> web.Application:
    app = web.Application(middlewares=[in_sentences, only_from_here, _once_prepared(state)], client_max_size=BODY_BYTES)
    app.on_response_prepare.append(add_headers)
    pages = _Pages(state)
    app.add_routes(
        [
            web.get("/", pages.index),
            web.get("/agent", pages.zendesk),
            web.get(r"/agent/tickets/{ticket:\d{1,12}}", pages.zendesk),
            web.get("/api/world/{who}", pages.world),
            web.get("/api/live/{who}", pages.live),
            web.post("/api/failures/{name}", pages.switch),
            web.post("/api/bot/restart", pages.restart),
            web.post("/api/bot/freeze", pages.freeze),
            *SlackRoutes(state).routes(),
            *VendorRoutes(state).routes(),
            web.get("/{name:(?!api/).+}", page_file),
        ]
    )
    return app


def _once_prepared(state: PageState) -> Middleware:
    """Refuses every POST until Tom and Sanne are connected."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.method == "POST" and state.failures.is_preparing:
            raise Conflict("The demo is still setting itself up: please try again in a moment.")
        return await handler(request)

    return middleware


async def page_file(request: web.Request) -> web.FileResponse:
    """A file of the page. The names are listed at import, so a path cannot reach any other file."""
    name = request.match_info["name"]
    if name not in _FILES:
        raise NotFound(f"There is no page at “/{name[:80]}”.")
    return web.FileResponse(_FILES[name])


class _Pages:
    def __init__(self, state: PageState) -> None:
        self._state = state

    async def index(self, _: web.Request) -> web.FileResponse:
        return web.FileResponse(PAGE / "index.html")

    async def zendesk(self, request: web.Request) -> web.StreamResponse:
        """The bot's links into Zendesk lead here: redirects to the right half of the page."""
        ticket = request.match_info.get("ticket")
        raise web.HTTPFound(f"/?pane=zendesk{f'&ticket={ticket}' if ticket else ''}")

    async def world(self, request: web.Request) -> web.Response:
        return web.json_response(self._state.world(request.match_info["who"]))

    async def live(self, request: web.Request) -> web.StreamResponse:
        who = self._state.characters.named(request.match_info["who"]).name
        return await self._state.live.tell(request, lambda: self._state.world(who))

    async def switch(self, request: web.Request) -> web.Response:
        sent = await bodies.read(request, bodies.Switched)
        self._state.failures.switch(re.sub(r"[^a-z0-9-]", "", request.match_info["name"]), on=sent.on)
        return web.json_response({})

    async def restart(self, request: web.Request) -> web.Response:
        await bodies.read(request, bodies.Empty)
        await asyncio.shield(self._state.failures.restart())
        return web.json_response({})

    async def freeze(self, request: web.Request) -> web.Response:
        await bodies.read(request, bodies.Empty)
        await asyncio.shield(self._state.failures.freeze())
        return web.json_response({})
