"""Middlewares of the page: only this page on this machine is answered, and every error is a sentence in JSON."""

import logging
from http import HTTPStatus
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler
from pydantic import ValidationError

from sandbox.slack.errors import NotThere
from sandbox.web.errors import Conflict, Forbidden, Wrong

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_READING = frozenset({"GET", "HEAD"})
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-cache",
}

log = logging.getLogger(__name__)


async def add_headers(_: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(_HEADERS)


@web.middleware
async def only_from_here(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuses other sites: with DNS rebinding the Host differs, and with a cross-site request the Origin differs."""
    if not _is_loopback(request.host):
        raise Forbidden("This page answers only under 127.0.0.1 or localhost.")
    if request.method not in _READING and request.headers.get("Origin") != f"{request.scheme}://{request.host}":
        raise Forbidden("Only the page itself may do this.")
    return await handler(request)


def _is_loopback(host: str) -> bool:
    try:
        return urlsplit(f"//{host}").hostname in _LOOPBACK
    except ValueError:  # an incomplete IPv6 address
        return False


@web.middleware
async def in_sentences(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except web.HTTPRedirection:
        raise
    except Exception as problem:
        status, sentence = _status_and_sentence(problem, request)
        if status == HTTPStatus.INTERNAL_SERVER_ERROR:
            log.exception("%s %s failed", request.method, request.path)
        return web.json_response({"error": sentence}, status=status)


def _status_and_sentence(problem: Exception, request: web.Request) -> tuple[int, str]:
    match problem:
        case NotThere():
            return Conflict.status, _sentence(str(problem))
        case Wrong():
            return problem.status, str(problem)
        case ValidationError():
            return HTTPStatus.UNPROCESSABLE_ENTITY, _first_mistake(problem)
        case web.HTTPRequestEntityTooLarge():
            return problem.status, "The request is larger than this page accepts."
        case web.HTTPException():
            return problem.status, f"{request.method} {request.path}: {problem.reason}."
        case _:
            return HTTPStatus.INTERNAL_SERVER_ERROR, "The sandbox itself failed. Its terminal shows the error."


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}{'' if words.endswith('.') else '.'}"


def _first_mistake(invalid: ValidationError) -> str:
    mistake = invalid.errors(include_url=False, include_context=False, include_input=False)[0]
    where = ".".join(str(part) for part in mistake["loc"])
    return _sentence(f"{where}: {mistake['msg']}" if where else mistake["msg"])
