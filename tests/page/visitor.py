"""A visitor of the page: clicks, types, and checks what is shown."""

from collections.abc import Mapping
from typing import Any, Literal

from playwright.async_api import ConsoleMessage, Locator, Page, expect

Who = Literal["tom", "sanne", "joris", "otto"]
SOON = 30_000
"""Milliseconds in which the bot must answer."""
_POST = """async ([path, body]) => {
  const answer = await fetch(path, {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
  });
  return { status: answer.status, ...(await answer.json()) };
}"""


class Visitor:
    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.clicks = 0
        self.texts = 0
        self.errors: list[str] = []
        page.set_default_timeout(SOON)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", self._logged)

    async def open(self, who: Who = "sanne", more: str = "") -> "Visitor":
        await self.page.goto(f"{self.address}/?as={who}{more}")
        await self.is_ready(who)
        return self

    async def is_ready(self, who: Who) -> None:
        await self.page.locator(f"body[data-ready={who}]").wait_for(state="attached")

    async def click(self, name: str, *, within: Locator | None = None, exact: bool = True) -> None:
        self.clicks += 1
        await (within or self.page).get_by_role("button", name=name, exact=exact).first.click()

    async def write(self, label: str, words: str) -> None:
        self.texts += 1
        field = self.page.get_by_role("textbox", name=label)
        await field.click()
        self.clicks += 1
        await self.page.keyboard.insert_text(words)

    async def become(self, who: Who) -> None:
        self.clicks += 1
        await self.page.locator(f".who [data-who={who}]").click()
        await self.is_ready(who)

    async def command(self, text: str) -> None:
        composer = self.page.locator(".composer textarea")
        await composer.fill(text)
        await composer.press("Enter")

    async def sees(self, words: str, *, within: str = "body", seconds: float = SOON / 1000) -> None:
        found = self.page.locator(within).get_by_text(words).locator("visible=true").first
        await expect(found).to_be_visible(timeout=seconds * 1000)

    async def post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Sends a POST request as the page does; returns the JSON answer and its `status`."""
        answer: dict[str, Any] = await self.page.evaluate(_POST, [path, dict(body)])
        return answer

    # In Slack

    @property
    def dialog(self) -> Locator:
        """The topmost dialog."""
        return self.page.locator(".dialog:not([inert])")

    def card(self, ticket: int) -> Locator:
        return self.page.locator(".message:not(.ephemeral)").filter(has_text=f"#{ticket}").first

    def message(self, words: str) -> Locator:
        return self.page.locator(".message").filter(has_text=words)

    async def shows(self, words: str, seconds: float = SOON / 1000) -> None:
        """The dialog contains these words."""
        await expect(self.dialog).to_contain_text(words, timeout=seconds * 1000)

    async def write_analysis(self, ticket: int, words: str) -> None:
        """Opens the analysis dialog and fills it in, without sending it."""
        await self.card(ticket).get_by_role("button", name="Write analysis").click()
        await self.write("Findings", words)
        await self.shows("asked:")

    # In Zendesk

    async def new_ticket(self, subject: str, *, assigned: bool = True) -> int:
        made = await self.post("/api/zendesk/tickets", {"subject": subject, "description": "Please help."})
        number = int(made["id"])
        if assigned:
            asked = {"to_partner": True, "note": "Please check the mapping."}
            assert (await self.post(f"/api/zendesk/tickets/{number}/assign", asked))["status"] == 200
        return number

    async def select(self, ticket: int) -> None:
        await self.page.locator(f"[data-focus='ticket/{ticket}']").click()

    def notes(self, author: str) -> Locator:
        """Internal notes of this author on the selected ticket."""
        return self.page.locator(".comment.internal").filter(has_text=author)

    def _logged(self, message: ConsoleMessage) -> None:
        """Collects errors and warnings; a 409 is no error of the page, it is shown there as a sentence."""
        if message.type in {"error", "warning"} and "409 (Conflict)" not in message.text:
            self.errors.append(message.text)
