"""Figures of the code, to compare two states of it: `python -m tests.overview.figures [FOLDER]`."""

import sys
from collections.abc import Iterator
from pathlib import Path

from tests.overview.rooms import ROOT, Folder, by_module, folders, graph, tops


def figures(root: Path = ROOT) -> Iterator[str]:
    """One line each; `root` has to come first in `sys.path`."""
    built = graph(root)
    flat = by_module("desk", built)
    yield f"desk: {len(flat.rooms)} modules, {len(flat.imports)} imports between them, {flat.levels} levels"
    for folder in folders(built):
        yield counted(folder)
    yield f"product: {_lines(root, *tops(root))} lines in {', '.join(tops(root))}"
    yield f"sandbox: {_lines(root, 'sandbox')} lines"
    yield f"tests: {_lines(root, 'tests')} lines"


def counted(folder: Folder) -> str:
    name = folder.name.replace(".", "/")
    return f"{name}: {len(folder.rooms)} rooms, {len(folder.imports)} imports between them, {folder.levels} levels"


def _lines(root: Path, *names: str) -> int:
    files = (file for name in names for file in (root / name).rglob("*.py"))
    return sum(file.read_text("utf-8").count("\n") for file in files)


if __name__ == "__main__":
    chosen = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT
    sys.path.insert(0, str(chosen))
    sys.stdout.writelines(f"{line}\n" for line in figures(chosen))
