"""Reads the arguments of a Web API call as Slack does: from query, form or JSON, with objects as JSON strings.

https://docs.slack.dev/apis/web-api/#methods_supporting_json
"""

import json
from typing import Any

from aiohttp import web

from sandbox.slack.errors import SlackError

_TRUE = frozenset({"1", "true", "True"})


class Arguments:
    def __init__(self, given: dict[str, Any]) -> None:
        self._given = {name: value for name, value in given.items() if value is not None}

    def __contains__(self, name: str) -> bool:
        return name in self._given

    def text(self, name: str, default: str = "") -> str:
        value = self._given.get(name, default)
        return value if isinstance(value, str) else json.dumps(value)

    def flag(self, name: str, *, default: bool = False) -> bool:
        value = self._given.get(name, default)
        return value if isinstance(value, bool) else str(value) in _TRUE

    def integer(self, name: str, default: int) -> int:
        try:
            return int(self._given.get(name, default))
        except (TypeError, ValueError):
            raise SlackError("invalid_arguments") from None

    def parsed(self, name: str, refusal: str = "invalid_arguments") -> Any:
        """An object or list, sent as such or as a JSON string; None when it is missing. Raises SlackError(refusal)."""
        value = self._given.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except json.JSONDecodeError:
            raise SlackError(refusal) from None

    def need(self, names: tuple[str, ...]) -> None:
        missing = [f"missing required field: {name}" for name in names if self._given.get(name) in (None, "")]
        if missing:
            raise SlackError.with_messages("invalid_arguments", missing)


async def read_arguments(request: web.Request, *, takes_json: bool) -> tuple[Arguments, str | None]:
    """The arguments, and the token if it is one of them."""
    given: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        if takes_json:
            given |= await _json_body(request)
    elif request.method == "POST":
        given |= dict(await request.post())
    token = given.pop("token", None)
    return Arguments(given), token


async def _json_body(request: web.Request) -> dict[str, Any]:
    raw = await request.text()
    try:
        body = json.loads(raw or "{}")
    except json.JSONDecodeError:
        raise SlackError("invalid_json") from None
    if not isinstance(body, dict):
        raise SlackError("json_not_object")
    return body
