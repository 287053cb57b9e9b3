"""The page is accessible: no serious axe violation, wide or narrow, light or dark; it works by keyboard alone."""

import pytest
from playwright.async_api import expect

from tests.page.accessibility import is_accessible, serious_violations
from tests.page.conftest import NARROW, WIDE, NewVisitor
from tests.page.visitor import Visitor, Who

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
async def test_axe_finds_no_serious_violation(
    demo: str, visitor: Visitor, new_visitor: NewVisitor, size: tuple[int, int]
) -> None:
    await visitor.open("sanne")
    ticket = await visitor.new_ticket("Looked at")
    await visitor.card(ticket).wait_for()
    looking = await new_visitor(demo, size=size)
    looks: tuple[tuple[Who, str], ...] = (("joris", "zendesk"), ("sanne", "requests"), ("sanne", "slack"))
    for who, pane in looks:
        await looking.open(who, f"&pane={pane}&ticket={ticket}")
        await is_accessible(looking)
    await looking.write_analysis(ticket, "Looked at.")
    await is_accessible(looking)


async def test_axe_finds_a_violation_that_was_put_in(visitor: Visitor) -> None:
    await visitor.open("sanne")
    await visitor.page.evaluate("""() => {
      const pale = document.createElement("p");
      pale.append("Hardly to be read");
      Object.assign(pale.style, { color: "#ddd", background: "#fff" });
      document.querySelector("main").append(pale, document.createElement("input"));
    }""")
    await visitor.page.emulate_media(color_scheme="light")
    assert {violation.split(":")[0] for violation in await serious_violations(visitor)} == {"color-contrast", "label"}


async def test_nothing_is_wider_than_a_phone(demo: str, visitor: Visitor, new_visitor: NewVisitor) -> None:
    await visitor.open("sanne")
    ticket = await visitor.new_ticket("A subject that is rather long, with averyveryverylongwordwithoutanyspaceinit")
    phone = await new_visitor(demo, size=NARROW)
    for pane in ("slack", "zendesk", "requests"):
        await phone.open("sanne", f"&pane={pane}&ticket={ticket}")
        assert await phone.page.evaluate("document.documentElement.scrollWidth") <= 390
        await expect(phone.page.locator("main > .pane:visible, footer:visible")).to_have_count(1)


async def test_the_main_job_on_a_phone(demo: str, new_visitor: NewVisitor, visitor: Visitor) -> None:
    await visitor.open("joris")
    ticket = await visitor.new_ticket("On a phone", assigned=False)
    phone = await (await new_visitor(demo, size=NARROW)).open("joris", "&pane=zendesk")
    await phone.select(ticket)
    await phone.click("Assign to Partner-NL")
    await phone.become("sanne")
    await phone.click("Slack")
    await phone.write_analysis(ticket, "Written on a phone.")
    await phone.click("Save note")
    await phone.shows("Saved as internal note")
    await phone.click("Zendesk")
    await expect(phone.notes("Sanne Bakker")).to_contain_text("Written on a phone.")


async def test_the_main_job_by_keyboard_alone(visitor: Visitor) -> None:
    await visitor.open("sanne")
    ticket = await visitor.new_ticket("By keyboard alone")
    await visitor.card(ticket).wait_for()
    keyboard = visitor.page.keyboard
    button = visitor.card(ticket).get_by_role("button", name="Write analysis")
    for _ in range(200):
        await keyboard.press("Tab")
        if await button.evaluate("each => each === document.activeElement"):
            break
    await keyboard.press("Enter")
    await expect(visitor.page.get_by_role("textbox", name="Findings")).to_be_focused()
    await keyboard.type("No mouse was needed.")
    await keyboard.press("Control+Enter")
    await visitor.shows("Saved as internal note")
    await keyboard.press("Escape")
    await expect(button).to_be_focused()
