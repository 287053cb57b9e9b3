"""Rooms, imports and levels are those of the code, and docs/rooms.md has them all."""

import re

import grimp
import pytest

from tests.overview.figures import figures
from tests.overview.picture import PAGE, PICTURES, draw, page, picture
from tests.overview.rooms import Folder, Room, by_module, folders, house


def built(*imports: tuple[str, str]) -> grimp.ImportGraph:
    graph = grimp.ImportGraph()
    for name in ("app", "app.top", "app.middle", "app.middle.one", "app.middle.two", "app.low", "base"):
        graph.add_module(name)
    for importer, imported in imports:
        graph.add_import(importer=importer, imported=imported)
    return graph


STACKED = built(
    ("app.top", "app.middle.one"),
    ("app.top", "app.middle.two"),
    ("app.top", "app.low"),
    ("app.middle.one", "app.middle.two"),
    ("app.middle.two", "app.low"),
    ("app.low", "base"),
)


def test_a_package_is_one_room_and_a_room_stands_above_what_it_imports() -> None:
    (folder,) = folders(STACKED)
    assert folder == Folder(
        "app",
        (
            Room("app.top", 1, is_package=False, level=2),
            Room("app.middle", 2, is_package=True, level=1),
            Room("app.low", 1, is_package=False, level=0),
        ),
        {("app.top", "app.middle"): 2, ("app.top", "app.low"): 1, ("app.middle", "app.low"): 1},
    )
    assert folder.levels == 3


def test_the_top_folders_are_rooms_too_and_so_are_all_modules_of_a_folder() -> None:
    assert house(STACKED).imports == {("app", "base"): 1}
    flat = by_module("app", STACKED)
    assert {room.name: room.level for room in flat.rooms} == {
        "app.top": 3,
        "app.middle.one": 2,
        "app.middle.two": 1,
        "app.low": 0,
    }
    assert len(flat.imports) == 5


def test_a_circle_of_rooms_has_no_levels() -> None:
    with pytest.raises(ValueError, match="in a circle"):
        folders(built(("app.top", "app.low"), ("app.low", "app.top")))


def test_a_picture_has_every_room_and_the_number_of_each_import_that_no_other_path_explains() -> None:
    (folder,) = folders(STACKED)
    drawn = picture(folder)
    assert [text for text in re.findall(r">([^<>\n]+)</text>", drawn) if not text.startswith("level")] == [
        *("1", "2"),
        *("top", "middle/", "2 modules", "low"),
    ]
    assert drawn.count('class="far"') == 1


def test_the_page_and_the_pictures_have_every_room_of_the_code() -> None:
    """After a change of the folders: `make picture`. The numbers of imports may be those of the last time."""
    drawn = draw()
    rooms = re.compile(r"^(?:## .*|- \*\*\w+\*\*, level \d+)", re.MULTILINE)
    assert sorted(rooms.findall(PAGE.read_text("utf-8"))) == sorted(rooms.findall(page(drawn)))
    linked = set(re.findall(r"\(images/rooms/(.+?)\)", page(drawn)))
    assert {file.name for file in PICTURES.iterdir()} == linked
    for folder in drawn[1:]:
        shown = (PICTURES / f"{folder.name.replace('.', '-')}.svg").read_text("utf-8")
        for room in folder.rooms:
            assert f">{room.short}{'/' if room.is_package else ''}</text>" in shown


def test_the_figures_count_modules_imports_levels_and_lines() -> None:
    lines = list(figures())
    assert re.fullmatch(r"desk: \d+ modules, \d+ imports between them, \d+ levels", lines[0])
    assert re.fullmatch(r"product: \d{5} lines in bot, desk, handlers, storage, work, zendesk", lines[-3])
