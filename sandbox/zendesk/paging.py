"""Two styles of paging that must not be mixed: by cursor, and by offset."""

# https://developer.zendesk.com/api-reference/introduction/pagination/
import base64
import binascii
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from multidict import MultiMapping
from yarl import URL

from sandbox.zendesk.errors import Refused, coded
from sandbox.zendesk.shapes import Json

PAGE = 100
MAX_DEPTH = 10_000

Row = TypeVar("Row")
SortKey = Callable[[Row], tuple[int | str, ...]]


@dataclass(frozen=True)
class Listing(Generic[Row]):
    """The sort orders of one list; every sort key must be unique per row."""

    by_default: SortKey[Row]
    sorts: Mapping[str, SortKey[Row]] = field(default_factory=dict)

    def page(self, rows: Sequence[Row], url: URL) -> tuple[list[Row], Json]:
        """The rows of the requested page, and the paging fields of the answer. Raises Refused."""
        if "page[size]" in url.query or "page[after]" in url.query:
            return self._by_cursor(rows, url)
        return self._by_offset(rows, url)

    def _by_cursor(self, rows: Sequence[Row], url: URL) -> tuple[list[Row], Json]:
        size, wanted = _size(url.query), url.query.get("sort", "")
        if wanted and wanted.removeprefix("-") not in self.sorts:
            allowed = ", ".join(self.sorts) or "none"
            raise bad_page(f"sort is not valid: {wanted}. Allowed values: {allowed}")
        key = self.sorts.get(wanted.removeprefix("-"), self.by_default)
        backwards = wanted.startswith("-")
        ordered = sorted(rows, key=key, reverse=backwards)
        if after := url.query.get("page[after]"):
            mark = _opened(after)
            ordered = [row for row in ordered if (key(row) < mark if backwards else key(row) > mark)]
        shown, more = ordered[:size], len(ordered) > size
        last = _sealed(key(shown[-1])) if shown else None
        first = _sealed(key(shown[0])) if shown else None
        following = str(url.update_query({"page[after]": last})) if more and last else None
        return shown, {
            "meta": {"has_more": more, "after_cursor": last, "before_cursor": first},
            "links": {"next": following, "prev": None},
        }

    def _by_offset(self, rows: Sequence[Row], url: URL) -> tuple[list[Row], Json]:
        key = self.sorts.get(url.query.get("sort_by", ""), self.by_default)
        ordered = sorted(rows, key=key, reverse=url.query.get("sort_order") == "desc")
        return offset_page(ordered, url)


def offset_page(ordered: Sequence[Row], url: URL) -> tuple[list[Row], Json]:
    number, size = _positive(url.query, "page", 1), min(PAGE, _positive(url.query, "per_page", PAGE))
    start, end = (number - 1) * size, number * size
    if end > MAX_DEPTH:
        raise coded(400, "InvalidPaginationDepth", "Pagination depth exceeds 10000 rows; use cursor pagination")
    return list(ordered[start:end]), {
        "next_page": str(url.update_query({"page": str(number + 1)})) if end < len(ordered) else None,
        "previous_page": str(url.update_query({"page": str(number - 1)})) if number > 1 else None,
        "count": len(ordered),
    }


def single_page(count: int) -> Json:
    """The paging fields of a list that is always one page."""
    return {"next_page": None, "previous_page": None, "count": count}


def bad_page(title: str) -> Refused:
    return coded(400, "InvalidPaginationParameter", title)


def _size(query: MultiMapping[str]) -> int:
    size = query.get("page[size]", str(PAGE))
    if not size.isdecimal() or not 1 <= int(size) <= PAGE:
        raise bad_page("page[size] must be an integer between 1 and 100")
    return int(size)


def _positive(query: MultiMapping[str], name: str, default: int) -> int:
    value = query.get(name, str(default))
    if not value.isdecimal() or int(value) < 1:
        raise bad_page(f"{name} must be a positive integer")
    return int(value)


def _sealed(key: tuple[int | str, ...]) -> str:
    return base64.urlsafe_b64encode(json.dumps(key).encode()).decode()


def _opened(cursor: str) -> tuple[int | str, ...]:
    try:
        return tuple(json.loads(base64.urlsafe_b64decode(cursor)))
    except (binascii.Error, ValueError, TypeError):
        raise bad_page("page[after] is not a valid cursor") from None
