"""What the page is told when something cannot be done: one sentence, and a status.

Wrong
├── NotFound
├── Conflict
└── Forbidden
"""

from http import HTTPStatus


class Wrong(Exception):
    """The request makes no sense; the text says why."""

    status = HTTPStatus.BAD_REQUEST


class NotFound(Wrong):
    status = HTTPStatus.NOT_FOUND


class Conflict(Wrong):
    """It made sense a moment ago."""

    status = HTTPStatus.CONFLICT


class Forbidden(Wrong):
    status = HTTPStatus.FORBIDDEN
