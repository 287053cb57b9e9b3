"""An HTTP answer of Zendesk becomes its value or a named error: here and nowhere else, without any I/O.

Errors come in four envelopes, and some are text/plain or HTML (never shown, never parsed):
{"error": "Code", "description": "…", "details": {field: [{"description": "…"}]}}
{"error": {"title": "…", "message": "…"}}
{"errors": [{"code": "…", "title": "…", "detail": "…"}]}
{"error": "invalid_grant", "error_description": "…"}
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any

import httpx

from desk.errors import (
    AskedOtherwise,
    ConnectionLapsed,
    DeskError,
    OutcomeUnknown,
    Rejected,
    SlowDown,
    TicketBusy,
    TicketClosed,
    TicketMoved,
    TicketNotYours,
    ZendeskAway,
)
from desk.ports.runtime import LONGEST_WAIT
from zendesk.api.calls import Call
from zendesk.api.limits import is_about_one_ticket, windows

_LONGEST_WORDS = 300
_A_RIGHT = re.compile(r"\b(scopes?|roles?|permissions?|permitted|allowed|plan)\b", re.IGNORECASE)
_CLOSED = re.compile(r"\bclosed\b", re.IGNORECASE)


class TokenRefused(ConnectionLapsed):
    """Zendesk did not accept this access token; a renewed one may work."""


class Hiccup(ZendeskAway):
    """A read that got no proper answer and may be repeated at once."""


@dataclass(frozen=True)
class Said:
    """What an error answer says, in any of the four envelopes."""

    code: str = ""
    words: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    """Field and complaint, of a record that Zendesk did not accept."""

    @property
    def sentence(self) -> str:
        return "; ".join(dict.fromkeys(words for _, words in self.fields)) or self.words


def value(response: httpx.Response, call: Call) -> Any:
    """The JSON of a good answer; None when it has no content. Raises a `DeskError` for every other answer."""
    if not response.is_success:
        raise problem(response, call)
    if response.status_code == HTTPStatus.NO_CONTENT:
        return None
    body = _json(response)
    if not isinstance(body, dict):
        raise unreadable(call)
    return body


def problem(response: httpx.Response, call: Call) -> DeskError:
    status = response.status_code
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        refusal = TicketBusy if is_about_one_ticket(call, windows(response)) else SlowDown
        return refusal(retry_after=retry_after(response))
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.REQUEST_TIMEOUT:
        return no_answer(call, "Zendesk reports an error of its own.", retry_after(response))
    if not response.is_error:
        return ZendeskAway("Zendesk answered with a redirect to another address, which is not followed.")
    if status == HTTPStatus.UNAUTHORIZED:
        return TokenRefused(str(ConnectionLapsed()))
    if status == HTTPStatus.CONFLICT:
        return TicketMoved() if call.about_ticket else ZendeskAway(retry_after=retry_after(response))
    return _refusal(status, said(response), call)


def no_answer(call: Call, sentence: str = "", wait: float | None = None) -> DeskError:
    """The error for a call that was sent, and whose effect is unknown."""
    if call.lands_once:
        return OutcomeUnknown()
    if call.may_repeat and wait is None:
        return Hiccup(sentence or str(ZendeskAway()))
    return ZendeskAway(sentence, retry_after=wait)


def unreadable(call: Call) -> DeskError:
    """The error for a good answer in a form that Zendesk does not document."""
    return OutcomeUnknown() if call.lands_once else ZendeskAway("Zendesk answered something that cannot be read.")


def said(response: httpx.Response) -> Said:
    body = _json(response)
    if not isinstance(body, dict):
        return Said()
    match body.get("error", body.get("errors")):
        case str(code):
            words = body.get("description") or body.get("error_description")
            return Said(code, _words(words), tuple(_complaints(body.get("details"))))
        case {"message": words, **rest}:
            return Said(_words(rest.get("title")), _words(words))
        case [{"code": code, **rest}, *_]:
            return Said(_words(code), _words(rest.get("detail") or rest.get("title")))
    return Said()


def retry_after(response: httpx.Response) -> float | None:
    """Seconds, from a number or a date, at most the longest wait; None when the header cannot be read."""
    asked = _asked_to_wait(response)
    return None if asked is None else min(asked, LONGEST_WAIT)


def _asked_to_wait(response: httpx.Response) -> float | None:
    header = response.headers.get("retry-after", "")
    try:
        seconds = float(header)
    except ValueError:
        until = _date(header)
        return max(0.0, (until - answered_at(response, datetime.now(UTC))).total_seconds()) if until else None
    return seconds if math.isfinite(seconds) and seconds >= 0 else None


def answered_at(response: httpx.Response, otherwise: datetime) -> datetime:
    """Zendesk's clock at the time of the answer."""
    return _date(response.headers.get("date", "")) or otherwise


def dropped_keys(response: httpx.Response) -> list[str]:
    """The keys of our request that Zendesk did not accept."""
    return re.findall(r"[\"']([\w.\[\]-]{1,60})[\"']", response.headers.get("x-zendesk-api-warn", ""))


def _refusal(status: int, said: Said, call: Call) -> DeskError:
    if status == HTTPStatus.FORBIDDEN and _A_RIGHT.search(f"{said.code} {said.words}"):
        return Rejected(_sentence(f"Zendesk does not allow {call.doing}", said.words))
    if status in {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
        return TicketNotYours() if call.about_ticket else Rejected(f"Zendesk does not allow {call.doing}.")
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return Rejected("This is larger than Zendesk takes.")
    if said.code == "IdempotentRequestError":
        return AskedOtherwise()
    if status == HTTPStatus.UNPROCESSABLE_ENTITY and call.about_ticket and _tells_closed(said):
        return TicketClosed()
    return Rejected(_sentence("Zendesk did not accept this", said.sentence))


def _tells_closed(said: Said) -> bool:
    return any(field == "status" and _CLOSED.search(words) for field, words in said.fields)


def _sentence(start: str, reason: str) -> str:
    return f"{start}: {reason.rstrip('.')}." if reason else f"{start}."


def _complaints(details: Any) -> Iterator[tuple[str, str]]:
    if not isinstance(details, dict):
        return
    for field, complaints in details.items():
        for complaint in complaints if isinstance(complaints, list) else [complaints]:
            text = complaint.get("description") if isinstance(complaint, dict) else complaint
            if words := _words(text):
                yield str(field), words


def _words(text: Any) -> str:
    """The vendor's words on one line, without control characters."""
    if not isinstance(text, str):
        return ""
    words = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    return words if len(words) <= _LONGEST_WORDS else words[: _LONGEST_WORDS - 1] + "…"


def _json(response: httpx.Response) -> Any:
    try:
        return response.json()
    except ValueError:
        return None


def _date(header: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(header)
    except ValueError:
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)
