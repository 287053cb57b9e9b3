"""The house holds together: no folder outside the contracts, no command or setting outside the docs."""

import re
import tomllib
from configparser import ConfigParser
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.cli import cli
from bot.settings import Settings
from handlers.commands import DeskCommand
from handlers.listeners import COMMAND
from handlers.views.messages.help import COMMANDS, Command

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]
PACKAGES = {
    ".".join(folder.relative_to(ROOT).parent.parts)
    for top in ROOT.iterdir()
    if (top / "__init__.py").is_file() and top.name != "tests"
    for folder in top.rglob("__init__.py")
}
FOLDERS = {name for name in PACKAGES if "." not in name}
PRODUCT = FOLDERS - {"sandbox"}


def doc(name: str) -> str:
    return (ROOT / "docs" / name).read_text("utf-8")


def contracts() -> dict[str, dict[str, set[str]]]:
    parser = ConfigParser()
    parser.read(ROOT / ".importlinter", "utf-8")
    return {
        section.removeprefix("importlinter:").removeprefix("contract:"): {
            key: set(re.findall(r"[\w.]+", value)) for key, value in parser[section].items()
        }
        for section in parser.sections()
    }


def test_every_folder_is_under_the_import_contracts() -> None:
    rules = contracts()
    assert rules["importlinter"]["root_packages"] == FOLDERS
    assert rules["layers"]["layers"] == PRODUCT
    assert rules["sandbox-knows-nobody"]["forbidden_modules"] == PRODUCT
    assert rules["nobody-knows-sandbox"]["protected_modules"] == {"sandbox"}
    assert rules["cycles"]["ancestors"] == FOLDERS


@pytest.mark.parametrize("house", ["desk", "handlers", "handlers.views", "zendesk"])
def test_every_room_has_its_place_in_the_order_of_its_folder(house: str) -> None:
    (rule,) = [rule for rule in contracts().values() if rule.get("containers") == {house}]
    assert rule["exhaustive"] == {"True"}
    rooms = {name for name in PACKAGES if name.rpartition(".")[0] == house}
    assert {room.rpartition(".")[2] for room in rooms} <= rule["layers"]


def test_every_folder_is_packaged_and_type_checked() -> None:
    assert set(PROJECT["setuptools"]["packages"]) == PACKAGES
    assert set(PROJECT["mypy"]["packages"]) == FOLDERS | {"tests"}


def test_the_manifest_the_listeners_and_the_help_have_the_same_commands() -> None:
    manifest = yaml.safe_load((ROOT / "manifest.yml").read_text("utf-8"))
    (slash,) = manifest["features"]["slash_commands"]
    helped = {command.name for command in COMMANDS}
    nobody: Any = None
    assert slash["command"] == COMMAND
    assert set(re.findall(r"[a-z]+", slash["usage_hint"])) == helped
    assert set(DeskCommand(*[nobody] * 3).words) == helped


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: str(command.name))
def test_every_command_is_in_the_users_guide(command: Command) -> None:
    assert f"`{command.usage}`" in doc("users.md")
    assert f"/desk {command.name}" in doc("users.md")


def test_the_users_guide_has_no_command_that_is_not_there() -> None:
    assert set(re.findall(r"/desk ([a-z]+)", doc("users.md"))) <= {command.name for command in COMMANDS}


def test_the_partner_admins_guide_lists_every_setting_and_no_other() -> None:
    listed = re.findall(r"^\| `([A-Z_]+)` \|", doc("partner-admins.md"), re.MULTILINE)
    assert sorted(listed) == sorted(name.upper() for name in Settings.model_fields)


@pytest.mark.parametrize("name", sorted(cli))
def test_every_command_of_the_command_line_is_in_the_guides(name: str) -> None:
    if not name.startswith("-"):
        assert f"partnerdesk {name}" in doc("partner-admins.md") + doc("developers.md")


def test_every_document_is_linked_and_every_link_leads_somewhere() -> None:
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
    linked = set()
    for page in pages:
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text("utf-8")):
            there = (page.parent / target).resolve()
            assert there.exists(), f"{page.name} links to {target}"
            linked.add(there)
    assert set(pages) - {ROOT / "README.md"} <= linked


def test_the_decisions_are_numbered_without_a_gap_and_listed_in_order() -> None:
    folder = ROOT / "docs" / "adr"
    files = sorted(file.name for file in folder.glob("[0-9]*.md"))
    numbers = [f"{number:03}" for number in range(1, len(files) + 1)]
    assert [name[:3] for name in files] == numbers
    assert [(folder / name).read_text("utf-8").partition(":")[0] for name in files] == [f"# {each}" for each in numbers]
    assert re.findall(r"^\| \[(\d+)\]\((.+?)\)", doc("adr/README.md"), re.MULTILINE) == [
        (name[:3], name) for name in files
    ]


def test_every_page_that_the_code_names_is_in_the_repository() -> None:
    numbers = {file.name[:3] for file in (ROOT / "docs" / "adr").glob("[0-9]*.md")}
    for top in FOLDERS | {"tests"}:
        for file in (ROOT / top).rglob("*.py"):
            text = file.read_text("utf-8")
            for page in re.findall(r"[\w./-]+\.md\b", text):
                assert (ROOT / page).is_file() or (ROOT / "docs" / page).is_file(), f"{file.name} names {page}"
            assert set(re.findall(r"\bADR (\d+)", text)) <= numbers, file.name


def test_every_file_and_folder_that_a_page_names_is_in_the_repository() -> None:
    path = re.compile(rf"`((?:{'|'.join(sorted(FOLDERS))}|tests)/[\w/.-]+)`")
    for page in (ROOT / "docs").rglob("*.md"):
        for named in path.findall(page.read_text("utf-8")):
            assert (ROOT / named).exists(), f"{page.name} names {named}"
