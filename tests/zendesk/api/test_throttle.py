"""A poor guest is a bad guest: after a 429, when little is left, and with many requests at once."""

import asyncio

import httpx
import pytest

from desk.errors import NoRoom, SlowDown, TicketBusy, ZendeskAway
from desk.intake.pace import Room
from tests.fakes import FakeClock
from tests.zendesk.kit import TOM, ScriptedZendesk, answer, desk_at, ticket_json
from zendesk.api.calls import Call
from zendesk.api.slots import Slots
from zendesk.api.throttle import Throttle, nobody_waits

LIST = Call("GET", "/api/v2/tickets", "reading tickets")
SEARCH = Call("GET", "/api/v2/search", "searching tickets")
UPLOAD = Call("POST", "/api/v2/uploads", "attaching files")
TOKENS = Call("POST", "/oauth/tokens", "signing in")
DATE = "Fri, 20 Nov 2026 09:00:00 GMT"


def note(ticket: int) -> Call:
    ids = {"ticket": ticket}
    return Call("PUT", "/api/v2/tickets/{ticket}", "adding this note", ids, about_ticket=True, lands_once=True)


def left(remaining: int, resets: int = 60, total: int = 100) -> dict[str, str]:
    return {
        "ratelimit-limit": str(total),
        "ratelimit-remaining": str(remaining),
        "ratelimit-reset": str(resets),
    }


def endpoint_left(name: str, remaining: int, resets: int = 60) -> dict[str, str]:
    return {f"zendesk-ratelimit-{name}": f"total=100; remaining={remaining}; resets={resets}"}


class Visits:
    """What the guest lets through, and what Zendesk answers to it."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.guest = Throttle(self.clock.stopwatch, slots=Slots(patience=0.0))

    async def send(self, call: Call, status: int = 200, headers: dict[str, str] | None = None) -> None:
        async with self.guest.turn(call):
            self.guest.heard(call, httpx.Response(status, headers={"Date": DATE, **(headers or {})}))

    async def wait_of(self, call: Call) -> float:
        """Seconds until such a call may be made again; 0 when it is made."""
        try:
            await self.send(call)
        except ZendeskAway as away:
            return away.retry_after or -1.0
        return 0.0


@pytest.fixture
def visits() -> Visits:
    return Visits()


async def test_a_sign_in_that_was_refused_waits_and_holds_up_nothing_else(visits: Visits) -> None:
    await visits.send(TOKENS, 429, {"Retry-After": "30"})
    for call in (LIST, UPLOAD, note(1)):
        assert await visits.wait_of(call) == 0
    assert await visits.wait_of(TOKENS) == 30
    visits.clock.advance(30)
    assert await visits.wait_of(TOKENS) == 0


async def test_after_a_429_nothing_is_sent_before_the_time_is_over(visits: Visits) -> None:
    await visits.send(LIST, 429, {"Retry-After": "30"})
    for call in (LIST, SEARCH, UPLOAD, note(1)):
        with pytest.raises(SlowDown, match="asks us to slow down"):
            await visits.send(call)
    visits.clock.advance(29)
    assert await visits.wait_of(note(1)) == 1
    assert visits.guest.stays_away_for() == 1
    visits.clock.advance(1)
    assert await visits.wait_of(LIST) == 0
    assert visits.guest.stays_away_for() == 0


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, 5),
        ("0", 5),
        ("1", 1),
        ("30", 30),
        ("30.5", 30.5),
        ("Fri, 20 Nov 2026 09:01:00 GMT", 60),
        ("Fri, 20 Nov 2020 09:01:00 GMT", 5),
        ("86400", 900),
        ("1e300", 900),
        ("inf", 5),
        ("nan", 5),
        ("-7", 5),
        ("soon", 5),
        ("", 5),
    ],
)
async def test_retry_after_is_honoured_whatever_it_holds_within_a_bound(
    visits: Visits, header: str | None, seconds: float
) -> None:
    await visits.send(LIST, 429, {"Retry-After": header} if header is not None else {})
    assert await visits.wait_of(LIST) == seconds


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, [5, 15, 60, 300, 900, 900, 900]),
        ({"Retry-After": "2"}, [2, 5, 15, 60, 300, 900, 900]),
        ({"Retry-After": "100"}, [100, 100, 100, 100, 300, 900, 900]),
    ],
)
async def test_refusals_in_a_row_make_the_wait_longer_up_to_a_bound_and_a_good_answer_ends_the_row(
    visits: Visits, headers: dict[str, str], expected: list[float]
) -> None:
    waits = []
    for _ in expected:
        await visits.send(LIST, 429, headers)
        waits.append(await visits.wait_of(LIST))
        visits.clock.advance(waits[-1])
    assert waits == expected
    await visits.send(LIST)
    await visits.send(LIST, 429, headers)
    assert await visits.wait_of(LIST) == expected[0]


async def test_refusals_of_what_was_under_way_together_are_one(visits: Visits) -> None:
    async with visits.guest.turn(LIST), visits.guest.turn(SEARCH), visits.guest.turn(UPLOAD):
        for call in (LIST, SEARCH, UPLOAD):
            visits.guest.heard(call, httpx.Response(429, headers={"Retry-After": "7"}))
    assert await visits.wait_of(LIST) == 7


async def test_a_good_answer_to_what_was_sent_before_a_refusal_does_not_end_the_wait(visits: Visits) -> None:
    async with visits.guest.turn(SEARCH):
        await visits.send(LIST, 429, {"Retry-After": "30"})
        visits.guest.heard(SEARCH, httpx.Response(200))
    assert await visits.wait_of(SEARCH) == 30


async def test_what_waited_for_its_turn_hears_of_a_refusal_before_it(visits: Visits) -> None:
    async with visits.guest.turn(note(1)):
        behind = asyncio.create_task(visits.send(note(1)))
        await asyncio.sleep(0)
        visits.guest.heard(note(1), httpx.Response(429, headers={"Retry-After": "30"}))
    with pytest.raises(SlowDown):
        await behind


async def test_an_endpoints_limit_leaves_the_others_alone(visits: Visits) -> None:
    await visits.send(SEARCH, 429, left(50) | endpoint_left("search", 0) | {"Retry-After": "30"})
    assert await visits.wait_of(SEARCH) == 30
    assert await visits.wait_of(LIST) == 0
    assert await visits.wait_of(note(1)) == 0


async def test_a_tickets_own_limit_leaves_other_tickets_alone(visits: Visits) -> None:
    refusal = left(50) | endpoint_left("tickets-update", 40) | {"Retry-After": "420"}
    await visits.send(note(1), 429, refusal)
    with pytest.raises(TicketBusy) as busy:
        await visits.send(note(1))
    assert busy.value.retry_after == 420
    assert await visits.wait_of(note(2)) == 0


async def test_a_sign_in_is_under_no_limit_and_does_not_wait(visits: Visits) -> None:
    await visits.send(LIST, 429, {"Retry-After": "300"})
    assert await visits.wait_of(TOKENS) == 0


async def test_a_clock_that_was_put_back_makes_no_wait_longer_or_shorter(visits: Visits) -> None:
    await visits.send(LIST, 429, {"Retry-After": "30"})
    visits.clock.advance(-7200)
    assert await visits.wait_of(LIST) == 30
    visits.clock.advance(30)
    assert await visits.wait_of(LIST) == 0


async def test_with_nearly_nothing_left_only_what_somebody_waits_for_is_sent(visits: Visits) -> None:
    await visits.send(LIST, headers=left(4, resets=41))
    with nobody_waits(), pytest.raises(NoRoom) as stays:
        await visits.send(LIST)
    assert stays.value.retry_after == 41
    await visits.send(LIST, headers=left(3, resets=41))
    await visits.send(note(1), headers=left(2, resets=41))
    visits.clock.advance(41)
    with nobody_waits():
        await visits.send(LIST)


async def test_an_endpoint_with_nearly_nothing_left_is_left_alone_too(visits: Visits) -> None:
    with nobody_waits():
        await visits.send(LIST, headers=left(90) | endpoint_left("tickets-index", 4))
        assert await visits.wait_of(LIST) == 60
        assert await visits.wait_of(SEARCH) == 0


async def test_of_the_limits_that_polls_count_against_the_lowest_is_told(visits: Visits) -> None:
    assert visits.guest.room() is None
    await visits.send(note(1), headers=left(90) | endpoint_left("tickets-update", 1))
    assert visits.guest.room() == Room(0.9, 60)
    with nobody_waits():
        await visits.send(LIST, headers=left(89) | endpoint_left("tickets-index", 17, resets=5))
    assert visits.guest.room() == Room(0.17, 5)
    visits.clock.advance(5 + 300)
    assert visits.guest.room() == Room(0.89, 0)
    visits.clock.advance(60)
    assert visits.guest.room() is None  # too long ago to say anything


async def test_made_up_limits_are_not_kept_without_end(visits: Visits) -> None:
    for number in range(500):
        await visits.send(LIST, headers=left(50) | endpoint_left(f"made-up-{number}", 9))
    assert len(visits.guest.windows) == 20
    assert visits.guest.windows[0].name == "account"


async def test_one_change_of_a_ticket_is_under_way_at_a_time(visits: Visits) -> None:
    under_way, most = 0, 0

    async def write(ticket: int) -> None:
        nonlocal under_way, most
        async with visits.guest.turn(note(ticket)):
            under_way += 1
            most = max(most, under_way)
            await asyncio.sleep(0)
            under_way -= 1

    await asyncio.gather(*(write(1) for _ in range(5)))
    assert most == 1
    await asyncio.gather(write(1), write(2))
    assert most == 2


async def test_every_request_passes_it_and_a_loop_of_callers_reaches_zendesk_once() -> None:
    zendesk = ScriptedZendesk()
    zendesk.on("GET /api/v2/tickets/35436", answer(status=429, headers={"Retry-After": "30"}))
    async with desk_at(zendesk) as desk:
        for _ in range(50):
            with pytest.raises(SlowDown):
                await desk.tickets.ticket(TOM, 35436)
        assert len(zendesk.asked) == 1


async def test_no_more_than_six_reads_are_under_way_at_once() -> None:
    under_way, most = 0, 0

    class Slow(ScriptedZendesk):
        async def __call__(self, request: httpx.Request) -> httpx.Response:
            nonlocal under_way, most
            under_way += 1
            most = max(most, under_way)
            await asyncio.sleep(0)
            under_way -= 1
            return await super().__call__(request)

    zendesk = Slow()
    zendesk.on("GET /api/v2/tickets/35436", answer({"ticket": ticket_json()}))
    async with desk_at(zendesk) as desk:
        await asyncio.gather(*(desk.tickets.ticket(TOM, 35436) for _ in range(40)))
    assert most == 6
