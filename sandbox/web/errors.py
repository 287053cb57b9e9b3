"""The errors of the page's routes: one sentence for the visitor, and an HTTP status.

Wrong
├── NotFound
├── Conflict
└── Forbidden
"""

from http import HTTPStatus


class Wrong(Exception):
    """The request is not valid; the text says why."""

    status = HTTPStatus.BAD_REQUEST


class NotFound(Wrong):
    status = HTTPStatus.NOT_FOUND


class Conflict(Wrong):
    """The request does not fit the current state."""

    status = HTTPStatus.CONFLICT


class Forbidden(Wrong):
    status = HTTPStatus.FORBIDDEN
