"""`make picture`: the rooms of each folder by level, as SVG in docs/images/rooms, and docs/rooms.md to show them."""

import ast
import sys
from collections.abc import Iterator
from html import escape
from pathlib import Path

from tests.overview.figures import counted
from tests.overview.rooms import ROOT, Folder, Room, folders, graph, house

PICTURES = ROOT / "docs" / "images" / "rooms"
PAGE = ROOT / "docs" / "rooms.md"

_WIDE, _HIGH = 150, 44
_GAP, _BETWEEN = 24, 64
_MARGIN, _LABEL, _ASIDE = 20, 70, 40
_MOST_IN_A_ROW = 6

_STYLE = """
text { font: 13px system-ui, sans-serif; fill: #1d2733; }
.small { font-size: 11px; fill: #5c6b7a; }
.count { font-size: 11px; fill: #33475b; paint-order: stroke; stroke: #ffffff; stroke-width: 4px; }
rect { fill: #eaf1f8; stroke: #6d8aa8; }
path { fill: none; stroke: #6d8aa8; }
path.far { stroke: #c9d4df; }
"""

_HEAD = """\
# The rooms

Written by `make picture` from the imports of the code. A room is a package, or a module that stands by itself in its
folder. A room stands one level above the highest room that it imports, so every import goes down. A dark line carries
its number of imports. A light line joins two rooms that are also joined over others; the list below each picture has
its number, too.
"""


def picture(folder: Folder) -> str:
    """SVG. The highest level is at the top."""
    places = _places(folder)
    width = max(x for x, _ in places.values()) + _WIDE + _ASIDE + _MARGIN
    height = max(y for _, y in places.values()) + _HIGH + _MARGIN
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" {size}>',
            f"<title>{escape(folder.name or 'The folders')}: rooms and the imports between them</title>",
            f"<style>{_STYLE}</style>",
            f'<rect width="{width}" height="{height}" style="fill: #ffffff; stroke: none"/>',
            *_lines(folder, places),
            *(_box(room, *places[room.name]) for room in folder.rooms),
            *_labels(folder, places),
            "</svg>\n",
        ]
    )


def _places(folder: Folder) -> dict[str, tuple[int, int]]:
    """The upper left corner of each room. In a row the rooms stand near what imports them."""
    rows = [row for level in _levels(folder) for row in _rows([r for r in folder.rooms if r.level == level])]
    widest = max(len(row) for row in rows) * (_WIDE + _GAP) - _GAP
    middles: dict[str, float] = {}
    places: dict[str, tuple[int, int]] = {}
    for number, row in enumerate(rows):
        ordered = sorted(row, key=lambda room: (_pull(room, folder, middles), room.name))
        start = _MARGIN + _LABEL + (widest - (len(row) * (_WIDE + _GAP) - _GAP)) // 2
        for place, room in enumerate(ordered):
            places[room.name] = (start + place * (_WIDE + _GAP), _MARGIN + number * (_HIGH + _BETWEEN))
            middles[room.name] = (place + 1) / (len(row) + 1)
    return places


def _levels(folder: Folder) -> list[int]:
    return sorted({room.level for room in folder.rooms}, reverse=True)


def _rows(rooms: list[Room]) -> Iterator[list[Room]]:
    for start in range(0, len(rooms), _MOST_IN_A_ROW):
        yield rooms[start : start + _MOST_IN_A_ROW]


def _pull(room: Room, folder: Folder, middles: dict[str, float]) -> float:
    above = [
        middles[importer] for importer, imported in folder.imports if imported == room.name and importer in middles
    ]
    return sum(above) / len(above) if above else 0.5


def _lines(folder: Folder, places: dict[str, tuple[int, int]]) -> Iterator[str]:
    """The light ones first, so that the dark ones lie above them."""
    for far in (True, False):
        for (importer, imported), number in sorted(folder.imports.items()):
            if _is_explained(folder, importer, imported) == far:
                yield _line(places[importer], places[imported], number, far=far)


def _is_explained(folder: Folder, importer: str, imported: str) -> bool:
    """Whether another path of imports leads there as well."""
    seen, left = set[str](), {to for by, to in folder.imports if by == importer} - {imported}
    while left:
        room = left.pop()
        seen.add(room)
        left |= {to for by, to in folder.imports if by == room} - seen
    return imported in seen


def _line(above: tuple[int, int], below: tuple[int, int], number: int, *, far: bool) -> str:
    x1, y1, x2, y2 = above[0] + _WIDE // 2, above[1] + _HIGH, below[0] + _WIDE // 2, below[1]
    bend = (y2 - y1) // 2
    aside = _WIDE if far and x1 == x2 else 0  # past the boxes that stand between the two
    drawn = f'd="M{x1} {y1} C{x1 + aside} {y1 + bend} {x2 + aside} {y2 - bend} {x2} {y2}"'
    if far:
        return f'<path class="far" {drawn}/>'
    middle = f'x="{(x1 + x2) // 2}" y="{(y1 + y2) // 2 + 4}" text-anchor="middle"'
    thick = min(1 + number / 6, 5)
    return f'<path {drawn} stroke-width="{thick:.1f}"/><text class="count" {middle}>{number}</text>'


def _box(room: Room, x: int, y: int) -> str:
    middle = f'x="{x + _WIDE // 2}" text-anchor="middle"'
    told = f'<text {middle} y="{y + 27}">{escape(room.short)}</text>'
    if room.is_package:
        told = (
            f'<text {middle} y="{y + 20}">{escape(room.short)}/</text>'
            f'<text class="small" {middle} y="{y + 36}">{room.modules} modules</text>'
        )
    return f'<rect x="{x}" y="{y}" width="{_WIDE}" height="{_HIGH}" rx="6"/>{told}'


def _labels(folder: Folder, places: dict[str, tuple[int, int]]) -> Iterator[str]:
    for level in _levels(folder):
        top = min(places[room.name][1] for room in folder.rooms if room.level == level)
        yield f'<text class="small" x="{_MARGIN}" y="{top + _HIGH // 2 + 4}">level {level}</text>'


def page(drawn: list[Folder]) -> str:
    return "\n".join([_HEAD, *(line for folder in drawn for line in _section(folder))])


def _section(folder: Folder) -> Iterator[str]:
    yield f"## {f'`{_path(folder.name)}/`' if folder.name else 'The folders'}\n"
    yield f"{counted(folder).partition(': ')[2]}.\n"
    yield f"![{folder.name or 'The folders'}: rooms and imports by level](images/rooms/{_file(folder)})\n"
    for room in folder.rooms:
        needs = sorted((to.rpartition(".")[2], n) for (by, to), n in folder.imports.items() if by == room.name)
        told = ", ".join(f"{to} {number}" for to, number in needs) or "no other room"
        yield f"- **{room.short}**, level {room.level}: {_about(room)} Imports {told}."
    yield ""


def _about(room: Room) -> str:
    """The first line of its docstring, as a sentence."""
    path = ROOT / _path(room.name)
    file = path / "__init__.py" if room.is_package else path.with_suffix(".py")
    lines = (ast.get_docstring(ast.parse(file.read_text("utf-8"))) or "").splitlines()
    return f"{lines[0].rstrip('.')}." if lines else ""


def _path(name: str) -> str:
    return name.replace(".", "/")


def _file(folder: Folder) -> str:
    return f"{folder.name.replace('.', '-') or 'folders'}.svg"


def draw(root: Path = ROOT) -> list[Folder]:
    """`root` has to come first in `sys.path`."""
    built = graph(root)
    return [house(built), *folders(built)]


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    drawn = draw()
    PICTURES.mkdir(parents=True, exist_ok=True)
    for old in PICTURES.glob("*.svg"):
        old.unlink()
    for each in drawn:
        (PICTURES / _file(each)).write_text(picture(each), "utf-8")
    PAGE.write_text(page(drawn), "utf-8")
    sys.stdout.writelines(f"{counted(each)}\n" for each in drawn[1:])
