"""The rooms of the house: the packages and modules of each folder, the imports between them, and their levels."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import grimp

ROOT = Path(__file__).parents[2]
BESIDE = {"sandbox", "tests"}
"""Folders that are no part of the product."""


@dataclass(frozen=True)
class Room:
    name: str
    """Dotted, from the top folder on."""
    modules: int
    """Without the `__init__` of packages."""
    is_package: bool
    level: int
    """0 imports no other room of its folder; every other room is one above the highest that it imports."""

    @property
    def short(self) -> str:
        return self.name.rpartition(".")[2]


@dataclass(frozen=True)
class Folder:
    name: str
    rooms: tuple[Room, ...]
    """The highest level first, and by name within a level."""
    imports: Mapping[tuple[str, str], int]
    """By importing and imported room: how many times a module of the one imports a module of the other."""

    @property
    def levels(self) -> int:
        return len({room.level for room in self.rooms})


def tops(root: Path = ROOT) -> list[str]:
    """The product's folders."""
    return sorted(top.name for top in root.iterdir() if (top / "__init__.py").is_file() and top.name not in BESIDE)


def graph(root: Path = ROOT) -> grimp.ImportGraph:
    """`root` has to come first in `sys.path`."""
    first, *others = tops(root)
    return grimp.build_graph(first, *others, cache_dir=None)


def house(of: grimp.ImportGraph) -> Folder:
    """The top folders as rooms."""
    return _folder("", {name for name in of.modules if "." not in name}, of)


def folders(of: grimp.ImportGraph) -> list[Folder]:
    """Each top folder that has rooms, and each package that holds packages of its own, by name."""
    holders = [name for name in sorted(of.modules) if of.find_children(name)]
    return [
        _folder(name, of.find_children(name), of)
        for name in holders
        if "." not in name or any(of.find_children(child) for child in of.find_children(name))
    ]


def by_module(name: str, of: grimp.ImportGraph) -> Folder:
    """Every module of a folder as a room of its own, without the `__init__` of packages."""
    inside = {module for module in of.find_descendants(name) if not of.find_children(module)}
    return _folder(name, inside, of)


def _folder(name: str, rooms: Collection[str], of: grimp.ImportGraph) -> Folder:
    room_of = {module: room for room in rooms for module in (room, *of.find_descendants(room))}
    imports = Counter(
        (room_of[importer], room_of[imported])
        for importer in room_of
        for imported in of.find_modules_directly_imported_by(importer)
        if imported in room_of and room_of[importer] != room_of[imported]
    )
    levels = _levels(rooms, imports)
    sizes = Counter(room for module, room in room_of.items() if not of.find_children(module))
    made = [Room(room, sizes[room], bool(of.find_children(room)), levels[room]) for room in rooms]
    return Folder(name, tuple(sorted(made, key=lambda room: (-room.level, room.name))), imports)


def _levels(rooms: Iterable[str], imports: Iterable[tuple[str, str]]) -> dict[str, int]:
    """Raises `ValueError` when rooms import each other in a circle, where nothing is above or below."""
    needs: dict[str, set[str]] = {room: set() for room in rooms}
    for importer, imported in imports:
        needs[importer].add(imported)
    levels: dict[str, int] = {}
    while left := needs.keys() - levels.keys():
        ready = {room for room in left if needs[room] <= levels.keys()}
        if not ready:
            raise ValueError(f"These rooms import each other in a circle: {', '.join(sorted(left))}")
        levels |= {room: 1 + max((levels[need] for need in needs[room]), default=-1) for room in ready}
    return levels
