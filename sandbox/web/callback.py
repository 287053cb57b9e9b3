"""Serves the loopback address at which a sign-in ends, with a page that explains what to copy.

Outside the demo no server listens there, and the browser shows an error.
"""

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
_RETRY_SECONDS = 0.5


@asynccontextmanager
async def serve_callback() -> AsyncIterator[None]:
    """Serves the page once the port is free: another demo may hold it, and the sign-in also works without the page."""
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
            await asyncio.sleep(_RETRY_SECONDS)


async def _page(_: web.Request) -> web.FileResponse:
    return web.FileResponse(PAGE / "callback.html")
