"""Reading Zendesk's lists page by page, by cursor. A link in an answer is never followed, because it could lead
elsewhere.
"""

from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from zendesk.api.calls import Answer, Ask, Call

PAGE = 100


async def pages(ask: Ask, call: Call) -> AsyncIterator[Answer]:
    """Every page from the first on; no further page is read when the caller stops."""
    # https://developer.zendesk.com/api-reference/introduction/pagination/#using-cursor-pagination
    cursor: str | None = None
    while True:
        params = {**call.params, "page[size]": str(PAGE)} | ({"page[after]": cursor} if cursor else {})
        answer = await ask(replace(call, params=params))
        yield answer
        following = _next(answer.body)
        if following is None or following == cursor:
            return
        cursor = following


def batches(ids: Sequence[int]) -> Iterator[list[int]]:
    """The distinct ids in their order, in groups that one call may name."""
    distinct = iter(dict.fromkeys(ids))
    while batch := list(islice(distinct, PAGE)):
        yield batch


def _next(body: Any) -> str | None:
    match body:
        case {"meta": {"has_more": True, "after_cursor": str(cursor)}} if cursor:
            return cursor
    return None
