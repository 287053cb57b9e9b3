"""Rate limits of the account, of endpoints and of one ticket."""

from collections.abc import AsyncIterator

import pytest

from tests.sandbox.zendesk_scene import Scene, opened_scene


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    async with opened_scene() as opened:
        yield opened


async def test_every_answer_shows_the_requests_left_in_this_minute(scene: Scene) -> None:
    await scene.get("groups", scene.tom)
    answer = await scene.get("tickets", scene.tom)
    assert (answer.headers["X-Rate-Limit"], answer.headers["X-Rate-Limit-Remaining"]) == ("700", "698")
    assert (answer.headers["ratelimit-limit"], answer.headers["ratelimit-remaining"]) == ("700", "698")
    assert 1 <= int(answer.headers["ratelimit-reset"]) <= 60
    assert answer.headers["zendesk-ratelimit-tickets-index"].startswith("total=100; remaining=99; resets=")


async def test_the_account_limit_is_shared_and_answers_in_plain_text(scene: Scene) -> None:
    scene.world.limits.account = 2
    await scene.get("groups", scene.tom)
    await scene.get("groups", scene.visser)
    answer = await scene.get("groups", scene.tom)
    assert (answer.status, answer.text) == (429, "Number of allowed API requests per minute exceeded")
    assert answer.headers["Content-Type"].startswith("text/html")
    assert answer.headers["X-Rate-Limit-Remaining"] == "0"
    scene.clock.advance(int(answer.headers["Retry-After"]))
    assert (await scene.get("groups", scene.tom)).status == 200


async def test_listing_tickets_has_its_own_limit(scene: Scene) -> None:
    scene.world.limits.tickets_index = 1
    await scene.get("tickets", scene.tom)
    answer = await scene.get("tickets", scene.tom)
    assert (answer.status, answer.body["error"]) == (429, "APIRateLimitExceeded")
    assert int(answer.headers["Retry-After"]) >= 1
    assert "remaining=0" in answer.headers["zendesk-ratelimit-tickets-index"]


async def test_one_person_may_update_one_ticket_thirty_times_in_ten_minutes(scene: Scene) -> None:
    ticket = scene.ticket()
    for number in range(30):
        await scene.note(ticket, scene.tom, f"note {number}")
    answer = await scene.put(ticket, scene.tom, comment={"body": "31"})
    assert answer.status == 429
    assert len(ticket.comments) == 32
    assert (await scene.put(ticket, scene.visser, comment={"body": "other person"})).status == 200
    scene.clock.advance(int(answer.headers["Retry-After"]))
    assert (await scene.put(ticket, scene.tom, comment={"body": "31"})).status == 200


async def test_the_account_may_update_a_hundred_tickets_a_minute(scene: Scene) -> None:
    scene.world.limits.updates = 1
    await scene.put(scene.ticket(), scene.tom, status="pending")
    ticket = scene.people.create_ticket("s", "d", scene.customer, group=scene.partner)
    assert (await scene.put(ticket, scene.tom, status="pending")).status in {200, 429}
    answer = await scene.put(ticket, scene.tom, status="open")
    assert answer.status == 429
    assert ticket.status != "open"
