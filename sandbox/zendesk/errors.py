"""Zendesk's errors: four JSON shapes, and some bodies in plain text.

Refused
├── legacy       {"error": "RecordNotFound", "description": "Not found"}
├── titled       {"error": {"title": "Forbidden", "message": "…"}}
├── coded        {"errors": [{"code": "InvalidPaginationParameter", "title": "…"}]}
├── invalid      {"error": "RecordInvalid", "details": {"status": [{"description": "…"}]}}
└── plain text   Number of allowed API requests per minute exceeded
"""

from typing import Any

from aiohttp import web

_NO_ACCESS = "You do not have access to this page. Please contact the account owner of this help desk for further help."
_BAD_TOKEN = "The access token provided is expired, revoked, malformed or invalid for other reasons."  # noqa: S105 (prose)


class Refused(Exception):
    """A request that Zendesk answers with an error."""

    def __init__(self, status: int, body: dict[str, Any] | str, headers: dict[str, str] | None = None) -> None:
        super().__init__(status, body)
        self.status = status
        self.body = body
        self.headers = headers or {}

    def answer(self) -> web.Response:
        if isinstance(self.body, str):
            return web.Response(status=self.status, text=self.body, content_type="text/html", headers=self.headers)
        return web.json_response(self.body, status=self.status, headers=self.headers)


def legacy(status: int, error: str, description: str, headers: dict[str, str] | None = None) -> Refused:
    return Refused(status, {"error": error, "description": description}, headers)


def not_signed_in() -> Refused:
    return Refused(401, {"error": "Couldn't authenticate you"})


def bad_token() -> Refused:
    headers = {"WWW-Authenticate": f'Bearer realm="Zendesk", error="invalid_token", error_description="{_BAD_TOKEN}"'}
    return Refused(401, {"error": "invalid_token", "error_description": _BAD_TOKEN}, headers)


def oauth_error(error: str, description: str) -> Refused:
    return Refused(400, {"error": error, "error_description": description})


def forbidden() -> Refused:
    return Refused(403, {"error": {"title": "Forbidden", "message": _NO_ACCESS}})


def not_found() -> Refused:
    return legacy(404, "RecordNotFound", "Not found")


def no_such_endpoint() -> Refused:
    return legacy(404, "InvalidEndpoint", "Not found")


def update_conflict() -> Refused:
    return legacy(
        409,
        "UpdateConflict",
        "Safe Update prevented the update due to outdated ticket data. "
        "Please fetch the latest ticket data and try again.",
    )


def coded(status: int, code: str, title: str) -> Refused:
    return Refused(status, {"errors": [{"code": code, "title": title}]})


def missing_parameter(name: str) -> Refused:
    return coded(400, "ParameterMissing", f"Required parameter missing: {name}")


def bad_upload_token() -> Refused:
    return invalid(base="Attachment: upload token is invalid or expired")


def invalid(**details: str | list[str]) -> Refused:
    """A 422; `details` holds one sentence or several for each field."""
    details_by_field: dict[str, list[dict[str, Any]]] = {
        name: [{"description": text} for text in ([said] if isinstance(said, str) else said)]
        for name, said in details.items()
    }
    return _invalid(details_by_field)


def invalid_value(text: str, field_id: int, field_type: str) -> Refused:
    """A 422 about a custom field: it has its id, under the key `base`."""
    detail = {
        "description": text,
        "error": "InvalidValue",
        "ticket_field_id": field_id,
        "ticket_field_type": field_type,
    }
    return _invalid({"base": [detail]})


def _invalid(details: dict[str, list[dict[str, Any]]]) -> Refused:
    return Refused(422, {"error": "RecordInvalid", "description": "Record validation errors", "details": details})


def too_many_for_the_account(retry_after: int) -> Refused:
    text = "Number of allowed API requests per minute exceeded"
    return Refused(429, text, {"Retry-After": str(retry_after)})


def too_many_for_the_endpoint(retry_after: int) -> Refused:
    description = "Number of allowed API requests per minute for this endpoint exceeded"
    return legacy(429, "APIRateLimitExceeded", description, {"Retry-After": str(retry_after)})
