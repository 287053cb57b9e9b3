"""Whatever is asked of Zendesk is asked of the one configured host: tokens, codes and files never follow a redirect."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import httpx
import pytest

from desk.errors import DeskError
from tests.zendesk.kit import NOW, TOM, URL, Desk, ScriptedZendesk, desk_at, pair
from tests.zendesk.test_creation import CREATION
from tests.zendesk.test_update import NOTE

Deed = Callable[[Desk], Awaitable[object]]


async def _renew(desk: Desk) -> None:
    await desk.tokens.put(TOM, pair(lives=timedelta(seconds=1)))
    await desk.tickets.ticket(TOM, 35436)


DEEDS: dict[str, Deed] = {
    "GET /api/v2/tickets/35436": lambda desk: desk.tickets.ticket(TOM, 35436),
    "GET /api/v2/tickets": lambda desk: desk.tickets.changed_since(TOM, NOW),
    "PUT /api/v2/tickets/35436": lambda desk: desk.tickets.update(TOM, 35436, NOTE),
    "POST /api/v2/tickets": lambda desk: desk.tickets.create_ticket(TOM, CREATION),
    "POST /api/v2/uploads": lambda desk: desk.tickets.upload(TOM, "log.txt", "text/plain", b"content"),
    "DELETE /api/v2/oauth/tokens/current.json": lambda desk: desk.sign_in.revoke(TOM),
}


async def asked(request: str, deed: Deed, status: int) -> list[httpx.Request]:
    """What is asked in all while this request is answered with a redirect."""
    zendesk = ScriptedZendesk()
    zendesk.on(request, httpx.Response(status, headers={"Location": f"https://elsewhere.example{request.split()[1]}"}))
    async with desk_at(zendesk) as desk:  # its client would follow
        with pytest.raises(DeskError):
            await deed(desk)
    return zendesk.asked


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("request_", DEEDS)
async def test_a_redirected_call_goes_nowhere_else_and_is_not_made_again(request_: str, status: int) -> None:
    made = await asked(request_, DEEDS[request_], status)
    assert [str(request.url).startswith(f"{URL}/") for request in made] == [True]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize(
    "deed", [_renew, lambda desk: desk.sign_in.redeem("the-code", "v" * 64)], ids=["refresh token", "code"]
)
async def test_a_redirected_exchange_gives_its_secret_to_nobody_else(deed: Deed, status: int) -> None:
    made = await asked("POST /oauth/tokens", deed, status)
    assert [(request.url.host, request.url.path) for request in made] == [("acme.zendesk.example", "/oauth/tokens")]
