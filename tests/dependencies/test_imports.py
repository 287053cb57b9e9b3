"""What runs in production imports what the runtime lock holds, and nothing that only developers have."""

import ast
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions

import pytest

from tests.dependencies.lock import ROOT, RUNNING, pinned

PACKAGES = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]["packages"]
FOLDERS = sorted({package.partition(".")[0] for package in PACKAGES})


def imported(folder: str) -> Iterator[str]:
    """The top-level names that the modules of `folder` import, wherever the import stands."""
    for path in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                yield from (alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield node.module.partition(".")[0]


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_runtime_lock_holds_what_is_imported(folder: str) -> None:
    locked = {each.name for each in pinned(RUNNING)}
    installed_by = packages_distributions()
    foreign = set(imported(folder)) - sys.stdlib_module_names - set(FOLDERS)
    unlocked = {
        name for name in foreign if not locked & {each.lower().replace("_", "-") for each in installed_by.get(name, [])}
    }
    assert unlocked == set()
