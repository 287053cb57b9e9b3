"""docs/licences.md is what is locked, and everything in it may be used."""

import pytest

from tests.dependencies.licences import ELSEWHERE, PAGE, Row, is_allowed, licence_of, page, rows
from tests.dependencies.lock import DEVELOPING, RUNNING, pinned


def listed() -> list[Row]:
    lines = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| ")][1:]
    return [Row(*(cell.strip() for cell in line.strip("|").split("|"))) for line in lines]


def test_the_page_lists_what_is_locked() -> None:
    """After a change of the lock files: `make setup licences`."""
    assert [(row.name, row.version) for row in listed()] == [(each.name, each.version) for each in pinned(DEVELOPING)]
    run = {each.name for each in pinned(RUNNING)}
    assert {row.name for row in listed() if row.use == "run"} == run
    assert run


def test_the_page_is_as_it_would_be_written_now() -> None:
    assert PAGE.read_text("utf-8") == page(rows())


@pytest.mark.parametrize("row", listed(), ids=lambda row: row.name)
def test_every_licence_is_on_the_list(row: Row) -> None:
    assert is_allowed(row.licence), row


def test_what_is_named_by_hand_is_what_the_package_says_where_it_is_installed() -> None:
    assert ELSEWHERE.keys() <= {each.name for each in pinned(DEVELOPING)}
    for name, licence in ELSEWHERE.items():
        assert licence_of(name) == licence


@pytest.mark.parametrize(
    ("expression", "allowed"),
    [
        ("MIT", True),
        ("Apache-2.0 AND MIT", True),
        ("MIT AND GPL-3.0-only", False),
        ("GPL-3.0-only OR MIT", True),
        ("GPL-3.0-only OR AGPL-3.0-only", False),
        ("(MIT OR Apache-2.0)", True),
        ("(MIT OR GPL-3.0-only) AND AGPL-3.0-only", False),
        ("(MIT OR GPL-3.0-only) AND BSD-3-Clause", False),
        ("AGPL-3.0-or-later", False),
        ("unknown", False),
        ("", False),
    ],
)
def test_a_licence_is_judged_by_the_choice_it_leaves(expression: str, allowed: bool) -> None:  # noqa: FBT001
    assert is_allowed(expression) is allowed
