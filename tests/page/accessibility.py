"""Whether axe finds a serious fault in what a visitor looks at."""

from typing import Any

from axe_playwright_python.async_playwright import Axe

from tests.page.visitor import Visitor

_SERIOUS = {"serious", "critical"}
_ALL: dict[str, Any] = {"resultTypes": ["violations"]}
_COLOURS = {**_ALL, "runOnly": ["color-contrast"]}


async def faults(visitor: Visitor, what: dict[str, Any] = _ALL) -> list[str]:
    found = (await Axe().run(visitor.page, options=what)).response["violations"]
    return [_told(fault) for fault in found if fault["impact"] in _SERIOUS]


async def is_accessible(visitor: Visitor) -> None:
    """In the dark nothing but the colours is another."""
    await visitor.page.emulate_media(color_scheme="light")
    assert await faults(visitor) == [], visitor.page.url
    await visitor.page.emulate_media(color_scheme="dark")
    assert await faults(visitor, _COLOURS) == [], visitor.page.url


def _told(fault: dict[str, Any]) -> str:
    return f"{fault['id']}: {fault['help']}: {[node['html'][:160] for node in fault['nodes'][:3]]}"
