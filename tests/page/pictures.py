"""`make pictures`: screenshots of the page for the README and the guides."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Literal

from playwright.async_api import Browser, async_playwright

from tests.page.browser import launch_options
from tests.page.conftest import NARROW, WIDE, demo_running, tidy
from tests.page.visitor import Visitor, Who

IMAGES = Path(__file__).parents[2] / "docs" / "images"
FINDINGS = (
    "The export reads its page size from the old setting, so it stops after 10,000 rows. "
    "The column mapping itself is right: a smaller export has every column."
)
Scheme = Literal["light", "dark"]


async def main() -> None:
    IMAGES.mkdir(exist_ok=True)
    options: dict[str, Any] = launch_options()
    async with demo_running() as address, async_playwright() as playwright:
        browser = await playwright.chromium.launch(**options)
        await _first_look(browser, address)
        ticket = 48200
        async with _looking(browser, address, "sanne") as sanne:
            await sanne.card(ticket).wait_for()
            await _kept(sanne, "card")
            await sanne.write_analysis(ticket, FINDINGS)
            await _kept(sanne, "analysis")
            async with _looking(browser, address, "sanne", NARROW) as narrow:
                await narrow.shows("INTERNAL NOTE")
                await _kept(narrow, "phone-analysis")
            async with _looking(browser, address, "sanne", scheme="dark") as dark:
                await dark.shows("INTERNAL NOTE")
                await _kept(dark, "dark")
            await sanne.click("Save note")
            await sanne.shows("Saved as internal note")
            await sanne.message("saved as internal note").first.wait_for(state="attached")
            await _kept(sanne, "note")
            await sanne.click("Close")
        async with _looking(browser, address, "sanne", NARROW) as narrow:
            await _kept(narrow, "phone-card")
        async with _looking(browser, address, "joris", NARROW, more="&pane=zendesk") as narrow:
            await _kept(narrow, "phone-zendesk")
        async with _looking(browser, address, "sanne", NARROW, more="&pane=requests") as narrow:
            await _kept(narrow, "phone-behind")
        await tidy(address)
        await browser.close()


async def _first_look(browser: Browser, address: str) -> None:
    async with _looking(browser, address, "joris") as joris:
        await _kept(joris, "assign")
        await joris.page.get_by_label("Internal note with the assignment").fill(
            "Please check the mapping and tell us the cause."
        )
        await joris.click("Assign to Partner-NL")
        await joris.sees("Take it back")


@asynccontextmanager
async def _looking(
    browser: Browser, address: str, who: Who, size: tuple[int, int] = WIDE, scheme: Scheme = "light", more: str = ""
) -> AsyncIterator[Visitor]:
    page = await browser.new_page(
        viewport={"width": size[0], "height": size[1]},
        color_scheme=scheme,
        device_scale_factor=1.5,
        timezone_id="Europe/Amsterdam",
    )
    try:
        yield await Visitor(page, address).open(who, more)
    finally:
        await page.close()


async def _kept(visitor: Visitor, name: str) -> None:
    await visitor.page.wait_for_timeout(400)
    await visitor.page.screenshot(path=IMAGES / f"{name}.png")


if __name__ == "__main__":
    asyncio.run(main())
