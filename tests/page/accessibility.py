"""Checks the page that a visitor sees with axe."""

from typing import Any

from axe_playwright_python.async_playwright import Axe

from tests.page.visitor import Visitor

_SERIOUS = {"serious", "critical"}
_ALL: dict[str, Any] = {"resultTypes": ["violations"]}
_COLOURS = {**_ALL, "runOnly": ["color-contrast"]}


async def serious_violations(visitor: Visitor, what: dict[str, Any] = _ALL) -> list[str]:
    found = (await Axe().run(visitor.page, options=what)).response["violations"]
    return [_sentence(violation) for violation in found if violation["impact"] in _SERIOUS]


async def is_accessible(visitor: Visitor) -> None:
    """Fails on a serious violation; the dark scheme differs only in colours, so only contrast is checked there."""
    await visitor.page.emulate_media(color_scheme="light")
    assert await serious_violations(visitor) == [], visitor.page.url
    await visitor.page.emulate_media(color_scheme="dark")
    assert await serious_violations(visitor, _COLOURS) == [], visitor.page.url


def _sentence(violation: dict[str, Any]) -> str:
    nodes = [node["html"][:160] for node in violation["nodes"][:3]]
    return f"{violation['id']}: {violation['help']}: {nodes}"
