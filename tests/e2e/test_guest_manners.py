"""How often the bot asks the vendor's Zendesk: one request when nothing is new, two for a new assignment."""

from collections.abc import Awaitable, Callable

import pytest

from sandbox.requests import Request
from sandbox.zendesk.records import Ticket
from tests.e2e.stage import open_office
from tests.e2e.story import Story

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_one_request_a_poll_and_one_more_for_a_new_assignment(fresh: Story) -> None:
    await fresh.start({"POLL_SECONDS": "0.5"})
    await open_office(fresh)
    await fresh.assigned("So that the assigner's name is known")
    await fresh.polls()

    quiet = await undisturbed(fresh, lambda: fresh.polls(3))
    assert [request.path for request in quiet] == ["/api/v2/tickets"] * 3

    tickets: list[Ticket] = []

    async def one_more() -> None:
        ticket, _ = await fresh.assigned("New")
        await fresh.polls()
        tickets.append(ticket)

    others = [each.path for each in await undisturbed(fresh, one_more) if each.path != "/api/v2/tickets"]
    assert others == [f"/api/v2/tickets/{tickets[-1].id}/audits"]


async def undisturbed(story: Story, deed: Callable[[], Awaitable[None]]) -> list[Request]:
    """What was asked of Zendesk during the deed; once more if the search, which comes every twentieth poll, did."""
    while True:
        mark = len(story.town.log)
        await deed()
        asked = story.zendesk_since(mark)
        if "/api/v2/search" not in {each.path for each in asked}:
            return asked
