"""docs/rules.md has every rule, in order, with its tests, and the modules that it names exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "rules.md").read_text("utf-8")
RULES = range(1, 13)
PATH = re.compile(r"`([\w/]+\.py)`")


def section(rule: int) -> str:
    return PAGE.partition(f"\n## R{rule} ")[2].partition("\n## ")[0]


def named(label: str, rule: int) -> list[str]:
    """The paths in one list item, which may go on over several lines."""
    item = section(rule).partition(f"\n- {label}: ")[2].partition("\n- ")[0]
    return PATH.findall(item)


def test_the_page_has_every_rule_once_and_in_order() -> None:
    assert re.findall(r"^## R(\d+) ", PAGE, re.MULTILINE) == [str(rule) for rule in RULES]


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_says_what_it_means_where_it_is_held_and_which_test_shows_it(rule: int) -> None:
    meaning = section(rule).partition("\n- ")[0].partition("\n")[2]
    assert len(meaning.split()) >= 20
    assert named("Held in", rule)
    ours = {f"tests/rules/{module.name}" for module in (ROOT / "tests" / "rules").glob(f"test_r{rule}_*.py")}
    assert ours
    assert ours <= set(named("Shown by", rule))


@pytest.mark.parametrize("path", sorted(set(PATH.findall(PAGE))))
def test_every_module_named_on_the_page_exists(path: str) -> None:
    assert (ROOT / path).is_file()


@pytest.mark.parametrize("module", sorted((ROOT / "tests" / "rules").glob("test_*.py")), ids=lambda module: module.stem)
def test_every_module_of_tests_for_the_rules_is_named_on_the_page(module: Path) -> None:
    assert f"`tests/rules/{module.name}`" in PAGE


def test_the_code_names_no_rule_that_is_not_on_the_page() -> None:
    folders = [folder for folder in ROOT.iterdir() if (folder / "__init__.py").is_file()]
    files = [file for folder in folders for file in folder.rglob("*.py")]
    named_in_code = {int(rule) for file in files for rule in re.findall(r"\bR(\d+)\b", file.read_text("utf-8"))}
    assert named_in_code == set(RULES)
