"""Ways to spoil a genuine payload: parts are removed, get another type, are too long, or belong to another person."""

import copy
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

Path = tuple[str | int, ...]

DEEP: Any = {}
for _ in range(60):
    DEEP = {"elements": [DEEP]}

JUNK: tuple[Any, ...] = (
    None, True, 0, -1, 2**70, 1.5, "", "0", "-1", "9" * 4000, "\ud800", "x" * 5000, "\x00", "<!channel>", "{}", "[1]",
    "null", [], {}, [None], [[]], {"id": None}, {"id": "U1", "value": {}}, DEEP,
)  # fmt: skip


@dataclass(frozen=True)
class Spoil:
    """One change. `where` and `other` are indexes into the payload's parts, modulo their number."""

    how: str
    where: int
    other: int
    junk: Any = field(repr=False)

    def do(self, payload: dict[str, Any], foreign: Sequence[str]) -> None:
        paths = list(parts(payload))
        if not paths:
            return
        path = paths[self.where % len(paths)]
        match self.how:
            case "drop":
                del at(payload, path[:-1])[path[-1]]
            case "swap":
                at(payload, path[:-1])[path[-1]] = copy.deepcopy(at(payload, paths[self.other % len(paths)]))
            case "foreign":
                at(payload, path[:-1])[path[-1]] = foreign[self.other % len(foreign)]
            case "wrap":
                at(payload, path[:-1])[path[-1]] = [at(payload, path)]
            case _:
                at(payload, path[:-1])[path[-1]] = copy.deepcopy(self.junk)


numbers = st.integers(0, 2**16)
spoils = st.builds(
    Spoil,
    how=st.sampled_from(["junk", "drop", "swap", "foreign", "wrap"]),
    where=numbers,
    other=numbers,
    junk=st.one_of(st.sampled_from(JUNK), st.text(max_size=20), st.integers()),
)
recipes = st.lists(spoils, min_size=1, max_size=3)


def parts(inner: Any, path: Path = ()) -> Iterator[Path]:
    """The paths to all parts, in a fixed order."""
    if path:
        yield path
    steps: Any = inner.keys() if isinstance(inner, dict) else range(len(inner)) if isinstance(inner, list) else ()
    for step in steps:
        yield from parts(inner[step], (*path, step))


def at(inner: Any, path: Path) -> Any:
    for step in path:
        inner = inner[step]
    return inner


def spoiled(true: dict[str, Any], recipe: Sequence[Spoil], foreign: Sequence[str]) -> dict[str, Any]:
    """Also spoils the JSON in a dialog's `private_metadata`."""
    payload: dict[str, Any] = json.loads(json.dumps(true))
    view = payload.get("view")
    if isinstance(view, dict) and str(view.get("private_metadata", "")).startswith("{"):
        view["private_metadata"] = json.loads(view["private_metadata"])
    for each in recipe:
        each.do(payload, foreign)
    view = payload.get("view")
    if isinstance(view, dict) and isinstance(view.get("private_metadata"), dict):
        view["private_metadata"] = json.dumps(view["private_metadata"])
    return payload
