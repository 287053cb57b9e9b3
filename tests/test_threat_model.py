"""The threat model says of each threat what stops it and which test shows it; the tests are there."""

import ast
import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
PAGE = (TESTS.parent / "docs" / "threat-model.md").read_text("utf-8")
ROWS = [line for line in PAGE.splitlines() if line.startswith("| ") and not line.startswith("| threat")]
NAMED = re.compile(r"`([\w/]+\.py)::(\w+)`")


def names_in(file: str) -> set[str]:
    """The names of its test functions, in classes too, without importing it."""
    tree = ast.parse((TESTS / file).read_text("utf-8"))
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return {function.name for function in functions if function.name.startswith("test_")}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.split("|")[1].strip()[:60])
def test_every_threat_has_what_stops_it_and_a_test_that_is_there(row: str) -> None:
    threat, stopped_by, shown_by = (cell.strip() for cell in row.strip("| ").split(" | "))
    assert threat
    assert stopped_by
    named = NAMED.findall(shown_by)
    assert named
    assert ", ".join(f"`{file}::{name}`" for file, name in named) == shown_by
    for file, name in named:
        assert name in names_in(file), f"{file} has no {name}"


def test_every_actor_has_a_threat() -> None:
    sections = [part for part in PAGE.split("\n## ")[1:] if not part.startswith("Accepted")]
    assert len(sections) == 6
    for section in sections:
        assert any(row in section for row in ROWS), section.partition("\n")[0]
