"""The rate limits that Zendesk's answers report; all callers of an account share its limits.

https://developer.zendesk.com/api-reference/introduction/rate-limits/
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import httpx

from zendesk.api.calls import Call

ACCOUNT = "account"
_MINUTE = 60
_LONGEST_WINDOW = 600
"""Seconds; no limit lasts longer, whatever a header says."""
_ACCOUNT_SPELLINGS = (
    ("x-rate-limit", "x-rate-limit-remaining", ""),
    ("ratelimit-limit", "ratelimit-remaining", "ratelimit-reset"),
    ("rate-limit-limit", "rate-limit-remaining", "rate-limit-reset"),  # recorded in 2023
)
_OF_ENDPOINT = re.compile(r"zendesk-rate-?limit-([a-z][a-z0-9-]{0,39})")
_PART = re.compile(r"(total|remaining|resets)\s*=\s*([0-9]{1,9})(?![0-9])")
_NUMBER = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True)
class Window:
    """How much of one limit was left when Zendesk answered."""

    name: str
    """`account`, or the endpoint's name, as Zendesk calls it."""
    total: int
    remaining: int
    resets_in: int
    """Seconds."""

    @property
    def share(self) -> float:
        return min(1.0, self.remaining / self.total)


def windows(response: httpx.Response) -> list[Window]:
    """Every limit that the answer reports; values that are not numbers are skipped."""
    headers = {name.lower(): value.lower() for name, value in response.headers.items()}
    account = min(_of_account(headers), key=lambda window: (window.share, window.resets_in), default=None)
    return [*([account] if account else []), *_of_endpoints(headers)]


def is_about_one_ticket(call: Call, told: Sequence[Window]) -> bool:
    """Whether a 429 is the limit of one agent on one ticket: account and endpoint still have some left."""
    has_endpoint = any(window.name != ACCOUNT for window in told)
    return call.changes_ticket and has_endpoint and all(window.remaining for window in told)


def is_about_endpoint(told: Sequence[Window]) -> bool:
    """Whether a 429 concerns one endpoint and not the rest of the account."""
    return any(window.name == ACCOUNT and window.remaining for window in told)


def _of_account(headers: Mapping[str, str]) -> Iterator[Window]:
    for names in _ACCOUNT_SPELLINGS:
        numbers = [int(text) if _NUMBER.fullmatch(text := headers.get(name, "")) else None for name in names]
        yield from _window(ACCOUNT, *numbers)


def _of_endpoints(headers: Mapping[str, str]) -> Iterator[Window]:
    for name, value in headers.items():
        if named := _OF_ENDPOINT.fullmatch(name):
            parts = {part: int(number) for part, number in _PART.findall(value)}
            yield from _window(named[1], parts.get("total"), parts.get("remaining"), parts.get("resets"))


def _window(name: str, total: int | None, remaining: int | None, resets: int | None) -> Iterator[Window]:
    if total and remaining is not None:
        yield Window(name, total, remaining, min(_MINUTE if resets is None else resets, _LONGEST_WINDOW))
