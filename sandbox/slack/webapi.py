"""Serves the Web API: checks token, scopes and arguments, and answers as Slack does (HTTP 200 even for errors)."""

from typing import Any

from aiohttp import web

from sandbox.slack.access import need_scope
from sandbox.slack.arguments import read_arguments
from sandbox.slack.endpoints import ENDPOINTS, Endpoint
from sandbox.slack.errors import RateLimited, SlackError
from sandbox.slack.workspace import Workspace


class WebApi:
    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    async def serve(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        endpoint = ENDPOINTS.get(method)
        if endpoint is None:
            return web.json_response({"ok": False, "error": "unknown_method", "req_method": method})
        headers = self._scope_headers(endpoint)
        try:
            answer = await self._called(endpoint, request)
        except RateLimited as limit:
            headers["Retry-After"] = str(limit.retry_after)
            return web.json_response({"ok": False, "error": limit.code}, status=429, headers=headers)
        except SlackError as refusal:
            return web.json_response({"ok": False, "error": refusal.code, **refusal.more}, headers=headers)
        return web.json_response({"ok": True, **answer}, headers=headers)

    async def _called(self, endpoint: Endpoint, request: web.Request) -> dict[str, Any]:
        args, token = await read_arguments(request, takes_json=endpoint.takes_json)
        self._check_token(endpoint, bearer(request) or token)
        args.need(endpoint.required)
        return endpoint.run(self._workspace, args)

    def _check_token(self, endpoint: Endpoint, token: str | None) -> None:
        workspace = self._workspace
        if endpoint.caller == "anybody":
            return
        if not token:
            raise SlackError("not_authed")
        if token not in (workspace.bot_token, workspace.app_token):
            raise SlackError("invalid_auth")
        if token != (workspace.app_token if endpoint.caller == "app" else workspace.bot_token):
            raise SlackError("not_allowed_token_type")
        if endpoint.caller == "bot":
            need_scope(workspace, *endpoint.scopes)
        elif not set(endpoint.scopes) <= workspace.app_token_scopes:
            provided = ",".join(sorted(workspace.app_token_scopes))
            raise SlackError("missing_scope", needed=",".join(endpoint.scopes), provided=provided)

    def _scope_headers(self, endpoint: Endpoint) -> dict[str, str]:
        if endpoint.caller == "anybody":
            return {}
        granted = self._workspace.scopes if endpoint.caller == "bot" else tuple(self._workspace.app_token_scopes)
        return {"x-oauth-scopes": ",".join(granted), "x-accepted-oauth-scopes": ",".join(endpoint.scopes)}


def bearer(request: web.Request) -> str | None:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token if scheme == "Bearer" and token else None
