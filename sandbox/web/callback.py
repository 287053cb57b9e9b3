"""The loopback address at which a sign-in ends: in real life the browser shows an error there, here a helping page."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit

from aiohttp import web

from sandbox.town import LOOPBACK_REDIRECT, listen, serve
from sandbox.web.app import PAGE, page_file
from sandbox.web.guard import add_headers, in_sentences, only_from_here

_ADDRESS = urlsplit(LOOPBACK_REDIRECT)
_AGAIN_SECONDS = 0.5


@asynccontextmanager
async def serve_callback() -> AsyncIterator[None]:
    """As soon as the port is free: it belongs to whoever is there first, and people can do without this page."""
    serving = asyncio.create_task(_serve())
    try:
        yield
    finally:
        serving.cancel()
        with suppress(asyncio.CancelledError):
            await serving


async def _serve() -> None:
    app = web.Application(middlewares=[in_sentences, only_from_here])
    app.on_response_prepare.append(add_headers)
    app.router.add_get(_ADDRESS.path, _page)
    app.router.add_get("/{name:.+}", page_file)
    runner = await serve(app, await _listening())
    try:
        await asyncio.Event().wait()
    finally:
        await runner.cleanup()


async def _listening() -> socket.socket:
    while True:
        try:
            return listen(_ADDRESS.port or 0)
        except OSError:
            await asyncio.sleep(_AGAIN_SECONDS)


async def _page(_: web.Request) -> web.FileResponse:
    return web.FileResponse(PAGE / "callback.html")
