"""The imitated Slack as one web application."""

import json

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from sandbox.faults import Faults, with_faults
from sandbox.requests import RequestLog
from sandbox.slack.answers import respond
from sandbox.slack.errors import SlackError
from sandbox.slack.webapi import WebApi, bearer
from sandbox.slack.workspace import Workspace

SOCKET_PATH = "/link"
_LOGIN_PAGE = "<!DOCTYPE html><html><head><title>Sign in | Slack</title></head><body>Sign in to Slack</body></html>"


def slack_app(workspace: Workspace, faults: Faults, log: RequestLog) -> web.Application:
    """`workspace.base_url` must be set to the address this is served at."""
    app = web.Application(middlewares=[_with_faults_except_sockets(faults, log)], client_max_size=16 * 1024**2)
    pages = _Pages(workspace)
    app.router.add_route("*", "/api/{method}", WebApi(workspace).serve)
    app.router.add_get(SOCKET_PATH, workspace.sockets.serve)
    app.router.add_post("/{kind:commands|actions}/{team}/{key}", pages.response_url)
    app.router.add_get("/files-pri/{file}/{name}", pages.file)
    app.router.add_get("/files-pri/{file}/download/{name}", pages.file)

    async def close(_: web.Application) -> None:
        await workspace.close()

    app.on_shutdown.append(close)
    return app


def _with_faults_except_sockets(faults: Faults, log: RequestLog) -> Middleware:
    """Applies faults and the log to requests. A socket stays open, so it is only refused while Slack is away."""
    with_all = with_faults("slack", faults, log)

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path == SOCKET_PATH and not faults.away:
            return await handler(request)
        return await with_all(request, handler)

    return middleware


class _Pages:
    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    async def response_url(self, request: web.Request) -> web.Response:
        url = self._workspace.response_urls.get(request.match_info["key"])
        if url is None:
            return web.json_response({"ok": False, "error": "invalid_url"}, status=404)
        try:
            respond(self._workspace, url, _json_object(await request.text()))
        except SlackError as refusal:
            gone = refusal.code in ("used_url", "expired_url")
            return web.json_response({"ok": False, "error": refusal.code, **refusal.more}, status=404 if gone else 400)
        return web.Response(text="ok")

    async def file(self, request: web.Request) -> web.Response:
        """Without the right token Slack answers 200 with a sign-in page."""
        workspace = self._workspace
        file = workspace.files.get(request.match_info["file"].partition("-")[2])
        if bearer(request) != workspace.bot_token or "files:read" not in workspace.scopes:
            return web.Response(text=_LOGIN_PAGE, content_type="text/html")
        if file is None:
            return web.Response(status=404, text="not found")
        disposition = {"Content-Disposition": f'attachment; filename="{file.name}"'}
        return web.Response(body=file.content, content_type="application/octet-stream", headers=disposition)


def _json_object(raw: str) -> dict[str, object]:
    try:
        body = json.loads(raw)
    except json.JSONDecodeError:
        raise SlackError("invalid_payload") from None
    if not isinstance(body, dict):
        raise SlackError("invalid_payload")
    return body
